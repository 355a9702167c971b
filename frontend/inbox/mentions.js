// Naming teammates in a note: after `@` those whose names go on so are offered. Who is named in the text is found by the
// server, so that what is taken out of the text mentions nobody.

import { composing } from "../live/composing.js";
import { el } from "../live/element.js";
import { words } from "../live/words.js";

const MOST = 6;

/** What was begun after the last `@` before the cursor, and where; null where none was. */
export function begun(text, cursor) {
  const before = text.slice(0, cursor);
  const at = before.lastIndexOf("@");
  // In the middle of a Latin word it is an address; Japanese goes on without a space.
  if (at < 0 || (at > 0 && /[\p{Script=Latin}\p{N}._-]/u.test(before[at - 1]))) return null;
  const typed = before.slice(at + 1);
  return typed.length > 60 || typed.includes("\n") ? null : { at, typed };
}

/** Offers teammates while a note is written in `body`. */
export class Mentions {
  #body;
  #form;
  #names;
  #list = el("ul", { id: "mention-list", class: "mention-list", role: "listbox", "aria-label": words.mention, hidden: true });
  #fitting = [];
  #at = 0;

  constructor(form) {
    this.#form = form;
    this.#body = form.elements.body;
    this.#names = JSON.parse(form.dataset.teammates);
    this.#body.before(this.#list);
    this.#body.addEventListener("input", () => this.#look());
    this.#body.addEventListener("blur", () => this.#hide());
    form.addEventListener("submit", () => this.#hide());
    this.#body.addEventListener("keydown", (event) => this.#pressed(event));
    // Before the field loses its focus.
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.#choose([...this.#list.children].indexOf(event.target.closest("[role=option]")));
    });
  }

  #look() {
    const note = this.#form.elements.kind.value === "note";
    const found = note ? begun(this.#body.value, this.#body.selectionStart) : null;
    const wanted = found?.typed.toLowerCase();
    const fits = (name) => name.toLowerCase().startsWith(wanted) || name.toLowerCase().split(" ").some((word) => word.startsWith(wanted));
    this.#fitting = found ? this.#names.filter((name) => fits(name) && name.toLowerCase() !== wanted).slice(0, MOST) : [];
    this.#list.replaceChildren(...this.#fitting.map((name, at) => el("li", { role: "option", id: `mention-${at}` }, name)));
    this.#list.hidden = !this.#fitting.length;
    this.#mark(0);
  }

  #hide() {
    this.#list.hidden = true;
    this.#fitting = [];
    this.#mark(0);
  }

  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", place === at ? "true" : "false"));
    if (this.#fitting.length) {
      this.#body.setAttribute("aria-controls", "mention-list");
      this.#body.setAttribute("aria-activedescendant", `mention-${at}`);
    } else {
      this.#body.removeAttribute("aria-controls");
      this.#body.removeAttribute("aria-activedescendant");
    }
  }

  #pressed(event) {
    const count = this.#fitting.length;
    if (!count || composing(event) || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark((this.#at + step + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#at);
    else if (event.key === "Escape") this.#hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(at) {
    const name = this.#fitting[at];
    const found = begun(this.#body.value, this.#body.selectionStart);
    if (!name || !found) return this.#hide();
    this.#body.setRangeText(`@${name} `, found.at, this.#body.selectionStart, "end");
    this.#body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
