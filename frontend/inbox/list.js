// The list of conversations and the folders' counts.

import { patch } from "../live/patch.js";
import { letGo } from "../live/pressed.js";
import { localise } from "../live/times.js";
import { words } from "../live/words.js";
import { renewAround } from "./around.js";
import { fragmentAddress, placeOf } from "./place.js";
import { fragment } from "./session.js";

const pane = document.getElementById("list-pane");
const PAGE = 50;
const MOST = 150; // that the server shows on one page
const title = document.title;
let shown = PAGE;
let growing = null; // more is asked for already
let asked = 0;
let newest = 0; // the question whose answer is shown

export function rows() {
  return [...document.querySelectorAll("#list a.row")];
}

/** Marks the row of the open conversation. */
export function mark(id) {
  for (const row of rows()) {
    if (row.dataset.id === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

/** Fetches the list again and changes what differs. */
export async function refreshList() {
  const ticket = ++asked;
  const { id, query } = placeOf();
  const page = await fragment(fragmentAddress("/inbox/list", query, { selected: id, rows: shown })).catch((problem) => {
    if (ticket === asked && problem.status === 404) leaveLost();
    throw problem;
  });
  await letGo(pane);
  // An answer that was overtaken knows less than what is shown.
  if (ticket < newest) return;
  const fresh = page.getElementById("list");
  if (!fresh) return;
  newest = ticket;
  localise(fresh);
  show(fresh);
  mark(placeOf().id);
}

/** A list that is there no more is left for the usual one; what is open stays so. */
function leaveLost() {
  location.assign(placeOf().path);
}

function show(fresh) {
  const list = document.getElementById("list");
  counts(fresh.dataset);
  // What was found stays until the search is left.
  if ("searched" in list.dataset) return stillUnread(list, fresh);
  const [old, now] = [list.querySelector(".rows"), fresh.querySelector(".rows")];
  if (!old || !now) {
    if (!list.isEqualNode(fresh)) pane.replaceChild(document.adoptNode(fresh), list);
    document.dispatchEvent(new Event("listed"));
    return;
  }
  patch(old, now);
  document.dispatchEvent(new Event("listed"));
  const [more, next] = [list.querySelector("#more"), fresh.querySelector("#more")];
  if (more && next) more.href = next.href;
  else if (next) list.append(document.adoptNode(next));
  else more?.remove();
}

/** Of what was found, the open one was read, and so was what the list says of. */
function stillUnread(list, fresh) {
  for (const row of list.querySelectorAll("a.row.unread")) {
    const now = fresh.querySelector(`a.row[data-id="${row.dataset.id}"]`);
    if (now ? now.matches(".unread") : row.dataset.id !== placeOf().id) continue;
    row.classList.remove("unread");
    row.querySelector(".dot")?.remove();
  }
}

/** Shows what was found in place of the list. */
export function showFound(found) {
  pane.querySelector("h1").textContent = words.found;
  localise(found);
  counts(found.dataset);
  pane.replaceChild(document.adoptNode(found), document.getElementById("list"));
  document.dispatchEvent(new Event("listed"));
  mark(placeOf().id);
  rows()[0]?.focus();
}

/** Adds what was found further back, and says how far that is. */
export function addFound(found) {
  const list = document.getElementById("list");
  if (!("searched" in list.dataset)) return;
  localise(found);
  counts(found.dataset);
  const known = new Set(rows().map((row) => row.dataset.id));
  const more = [...found.querySelectorAll(".rows > li")].filter((line) => !known.has(line.dataset.key));
  const looked = found.querySelector("#looked");
  if (more.length && !list.querySelector(".rows")) list.querySelector(".empty").replaceWith(Object.assign(document.createElement("ol"), { className: "rows" }));
  if (more.length) list.querySelector(".rows").append(...more);
  sayLooked(list.querySelector("#looked"), looked);
  document.dispatchEvent(new Event("listed"));
  mark(placeOf().id);
  (more[0]?.querySelector("a.row") ?? list.querySelector("#older button") ?? rows()[0])?.focus();
}

/** The paragraph stays, so that its new text is spoken. */
function sayLooked(old, now) {
  old.querySelector("[role=status]").replaceChildren(...now.querySelector("[role=status]").childNodes);
  old.querySelector("#older").remove();
  const older = now.querySelector("#older");
  if (older) old.append(document.adoptNode(older));
}

/** Shows more of the list in place, as far as one page goes; false where the next page has to be opened. */
export function showMore() {
  growing ??= grow().finally(() => (growing = null));
  return growing;
}

async function grow() {
  if (shown >= MOST) return false;
  const last = rows().at(-1)?.dataset.id;
  shown += PAGE;
  await refreshList();
  const all = rows();
  all[all.findIndex((row) => row.dataset.id === last) + 1]?.focus();
  return true;
}

/** Shows the folders' counts from the list's data, and in the tab's title how much is mine. Folders that came or went since are asked for. */
export function counts(data) {
  const known = JSON.parse(data.counts);
  const drawn = [...document.querySelectorAll("[data-count]")];
  const [here, there] = [drawn.map((count) => count.dataset.count), Object.keys(known)];
  if (here.length !== there.length || !here.every((folder) => folder in known)) renewAround();
  for (const count of drawn) {
    const number = known[count.dataset.count] ?? "0";
    if (count.textContent !== number) count.textContent = number;
    count.toggleAttribute("data-zero", number === "0");
  }
  const mine = known.mine ?? "0";
  document.title = mine === "0" ? title : `(${mine}) ${title}`;
}
