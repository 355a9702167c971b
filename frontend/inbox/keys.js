// The inbox by keyboard alone.

import { el } from "../live/element.js";
import { words } from "../live/words.js";
import { rows } from "./list.js";
import { openId } from "./thread.js";

const acts = {
  j: () => move(1),
  k: () => move(-1),
  r: () => write("comment"),
  n: () => write("note"),
  e: () => document.querySelector(".state-button")?.click(),
  "?": help,
};

function move(step) {
  const all = rows();
  const here = all.findIndex((row) => row === document.activeElement);
  const from = here >= 0 ? here : all.findIndex((row) => row.dataset.id === openId());
  const next = all[Math.min(all.length - 1, Math.max(0, from + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function write(kind) {
  const form = document.getElementById("composer");
  if (!form) return;
  form.elements.kind.value = kind;
  form.dispatchEvent(new Event("input"));
  form.elements.body.focus();
}

/** Leaves the field for the conversation, then the conversation for its row. */
function leave() {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (document.activeElement?.closest("#composer")) {
    document.getElementById("log")?.focus();
  } else {
    rows().find((row) => row.dataset.id === openId())?.focus();
  }
}

function typing(target) {
  return target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=file])");
}

export function help() {
  const lines = [
    ["J K", words.key_move],
    ["Enter", words.key_open],
    ["R", words.key_reply],
    ["N", words.key_note],
    ["E", words.key_close],
    ["Ctrl Enter", words.key_send],
    ["Esc", words.key_leave],
    ["?", words.key_help],
  ];
  const list = el("dl", {}, ...lines.flatMap(([keys, text]) => [el("dt", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))), el("dd", {}, text)]));
  const close = el("button", { type: "button", class: "icon-button", "aria-label": words.dismiss }, "×");
  const dialog = el("dialog", { class: "keys", "aria-label": words.keys_title }, el("header", {}, el("h2", {}, words.keys_title), close), list);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      leave();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.getElementById("keys")?.addEventListener("click", help);
}
