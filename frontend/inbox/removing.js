// Taking away for everyone what was written by mistake, after a question: it cannot be undone.

import { el } from "../live/element.js";
import { say, words } from "../live/words.js";
import { refreshList } from "./list.js";
import { post, refusal } from "./session.js";
import { acting, openId, refreshThread } from "./thread.js";
import { forgetUndo, showToast } from "./toast.js";

async function remove(conversation, message) {
  forgetUndo();
  try {
    await acting(async () => {
      const response = await post(`/inbox/${conversation}/remove`, { message });
      if (!response.ok) throw await refusal(response);
    });
    showToast(words.removed_done);
  } catch (problem) {
    showToast(problem.reason ? say(words.not_done, { reason: problem.reason }) : words.undone);
  }
  await Promise.allSettled([refreshThread(), refreshList()]);
  if (document.activeElement === document.body) document.getElementById("log")?.focus({ preventScroll: true });
}

/** Says what is meant: focus may have moved on to another part while the conversation was drawn anew. */
function ask(conversation, message, said) {
  const dialog = el(
    "dialog",
    { class: "ask", "aria-labelledby": "ask-what" },
    el("p", { id: "ask-what" }, words.remove_ask),
    el("blockquote", {}, said),
    el("p", { class: "answers" }, el("button", { type: "button", class: "small", click: () => dialog.close() }, words.remove_not), el("button", { type: "button", class: "primary", click: () => dialog.close("remove") }, words.remove_now)),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "remove") remove(conversation, message);
    else document.querySelector(`#parts .remove[data-message="${message}"]`)?.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Asks before what a part's control would take away. */
export function takeOverRemoving() {
  document.addEventListener("click", (event) => {
    const control = event.target.closest("#parts .remove");
    if (!control) return;
    const said = control.closest(".bubble").querySelectorAll(".text, .file-name");
    ask(openId(), control.dataset.message, [...said].map((one) => one.textContent).join("\n"));
  });
}
