// Home: the greeting, the way to write, and the visitor's conversations.

import { el } from "../live/element.js";
import { patch } from "../live/patch.js";
import { ageName } from "../live/times.js";
import { say, words } from "../live/words.js";

const yours = document.getElementById("yours");
const list = document.getElementById("conversations");
const promise = document.querySelector("#promise span");

/** Draws the visitor's conversations, newest first. */
export function drawHome(conversations, called, open) {
  yours.hidden = !conversations.length;
  // An item that did not change stays: a click that has begun on it counts.
  patch(list, el("ol", {}, ...conversations.map((conversation) => line(conversation, open))));
  promise.textContent = called ? say(words.you_are, { name: called }) : words.nothing_stored;
}

function line({ id, preview, files, updated_at: updated, unread }, open) {
  const said = files > 1 ? say(words.files, { count: files }) : preview;
  const dot = unread ? el("span", { class: "dot" }, el("span", { class: "hidden-text" }, words.unread)) : null;
  const time = el("time", {}, ageName(new Date(updated / 1000)));
  return el("li", { class: unread ? "unread" : null, "data-key": id }, el("button", { type: "button", click: () => open(id) }, el("span", { class: "preview" }, said), time, dot));
}
