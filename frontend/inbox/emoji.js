// Emoji in the composer: a button that opens them all, and `:` with the beginning of a name. They and their names come from
// our own server, and the reader's own font draws them.

import { composing } from "../live/composing.js";
import { el } from "../live/element.js";
import { words } from "../live/words.js";
import { Completion } from "./completion.js";
import { fetchJson } from "./session.js";
import { openId } from "./thread.js";
import { showToast } from "./toast.js";

const MOST = 6;
let asked = null; // for all of them, once
let all = []; // {sign, names}, when they have come

function load() {
  asked ??= fetchJson("/inbox/emoji").then(
    (signs) => (all = signs.map(([sign, names]) => ({ sign, names: names.split(", ") }))),
    (problem) => {
      asked = null;
      throw problem;
    },
  );
  return asked;
}

/** Those of which a name, or a word of it, begins so; of which one begins so, first. */
function fitting(wanted) {
  const begins = (one) => one.names.some((name) => name.toLowerCase().startsWith(wanted));
  const within = (one) => one.names.some((name) => name.toLowerCase().split(/[ -]/).some((word) => word.startsWith(wanted)));
  return [...all.filter(begins), ...all.filter((one) => !begins(one) && within(one))];
}

/** What was begun after a `:` before the cursor, where no word or time stands before it. */
export function begun(text, cursor) {
  const found = /(?:^|[^\p{Script=Latin}\p{N}:/])(:([\p{L}\p{N}_-]{2,30}))$/u.exec(text.slice(0, cursor));
  return found ? { at: cursor - found[1].length, typed: found[2].toLowerCase().replaceAll("_", " ") } : null;
}

/** Offers emoji while something is written in the form. */
export function offerEmoji(form) {
  const { body } = form.elements;
  const button = form.querySelector("#emoji");
  button.disabled = false;
  button.addEventListener("click", chooseEmoji);
  const find = (text, cursor) => {
    const found = begun(text, cursor);
    if (!found) return null;
    // What was typed before they came is looked at again then.
    if (!all.length) load().then(() => document.activeElement === body && body.dispatchEvent(new Event("input", { bubbles: true })), () => {});
    return { at: found.at, options: fitting(found.typed).slice(0, MOST).map(({ sign, names }) => [`${sign} ${names[0]}`, sign]) };
  };
  return new Completion(form, { id: "emoji-option", label: words.emoji, find });
}

class Chooser {
  #conversation;
  #dialog;
  #input = el("input", { type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "true", "aria-controls": "emoji-grid", "aria-label": words.emoji_find, placeholder: words.emoji_find });
  #grid = el("ul", { id: "emoji-grid", class: "emoji-grid", role: "listbox", "aria-label": words.emoji });
  #name = el("p", { class: "hint emoji-name", role: "status" });
  #fitting = [];
  #at = 0;

  constructor(conversation) {
    this.#conversation = conversation;
    this.#dialog = el("dialog", { class: "palette emoji-chooser", "aria-label": words.emoji }, this.#input, this.#grid, this.#name);
    this.#dialog.addEventListener("close", () => this.#dialog.remove());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.#input.addEventListener("input", () => this.#narrow());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#grid.addEventListener("click", (event) => this.#choose([...this.#grid.children].indexOf(event.target.closest("[role=option]"))));
  }

  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#narrow();
  }

  #narrow() {
    const wanted = this.#input.value.trim().toLowerCase();
    this.#fitting = wanted ? fitting(wanted) : all;
    this.#grid.replaceChildren(...this.#fitting.map(({ sign, names }, at) => el("li", { role: "option", id: `emoji-${at}`, "aria-label": names[0], title: names[0] }, sign)));
    this.#grid.hidden = !this.#fitting.length;
    this.#mark(0);
  }

  #mark(at) {
    this.#at = at;
    [...this.#grid.children].forEach((option, place) => option.setAttribute("aria-selected", place === at ? "true" : "false"));
    const one = this.#fitting[at];
    this.#name.textContent = one ? one.names.join(", ") : words.emoji_none;
    if (one) this.#input.setAttribute("aria-activedescendant", `emoji-${at}`);
    else this.#input.removeAttribute("aria-activedescendant");
    this.#grid.children[at]?.scrollIntoView({ block: "nearest" });
  }

  /** How many stand in one line. */
  #columns() {
    const options = [...this.#grid.children];
    return options.filter((option) => option.offsetTop === options[0].offsetTop).length || 1;
  }

  #pressed(event) {
    if (composing(event)) return;
    const count = this.#fitting.length;
    // In what was typed, the arrows to the sides move the cursor.
    const sideways = this.#input.value === "" ? { ArrowRight: 1, ArrowLeft: -1 }[event.key] : 0;
    const line = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (count && sideways) this.#mark((this.#at + sideways + count) % count);
    else if (count && line) this.#mark(Math.min(count - 1, Math.max(0, this.#at + line * this.#columns())));
    else if (event.key === "Enter") this.#choose(this.#at);
    else return;
    event.preventDefault();
  }

  #choose(at) {
    const one = this.#fitting[at];
    if (!one) return;
    this.#dialog.close();
    const body = document.getElementById("composer")?.elements.body;
    if (!body || openId() !== this.#conversation) return;
    body.focus();
    body.setRangeText(one.sign, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Opens all of them over the composer. */
export async function chooseEmoji() {
  const conversation = openId();
  try {
    await load();
    // Something else may have been opened since.
    if (openId() === conversation && !document.querySelector("dialog[open]")) new Chooser(conversation).open();
  } catch {
    showToast(words.undone);
  }
}
