// The inbox by keyboard alone.

import { composing } from "../live/composing.js";
import { showOnce } from "../live/dialog.js";
import { el } from "../live/element.js";
import { say, words } from "../live/words.js";
import { chooseAll, chooseNone, choosing, toggle } from "./bulk.js";
import { insert } from "./chooser.js";
import { startWriting } from "./composer.js";
import { rows } from "./list.js";
import { chooseMacro } from "./macros.js";
import { openMenu } from "./menus.js";
import { openPalette } from "./palette.js";
import { placeOf } from "./place.js";
import { focusSearch } from "./search.js";
import { openId, opening } from "./thread.js";
import { undoLast } from "./toast.js";

const acts = {
  j: onward,
  k: () => move(-1),
  r: () => startWriting("comment"),
  n: () => startWriting("note"),
  a: () => openMenu("assign"),
  x: ({ shiftKey }) => (shiftKey ? chooseAll() : toggle(here())),
  e: () => document.querySelector(choosing() ? "#bulk [data-state]" : ".state-button")?.click(),
  h: () => openMenu("snooze"),
  u: () => document.querySelector(choosing() ? "#bulk [data-unread]" : ".unread-button")?.click(),
  m: chooseMacro,
  l: () => openMenu("tag"),
  g: go,
  z: undoLast,
  "/": focusSearch,
  "?": help,
};

/** Where `G` and a letter lead: to a folder by its word, or to a page by its address. A digit leads to a team, and after the
 *  teams to a view. */
const places = { m: "mine", u: "unassigned", n: "mentions", a: "all", v: "/inbox/views", s: "/settings", l: "/inbox/log" };
const GO_MS = 1_500;
const linkTo = (place) => document.querySelector(place.startsWith("/") ? `.folders [href^="${place}"]` : `.folders [data-folder="${place}"]`);
let going = 0; // `G` was pressed not long ago, and what comes next says where to

function go() {
  going = setTimeout(stay, GO_MS);
}

function stay() {
  clearTimeout(going);
  going = 0;
}

function goTo(key) {
  stay();
  const numbered = document.querySelectorAll(".folders :is([data-folder^='team-'], [data-folder^='view-'])");
  const link = /^[1-9]$/.test(key) ? numbered[Number(key) - 1] : places[key] && linkTo(places[key]);
  link?.click();
}

let place = -1; // in the list, of the row that was meant last

/** The row that is meant: the one in focus, else that of the open conversation. */
function here() {
  const all = rows();
  const row = all.find((row) => row.closest("li").contains(document.activeElement)) ?? all.find((row) => row.dataset.id === openId());
  if (row) place = all.indexOf(row);
  return row;
}

/** From a row that has left the list, as when it was closed, it goes on with the one that took its place. */
function move(step) {
  const all = rows();
  const from = here() || step < 0 ? place : place - 1;
  const next = all[Math.min(all.length - 1, Math.max(0, from + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** What is meant for the conversation that is open. */
const inThread = new Set("rnaehmlu");
let ahead = null; // {id, act, writes, text}: what is meant for a conversation that is still on its way to the screen

/** Another conversation is asked for: what was meant for any but that one is meant no more. */
export function keysOnlyFor(id) {
  if (ahead?.id !== id) ahead = null;
}

/** What was done and written while the conversation came is done now, and put into it. */
export function catchUpWithKeys() {
  keysOnlyFor(openId());
  const meant = ahead;
  ahead = null;
  meant?.act();
  if (meant?.text) insert(openId(), meant.text);
}

/** What is meant for a conversation, with another's row in hand, is meant for that one: it is opened first. */
function openMeant({ key, ctrlKey, metaKey, altKey }) {
  const row = document.activeElement?.closest("#list .row");
  const meant = inThread.has(key.toLowerCase()) && !(ctrlKey || metaKey || altKey || going || choosing());
  if (meant && row && row.dataset.id !== openId()) row.click();
}

/** Whether a key that is pressed while a conversation comes waits for it; nothing is done with the one that goes. */
function waits({ key, ctrlKey, metaKey, altKey }) {
  if (!opening() || ctrlKey || metaKey || altKey) return false;
  const letter = key.toLowerCase();
  if (!ahead) {
    if (inThread.has(letter)) ahead = { id: placeOf().id, act: acts[letter], writes: "rn".includes(letter), text: "" };
    return ahead !== null;
  }
  if (!ahead.writes) return true;
  if (key === "Backspace") ahead.text = ahead.text.slice(0, -1);
  else ahead.text += key === "Enter" ? "\n" : [...key].length === 1 ? key : "";
  return true;
}

/** To the next row; after the last one, more are shown. */
function onward() {
  const more = document.getElementById("more");
  if (more && here() && here() === rows().at(-1)) more.click();
  else move(1);
}

/** The row of the open conversation; where that is about to leave the list, and would take the focus along, the one that takes its place. */
function rowOfOpen() {
  const all = rows();
  const stays = (row) => !row.closest(".leaving");
  const at = all.findIndex((row) => row.dataset.id === openId());
  return all.slice(Math.max(0, at)).find(stays) ?? all.findLast(stays);
}

/** Leaves the field for the conversation, then the conversation for its row. */
function leave() {
  stay();
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (choosing()) {
    chooseNone();
  } else if (document.activeElement?.closest("#composer")) {
    document.getElementById("log")?.focus();
  } else {
    rowOfOpen()?.focus();
  }
}

/** Beside what is being written, a letter is never an act: its hand meant the text. */
function typing(target) {
  return target.closest("#composer") || target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=file])");
}

export function help() {
  const lines = [
    ["J K", words.key_move],
    ["Enter", words.key_open],
    ["R", words.key_reply],
    ["N", words.key_note],
    ["A", words.key_assign],
    ["E", words.key_close],
    ["H", words.key_snooze],
    ["L", words.key_tag],
    ["U", words.key_unread],
    ["X", words.key_choose],
    ["Shift X", words.key_choose_all],
    ["M", words.key_macro],
    ["/", words.key_search],
    ...Object.entries(places).flatMap(([key, place]) => {
      const link = linkTo(place);
      return link ? [[`G ${key.toUpperCase()}`, say(words.key_go, { place: link.title })]] : [];
    }),
    ["G 1", words.key_go_numbered],
    ["Z", words.undo],
    ["Ctrl K", words.key_palette],
    ["Ctrl Enter", words.key_send],
    ["Ctrl Shift Enter", words.key_send_close],
    ["Esc", words.key_leave],
    ["?", words.key_help],
  ];
  const list = el("dl", {}, ...lines.flatMap(([keys, text]) => [el("dt", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))), el("dd", {}, text)]));
  const close = el("button", { type: "button", class: "icon-button", "aria-label": words.dismiss }, "×");
  const dialog = el("dialog", { class: "keys", "aria-label": words.keys_title }, el("header", {}, el("h2", {}, words.keys_title), close), list);
  close.addEventListener("click", () => dialog.close());
  showOnce(dialog);
}

function pressed(event) {
  if (composing(event) || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    ahead = null;
    return leave();
  }
  if (!typing(event.target)) {
    openMeant(event);
    if (waits(event)) return event.preventDefault();
  }
  // A key that is held moves on, and does nothing else twice.
  if (event.repeat && !["j", "k"].includes(event.key)) return;
  const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const plain = !(event.ctrlKey || event.metaKey || event.altKey) && !typing(event.target);
  const act = palette ? openPalette : plain && going ? () => goTo(event.key.toLowerCase()) : plain && acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act(event);
}

export function listenForKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", stay);
  document.addEventListener("opened", here);
  document.getElementById("keys")?.addEventListener("click", help);
}
