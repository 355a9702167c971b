// One short sentence at the foot of the page, with a way back where there is one.

import { el } from "../live/element.js";
import { words } from "../live/words.js";

const toast = document.getElementById("toast");
let timer = 0;

export function hideToast() {
  clearTimeout(timer);
  toast.hidden = true;
}

/** Shows `text` for some seconds; `undo` makes a button. */
export function showToast(text, undo = null) {
  clearTimeout(timer);
  toast.replaceChildren(text);
  if (undo) {
    const act = () => {
      hideToast();
      undo();
    };
    toast.append(el("button", { type: "button", click: act }, words.undo));
  }
  toast.hidden = false;
  timer = setTimeout(hideToast, undo ? 8000 : 4000);
}
