// A picture of the conversation, large over the page. Without scripts its link saves it.

import { showOnce } from "../live/dialog.js";
import { el } from "../live/element.js";
import { words } from "../live/words.js";

function show(link) {
  const name = link.getAttribute("download");
  const close = el("button", { type: "button", class: "icon-button", "aria-label": words.dismiss, autofocus: true }, "×");
  const save = el("a", { class: "quiet", href: link.href, download: name }, words.download);
  const dialog = el("dialog", { class: "picture", "aria-label": name }, el("header", {}, el("h2", {}, name), save, close), el("img", { src: link.href, alt: name }));
  close.addEventListener("click", () => dialog.close());
  // What is beside a dialog is its backdrop, and a click there the dialog's own.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  link.focus({ preventScroll: true }); // to which the focus comes back
  showOnce(dialog);
}

export function takeOverPictures() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#parts a.file");
    if (!link?.querySelector("img") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
}
