// Macros in the composer: found by name, shown as they will be sent, put where the cursor stands.

import { composing } from "../live/composing.js";
import { el } from "../live/element.js";
import { words } from "../live/words.js";
import { fragment } from "./session.js";
import { openId } from "./thread.js";
import { showToast } from "./toast.js";

/** Puts `text`, filled for the person of that conversation, where the cursor stands in its composer. */
function insert(id, text) {
  const body = document.getElementById("composer")?.elements.body;
  if (!body || openId() !== id) return;
  body.focus();
  body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A conversation's macros: id, name and the text as it is filled for its person. */
async function macros(conversation) {
  const page = await fragment(`/inbox/${conversation}/macros`);
  return [...page.querySelectorAll("[data-macro]")].map((link) => ({
    id: link.dataset.macro,
    name: link.querySelector("strong").textContent,
    text: link.querySelector(".text").textContent,
  }));
}

/** Puts the macro of that id into the composer. */
export async function useMacro(id) {
  const conversation = openId();
  if (!conversation || !document.getElementById("composer")) return showToast(words.macro_nowhere);
  const found = await macros(conversation).catch(() => []);
  const one = found.find((macro) => macro.id === id);
  if (one) insert(conversation, one.text);
  else showToast(words.undone);
}

class Chooser {
  #conversation;
  #all;
  #dialog;
  #input = el("input", { type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "true", "aria-controls": "macro-list", "aria-label": words.macro_find, placeholder: words.macro_find });
  #list = el("ul", { id: "macro-list", class: "palette-list", role: "listbox", "aria-label": words.macros });
  #preview = el("p", { class: "preview", "aria-live": "polite" });
  #fitting = [];
  #at = 0;

  constructor(conversation, all) {
    this.#conversation = conversation;
    this.#all = all;
    const manage = el("p", { class: "foot" }, el("a", { class: "quiet", href: "/inbox/macros" }, words.macros_manage));
    this.#dialog = el("dialog", { class: "palette macro-chooser", "aria-label": words.macros }, this.#input, this.#list, this.#preview, manage);
    this.#dialog.addEventListener("close", () => this.#dialog.remove());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.#input.addEventListener("input", () => this.#narrow());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("click", (event) => this.#choose([...this.#list.children].indexOf(event.target.closest("[role=option]"))));
  }

  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#narrow();
  }

  #narrow() {
    const wanted = this.#input.value.trim().toLowerCase();
    this.#fitting = this.#all.filter((one) => one.name.toLowerCase().includes(wanted));
    this.#list.replaceChildren(...this.#fitting.map((one, at) => el("li", { role: "option", id: `macro-${at}` }, el("span", { class: "what" }, one.name))));
    this.#list.hidden = !this.#fitting.length;
    this.#mark(0);
  }

  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", place === at ? "true" : "false"));
    const one = this.#fitting[at];
    this.#preview.textContent = one ? one.text : words.macro_none;
    if (one) this.#input.setAttribute("aria-activedescendant", `macro-${at}`);
    else this.#input.removeAttribute("aria-activedescendant");
    this.#list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    if (composing(event)) return;
    const count = this.#fitting.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) this.#mark((this.#at + step + count) % count);
    else if (event.key === "Enter") this.#choose(this.#at);
    else return;
    event.preventDefault();
  }

  #choose(at) {
    const one = this.#fitting[at];
    if (!one) return;
    this.#dialog.close();
    insert(this.#conversation, one.text);
  }
}

/** Opens the list of macros over the composer. */
export async function chooseMacro() {
  const conversation = openId();
  if (!conversation || !document.getElementById("composer")) return;
  try {
    const all = await macros(conversation);
    // Something else may have been opened since.
    if (openId() === conversation && !document.querySelector("dialog[open]")) new Chooser(conversation, all).open();
  } catch {
    showToast(words.undone);
  }
}
