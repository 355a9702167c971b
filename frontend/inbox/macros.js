// Macros in the composer: found by name, shown as they will be sent, put where the cursor stands.

import { el } from "../live/element.js";
import { words } from "../live/words.js";
import { insert, openChooser } from "./chooser.js";
import { fragment } from "./session.js";
import { openId } from "./thread.js";
import { showToast } from "./toast.js";

/** A conversation's macros: id, name and the text as it is filled for its person. */
async function macros(conversation) {
  const page = await fragment(`/inbox/${conversation}/macros`);
  return [...page.querySelectorAll("[data-macro]")].map((link) => ({
    id: link.dataset.macro,
    name: link.querySelector("strong").textContent,
    text: link.querySelector(".text").textContent,
  }));
}

/** Puts the macro of that id into the composer. */
export async function useMacro(id) {
  const conversation = openId();
  if (!conversation || !document.getElementById("composer")) return showToast(words.macro_nowhere);
  const found = await macros(conversation).catch(() => []);
  const one = found.find((macro) => macro.id === id);
  if (one) insert(conversation, one.text);
  else showToast(words.undone);
}

function moved({ key }, at, options) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  return step ? (at + step + options.length) % options.length : null;
}

/** Opens the list of macros over the composer. */
export async function chooseMacro() {
  const conversation = openId();
  if (!conversation || !document.getElementById("composer")) return;
  try {
    const all = await macros(conversation);
    openChooser(conversation, {
      name: "macro",
      label: words.macros,
      find: words.macro_find,
      list: el("ul", { id: "macro-list", class: "palette-list", role: "listbox", "aria-label": words.macros }),
      told: el("p", { class: "preview", "aria-live": "polite" }),
      foot: [el("p", { class: "foot" }, el("a", { class: "quiet", href: "/inbox/macros" }, words.macros_manage))],
      fitting: (wanted) => all.filter((one) => one.name.toLowerCase().includes(wanted)),
      option: ({ name }) => ({ content: el("span", { class: "what" }, name) }),
      telling: (one) => (one ? one.text : words.macro_none),
      text: ({ text }) => text,
      moved,
    });
  } catch {
    showToast(words.undone);
  }
}
