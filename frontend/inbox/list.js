// The list of conversations and the folders' counts.

import { patch } from "../live/patch.js";
import { localise } from "../live/times.js";
import { fragmentAddress, placeOf } from "./place.js";
import { fragment } from "./session.js";

const pane = document.getElementById("list-pane");
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
  const page = await fragment(fragmentAddress("/inbox/list", query, { selected: id }));
  // An answer that was overtaken knows less than what is shown.
  if (ticket < newest) return;
  const fresh = page.getElementById("list");
  if (!fresh) return;
  newest = ticket;
  localise(fresh);
  show(fresh);
  mark(placeOf().id);
}

function show(fresh) {
  const list = document.getElementById("list");
  counts(fresh.dataset);
  const [old, now] = [list.querySelector(".rows"), fresh.querySelector(".rows")];
  const same = list.dataset.folder === fresh.dataset.folder && list.dataset.state === fresh.dataset.state;
  if (old && now && same) patch(old, now);
  else if (!list.isEqualNode(fresh)) pane.replaceChild(document.adoptNode(fresh), list);
}

/** Shows the folders' counts from the list's data. */
export function counts(data) {
  for (const count of document.querySelectorAll("[data-count]")) {
    const number = data[count.dataset.count] ?? "0";
    count.textContent = number;
    count.toggleAttribute("data-zero", number === "0");
  }
}
