// Ctrl-K: one field over people, conversations, macros and settings, which the server finds, and over what can be done
// with the chosen conversations, or with the open one and its person.

import { composing } from "../live/composing.js";
import { showOnce } from "../live/dialog.js";
import { el, icon } from "../live/element.js";
import { letGo } from "../live/pressed.js";
import { localise } from "../live/times.js";
import { say, words } from "../live/words.js";
import { choosing } from "./bulk.js";
import { startWriting } from "./composer.js";
import { chooseMacro } from "./macros.js";
import { openMenu } from "./menus.js";
import { placeOf } from "./place.js";
import { post } from "./session.js";
import { undoable, undoLast } from "./toast.js";

const PAUSE_MS = 120;
let uses = { go: (address) => location.assign(address), useMacro: () => {}, search: () => {} };

/** What the palette does with an address, with a macro, and with a text to search for. */
export function setUses(given) {
  uses = { ...uses, ...given };
}

/** What can be done with the open conversation, by name. */
function ofThread() {
  const head = document.getElementById("thread-head");
  const state = head?.querySelector(".state-button");
  if (!state) return [];
  const open = document.getElementById("thread").dataset.state === "open";
  return [
    [open ? words.do_close : words.do_open, open ? "check" : "reopen", () => state.click()],
    [words.key_assign, "person", () => openMenu("assign")],
    [words.key_snooze, "snooze", () => openMenu("snooze")],
    [words.key_tag, "tag", () => openMenu("tag")],
    [words.key_unread, "unread", () => head.querySelector(".unread-button").click()],
    [words.do_priority, "star", () => head.querySelector(".star").click()],
    [words.key_reply, "send", () => startWriting("comment")],
    [words.key_note, "note", () => startWriting("note")],
    [words.key_macro, "macro", chooseMacro],
    [words.attach, "attach", () => document.getElementById("files").click()],
    [words.emoji, "emoji", () => document.getElementById("emoji").click()],
    ...(undoable() ? [[words.undo, "back", undoLast]] : []),
  ];
}

const markOf = (control) => control.querySelector("use").getAttribute("href").split("#")[1];

/** What can be done with the chosen conversations: what their bar has. */
function ofChosen() {
  const controls = [...document.querySelectorAll("#bulk .icon-button")];
  const act = (control) => () => (control.matches("summary") ? openMenu(control.parentElement.dataset.menu) : control.click());
  return controls.map((control) => [control.ariaLabel, markOf(control), act(control)]);
}

/** What can be done with the person beside the open conversation, once something is looked for. */
function ofPerson(wanted) {
  const controls = wanted ? [...document.querySelectorAll("#person :is(summary, a[download])")] : [];
  return controls.map((control) => [control.ariaLabel ?? control.textContent, "person", () => useBeside(control)]);
}

/** On a phone the person is a screen of its own, which is gone to first. */
function useBeside(control) {
  const way = document.querySelector("#thread-head .to-person");
  if (way?.checkVisibility()) way.click();
  if (!control.matches("summary")) return control.click();
  control.parentElement.open = true;
  control.scrollIntoView({ block: "nearest" });
  const field = [...control.parentElement.querySelectorAll("input, select, textarea, button")].find((one) => one.checkVisibility());
  (field ?? control).focus();
}

/** To whom the conversations that are meant can be given, once a name is looked for. */
function assignees(wanted) {
  const menu = `${choosing() ? "#bulk" : "#thread-head"} [data-menu=assign]`;
  const choices = wanted ? [...document.querySelectorAll(`${menu} .choice:not([value$=-none])`)] : [];
  const called = ({ name, away }) => (away ? `${name} (${away})` : name);
  return choices.map((choice) => [say(words.palette_assign, { name: called(choice.dataset) }), "person", () => choice.click()]);
}

/** Where the viewer may go from here, by name; teams and views are found by the server. */
function places() {
  const links = document.querySelectorAll(".folders a[title]:not([data-folder^=team-], [data-folder^=view-])");
  const there = [...links].map((link) => [link.title, markOf(link), () => uses.go(link.href)]);
  const away = document.querySelector(".account [data-menu=away]");
  const bell = document.getElementById("notices");
  const out = document.querySelector(".account form[action$=sign-out] button");
  return [
    ...there,
    [words.macros_manage, "macro", () => uses.go("/inbox/macros")],
    [away.firstElementChild.title, "away", () => (away.open = true)],
    [bell.title, "bell", () => bell.click()],
    [out.title, "leave", () => out.click()],
  ];
}

/** Those of `all` whose name has what is wanted, as a group of options; none where there are none. */
function group(title, all, wanted) {
  const options = all
    .filter(([name]) => name.toLowerCase().includes(wanted))
    .map(([name, mark, act]) => Object.assign(el("li", { role: "option" }, icon(mark), el("span", { class: "what" }, name)), { act }));
  const heading = el("li", { class: "group-name", role: "presentation" }, title);
  return options.length ? [el("ul", { role: "group", "aria-label": title }, heading, ...options)] : [];
}

class Palette {
  #dialog;
  #close;
  #input = el("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    maxlength: "500",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-label": words.palette,
    placeholder: words.palette_hint,
  });
  #list = el("div", { id: "palette-list", class: "palette-list", role: "listbox", "aria-label": words.palette });
  #said = el("p", { class: "hidden-text", role: "status" });
  #none = el("p", { class: "hint none", hidden: true });
  #asked = 0;
  #timer = 0;
  #found = [];
  #answered = null; // the text for which was found what is shown
  #failed = false; // the server could not be asked for what is typed
  #enter = false; // Enter was pressed before the answer came

  constructor() {
    this.#dialog = el("dialog", { class: "palette", "aria-label": words.palette }, this.#input, this.#list, this.#none, this.#said);
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("click", (event) => {
      event.stopPropagation(); // else the menu that it opens is closed by the same click
      this.#choose(event.target.closest("[role=option]"));
    });
  }

  open() {
    this.#close = showOnce(this.#dialog);
    this.#draw();
    this.#ask();
  }

  /** What was found for another text is not offered for this one. */
  #typed() {
    this.#found = [];
    this.#enter = this.#failed = false;
    this.#asked += 1;
    this.#draw();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const ticket = ++this.#asked;
    const text = this.#input.value.trim();
    const response = await post("/inbox/palette", { q: text }, "text/html").catch(() => null);
    const answer = response?.ok ? await response.text().catch(() => null) : null;
    await letGo(this.#list);
    if (ticket !== this.#asked) return;
    this.#failed = answer === null;
    if (this.#failed) {
      this.#enter = false;
      this.#draw(Math.max(0, this.#here()));
      this.#said.textContent = words.palette_failed;
      return;
    }
    const page = new DOMParser().parseFromString(answer, "text/html");
    const found = page.getElementById("found");
    localise(found);
    this.#found = [...found.children];
    this.#answered = text;
    this.#dialog.dataset.answered = text;
    this.#draw(Math.max(0, this.#here()));
    if (this.#enter) return this.#choose(this.#options()[0]);
    const count = this.#options().length;
    this.#said.textContent = count ? say(words.palette_count, { count }) : words.palette_none;
  }

  /** Shows what is offered, with option `marked` in hand. */
  #draw(marked = 0) {
    const wanted = this.#input.value.trim().toLowerCase();
    const chosen = document.querySelector("#bulk .chosen-count")?.textContent;
    const [title, acts] = choosing() ? [chosen, ofChosen()] : [words.palette_acts, ofThread()];
    const person = choosing() ? [] : ofPerson(wanted);
    const own = [
      ...group(title, [...acts, ...assignees(wanted)], wanted),
      ...group(document.querySelector("#person h2")?.textContent, person, wanted),
      ...group(words.palette_places, places(), wanted),
    ];
    this.#list.replaceChildren(...own, ...this.#found.map((group) => document.adoptNode(group)), ...this.#further());
    this.#options().forEach((option, at) => (option.id = `palette-${at}`));
    this.#sayNone();
    this.#mark(this.#options()[marked]);
  }

  /** That there is nothing is said once the server was asked for this very text; that it could not be, whatever else is offered. */
  #sayNone() {
    const nothing = this.#answered === this.#input.value.trim() && !this.#options().length;
    this.#none.textContent = this.#failed ? words.palette_failed : words.palette_none;
    this.#none.hidden = !this.#failed && !nothing;
  }

  /** Names are looked for among the newest conversations only: the search goes on from there. */
  #further() {
    const text = this.#input.value.trim();
    if (!text || this.#answered !== text || !document.getElementById("search")) return [];
    const option = el("li", { role: "option" }, icon("search"), el("span", { class: "what" }, say(words.palette_search, { text })));
    option.act = () => uses.search(text);
    return [el("ul", { role: "group", "aria-label": words.key_search }, option)];
  }

  #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  /** Which option is in hand; -1 where there is none. */
  #here() {
    return this.#options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  }

  #mark(option) {
    for (const one of this.#options()) one.setAttribute("aria-selected", one === option ? "true" : "false");
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    if (composing(event)) return;
    const all = this.#options();
    const here = this.#here();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) this.#mark(all[(here + step + all.length) % all.length]);
    else if (event.key === "Enter" && !all.length && this.#answered !== this.#input.value.trim()) this.#goOn();
    else if (event.key === "Enter") this.#choose(all[here]);
    else return;
    event.preventDefault();
  }

  /** What comes is chosen when it comes; where the server could not be asked, it is asked again. */
  #goOn() {
    this.#enter = true;
    if (this.#failed) this.#ask();
  }

  #choose(option) {
    if (!option) return;
    this.#close();
    if (option.act) option.act();
    else if (option.dataset.macro) uses.useMacro(option.dataset.macro);
    else if (option.dataset.conversation) uses.go(`/inbox/${option.dataset.conversation}?${placeOf().query}`);
    else uses.go(option.dataset.href);
  }
}

export function openPalette() {
  if (!document.querySelector("dialog[open]")) new Palette().open();
}
