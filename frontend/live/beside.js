// What is said of a form, in one sentence beside its button; it is spoken.

import { el } from "./element.js";
import { door } from "./session.js";

export const words = JSON.parse(document.getElementById("form-words").textContent);

export function say(button, role, text, ...more) {
  const said = el("p", { class: `form-said ${role}`, role });
  button.after(said);
  said.append(text, ...more);
}

/** The session is over: one signs in beside what was typed, which stays. */
export function sayEnded(button) {
  say(button, "alert", words.ended, " ", el("a", { href: door(), target: "_blank" }, words.sign_in));
}

export function clear(form) {
  form.querySelector(".form-said")?.remove();
}
