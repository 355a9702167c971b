// A list over a text field of what could go on from where the cursor stands; arrow keys choose, Enter or Tab puts it in.

import { composing } from "../live/composing.js";
import { el } from "../live/element.js";

/** Offers what `find` answers for the text before the cursor: `{ at, options: [[shown, text]] }`, or null. */
export class Completion {
  #body;
  #find;
  #list;
  #id;
  #options = [];
  #at = 0;

  constructor(form, { id, label, find }) {
    this.#body = form.elements.body;
    this.#find = find;
    this.#id = id;
    this.#list = el("ul", { id: `${id}-list`, class: "mention-list", role: "listbox", "aria-label": label, hidden: true });
    this.#body.before(this.#list);
    this.#body.addEventListener("input", () => this.#look());
    this.#body.addEventListener("blur", () => this.#show([]));
    form.addEventListener("submit", () => this.#show([]));
    this.#body.addEventListener("keydown", (event) => this.#pressed(event));
    // Before the field loses its focus.
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.#choose([...this.#list.children].indexOf(event.target.closest("[role=option]")));
    });
  }

  #found() {
    return this.#find(this.#body.value, this.#body.selectionStart);
  }

  #look() {
    this.#show(this.#found()?.options ?? []);
  }

  #show(options) {
    if (!options.length && !this.#options.length) return;
    this.#options = options;
    this.#list.replaceChildren(...options.map(([shown], at) => el("li", { role: "option", id: `${this.#id}-${at}` }, shown)));
    this.#list.hidden = !options.length;
    this.#mark(0);
  }

  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", place === at ? "true" : "false"));
    if (this.#options.length) {
      this.#body.setAttribute("aria-controls", `${this.#id}-list`);
      this.#body.setAttribute("aria-activedescendant", `${this.#id}-${at}`);
    } else {
      this.#body.removeAttribute("aria-controls");
      this.#body.removeAttribute("aria-activedescendant");
    }
  }

  #pressed(event) {
    const count = this.#options.length;
    if (!count || composing(event) || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark((this.#at + step + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#at);
    else if (event.key === "Escape") this.#show([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(at) {
    const [chosen, found] = [this.#options[at], this.#found()];
    this.#show([]);
    if (!chosen || !found) return;
    this.#body.setRangeText(chosen[1], found.at, this.#body.selectionStart, "end");
    this.#body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
