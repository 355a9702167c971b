// Several conversations of the list at once: chosen by their boxes or by X, changed together, and taken back together.

import { say, words } from "../live/words.js";
import { refreshList } from "./list.js";
import { placeOf } from "./place.js";
import { post, refusal } from "./session.js";
import { acting, openId, refreshThread } from "./thread.js";
import { forgetUndo, showToast } from "./toast.js";

const form = document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("#list .pick")];
let chosen = new Set();
let last = null; // of which the box was clicked
let underway = false;

/** Whether some are chosen: then what is done is done with them. */
export const choosing = () => chosen.size > 0;

/** Chooses the conversation of a row, or takes that back. */
export function toggle(row) {
  row?.closest("li").querySelector(".pick")?.click();
}

/** Chooses all that are shown; where all are, none. */
export function chooseAll() {
  const all = boxes().every((box) => box.checked);
  for (const box of boxes()) box.checked = !all;
  count();
}

/** With Shift, those between this box and the one before it go with it. */
function picked({ target, shiftKey }) {
  const all = boxes();
  const [from, to] = [all.findIndex((box) => box.value === last), all.indexOf(target)];
  if (shiftKey && from >= 0) for (const box of all.slice(Math.min(from, to), Math.max(from, to) + 1)) box.checked = target.checked;
  last = target.value;
  count();
}

/** Chooses none. */
export function chooseNone() {
  for (const box of boxes()) box.checked = false;
  count();
}

function count() {
  chosen = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  const all = inAll();
  form.querySelector(".chosen-count").textContent = say(all > chosen.size ? words.chosen_of : words.chosen, { count: chosen.size, all });
}

/** How many the list holds, where it goes on after what is shown and its count is known; else 0. */
function inAll() {
  const { query } = placeOf();
  const [folder, state] = [query.get("folder") ?? "all", query.get("state") ?? "open"];
  const counted = document.getElementById("more") && folder !== "mentions" && state === "open";
  return counted ? Number(document.querySelector(`[data-count="${folder}"]`)?.textContent) || 0 : 0;
}

/** A row that was drawn anew is still chosen; one that left the list is not. */
function keep() {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  count();
}

async function act(fields) {
  const response = await post(form.action, fields);
  if (!response.ok) throw await refusal(response);
  return response.json();
}

async function refresh() {
  await Promise.allSettled([refreshList(), openId() ? refreshThread() : null]);
}

/** Does one thing with the conversations of these ids. */
const request = (word, ids) => act(new URLSearchParams([["act", word], ...ids.map((id) => ["id", id])]));

/** The acts that take back what was done, each with the conversations it is for. */
function ways(word, done) {
  const ways = new Map();
  const add = (way, id) => ways.set(way, [...(ways.get(way) ?? []), id]);
  for (const { id, was, now } of done) {
    if (word === "tag") {
      if (!was.tagged) add(`untag ${now.tag}`, id);
    } else if (word === "untag") add(`label ${now.untagged}`, id);
    else if (word === "unread" || word === "read") add(was.unread ? "unread" : "read", id);
    else if (word === "priority") add(`priority ${was.priority ? "yes" : "no"}`, id);
  }
  return ways;
}

/** How a conversation stood, and what must not have gone on since, as the server reads it. */
const stood = ({ id, was, now }) => [id, was.state, was.until ?? "-", was.waiting ?? "-", was.unread ? "yes" : "no", was.moved, was.teammate, was.team, now.left].join(" ");

/** What takes back where only how it stood says it. */
const restores = { close: "put-back", open: "put-back", snooze: "put-back", assign: "hand-back" };

/** The requests that take back what was done. */
function back(word, done) {
  if (restores[word]) return [() => act(new URLSearchParams([["act", restores[word]], ...done.map((one) => ["was", stood(one)])]))];
  return [...ways(word, done)].map(([way, ids]) => () => request(way, ids));
}

const notDone = (refused) => say(words.bulk_refused, { count: refused.length, reason: refused[0].message });

/** Takes back what was done, as the server answered it. */
export async function undo(word, done) {
  try {
    const refused = [];
    for (const one of back(word, done)) refused.push(...(await acting(one)).refused);
    if (refused.length) showToast(notDone(refused));
  } catch (problem) {
    showToast(problem.reason || words.undone);
  }
  await refresh();
}

async function submit(submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  const word = fields.get("act")?.split(" ")[0];
  if (!word || !choosing() || underway) return;
  const lines = boxes().filter((box) => chosen.has(box.value)).map((box) => box.closest("li"));
  for (const menu of form.querySelectorAll("details[open]")) menu.open = false;
  for (const line of lines) line.classList.add("leaving");
  forgetUndo();
  underway = true;
  try {
    const { done, refused } = await act(fields);
    const changed = done.length === 1 ? words.bulk_done_one : say(words.bulk_done, { count: done.length });
    chooseNone();
    form.reset();
    showToast(refused.length ? notDone(refused) : changed, done.length ? () => undo(word, done) : null);
  } catch (problem) {
    showToast(problem.reason ? say(words.not_done, { reason: problem.reason }) : words.undone);
  }
  underway = false;
  for (const line of lines) line.classList.remove("leaving");
  await refresh();
}

/** Takes over the bar above the list, where there is one. */
export function takeOverBulk() {
  if (!form) return;
  keep();
  document.addEventListener("change", (event) => event.target.matches(".pick") && count());
  document.addEventListener("click", (event) => event.target.matches(".pick") && picked(event));
  form.querySelector("[data-all]").addEventListener("click", chooseAll);
  document.addEventListener("listed", keep);
  form.addEventListener("keydown", (event) => {
    // Else the form's first button would be pressed, which is the tag's.
    const until = event.key === "Enter" && event.target.closest(".until");
    if (!until || event.target.matches("button")) return;
    event.preventDefault();
    until.querySelector("button").click();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.submitter);
  });
}
