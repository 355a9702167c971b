// Who is writing in the open conversation, and that the teammate is.

import { el } from "../live/element.js";
import { Hearing, Telling } from "../live/typing.js";
import { say, words } from "../live/words.js";
import { post } from "./session.js";
import { openId } from "./thread.js";

// A note is for teammates: the contact is not told that one is being written.
const telling = { comment: tells("comment"), note: tells("note") };
const hearing = new Hearing(draw);

function tells(kind) {
  return new Telling((id) => post(`/inbox/${id}/typing?does=${kind}`, {}));
}

export const typed = (id, kind) => telling[kind].written(id);
export const heardTyping = (id) => hearing.heard(id);
export const arrivedIn = (id) => hearing.arrived(id);

/** The line below the last message; the thread around it is drawn anew now and then. */
function draw() {
  const log = document.getElementById("log");
  const name = document.getElementById("thread")?.getAttribute("aria-label");
  const text = log && name && hearing.in(openId()) ? say(words.typing, { name }) : "";
  let line = document.getElementById("typing");
  if (!text) return line?.remove();
  if (!line) log.append((line = el("p", { id: "typing", class: "event", role: "status" })));
  line.textContent = text;
}
