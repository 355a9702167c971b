// Who is writing in the open conversation, and that the teammate is.

import { el } from "../live/element.js";
import { Hearing, Telling } from "../live/typing.js";
import { say, words } from "../live/words.js";
import { post } from "./session.js";
import { openId } from "./thread.js";

const telling = new Telling((id) => post(`/inbox/${id}/typing`, {}));
const hearing = new Hearing(draw);

export const typed = (id) => telling.written(id);
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
