// One short sentence at the foot of the page, with a way back where there is one. The way back stays open, for Z, until
// something else is done.

import { el } from "../live/element.js";
import { words } from "../live/words.js";

const toast = document.getElementById("toast");
let timer = 0;
let last = null;

export function hideToast() {
  clearTimeout(timer);
  toast.hidden = true;
}

/** Whether what was done last can be taken back. */
export const undoable = () => last !== null;

/** Takes back what was done last, once. */
export function undoLast() {
  const undo = last;
  last = null;
  hideToast();
  undo?.();
}

/** Nothing can be taken back any more: something else is done. */
export function forgetUndo() {
  last = null;
  hideToast();
}

/** Shows `text` for some seconds; `undo` makes a button. */
export function showToast(text, undo = null) {
  clearTimeout(timer);
  toast.replaceChildren(text);
  if (undo) {
    last = undo;
    toast.append(el("button", { type: "button", click: undoLast }, words.undo));
  }
  toast.hidden = false;
  timer = setTimeout(hideToast, undo ? 8000 : 4000);
}
