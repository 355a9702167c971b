// What is put into the composer from a dialog over it: narrowed by what is typed, walked through with the arrows.

import { composing } from "../live/composing.js";
import { showOnce } from "../live/dialog.js";
import { el } from "../live/element.js";
import { openId } from "./thread.js";

/** Puts `text` where the cursor stands in the composer, if that conversation is still the one on screen. */
export function insert(conversation, text) {
  const body = document.getElementById("composer")?.elements.body;
  if (!body || openId() !== conversation) return;
  body.focus();
  body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Opens a dialog for a conversation, unless it was left, or something else was opened, since it was asked for. */
export function openChooser(conversation, kind) {
  if (openId() === conversation && !document.querySelector("dialog[open]")) new Chooser(conversation, kind).open();
}

class Chooser {
  #conversation;
  #kind;
  #dialog;
  #close;
  #input;
  #list;
  #told;
  #fitting = [];
  #at = 0;

  /** kind: name, label, find, list and told (elements), foot (elements below), fitting(wanted), option(one) with attributes and
   * content, telling(one, or undefined), text(one), moved(event, at, options, typed) to where, or null for a key of no meaning. */
  constructor(conversation, kind) {
    this.#conversation = conversation;
    this.#kind = kind;
    this.#list = kind.list;
    this.#told = kind.told;
    this.#input = el("input", { type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "true", "aria-controls": kind.list.id, "aria-label": kind.find, placeholder: kind.find });
    this.#dialog = el("dialog", { class: `palette ${kind.name}-chooser`, "aria-label": kind.label }, this.#input, this.#list, this.#told, ...(kind.foot ?? []));
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.#input.addEventListener("input", () => this.#narrow());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("click", (event) => this.#choose([...this.#list.children].indexOf(event.target.closest("[role=option]"))));
  }

  open() {
    this.#close = showOnce(this.#dialog);
    this.#narrow();
  }

  #id(at) {
    return `${this.#kind.name}-${at}`;
  }

  #narrow() {
    this.#fitting = this.#kind.fitting(this.#input.value.trim().toLowerCase());
    const options = this.#fitting.map((one, at) => {
      const { attributes = {}, content } = this.#kind.option(one);
      return el("li", { role: "option", id: this.#id(at), ...attributes }, content);
    });
    this.#list.replaceChildren(...options);
    this.#list.hidden = !this.#fitting.length;
    this.#mark(0);
  }

  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", place === at ? "true" : "false"));
    const one = this.#fitting[at];
    this.#told.textContent = this.#kind.telling(one);
    if (one) this.#input.setAttribute("aria-activedescendant", this.#id(at));
    else this.#input.removeAttribute("aria-activedescendant");
    this.#list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    if (composing(event)) return;
    const options = [...this.#list.children];
    const to = options.length ? this.#kind.moved(event, this.#at, options, this.#input.value) : null;
    if (to !== null) this.#mark(to);
    else if (event.key === "Enter") this.#choose(this.#at);
    else return;
    event.preventDefault();
  }

  #choose(at) {
    const one = this.#fitting[at];
    if (!one) return;
    this.#close();
    insert(this.#conversation, this.#kind.text(one));
  }
}
