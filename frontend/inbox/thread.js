// The open conversation and its person: opened, kept up to date, and never torn from under the one who types.

import { keepAtEnd } from "../live/at-end.js";
import { el } from "../live/element.js";
import { patch } from "../live/patch.js";
import { letGo } from "../live/pressed.js";
import { divideDays, localise } from "../live/times.js";
import { say, words } from "../live/words.js";
import { fragmentAddress, placeOf } from "./place.js";
import { fragment, session } from "./session.js";
import { dressSnooze } from "./snooze.js";
import { showToast } from "./toast.js";
import { bringTyped } from "./typed.js";

const threadPane = document.getElementById("thread-pane");
const personPane = document.getElementById("person-pane");
let asked = 0;
let looks = 0; // at the open conversation
let newest = 0; // the look whose answer is shown
let unlooked = null; // the last part that was shown when somebody last looked; null while they do
let personLooks = 0;
let missed = false; // the person changed while somebody had a form about them open
let underway = 0; // acts that the server has not answered

/** Does something to the open conversation. What was looked at before it is done knows nothing of it, and is not shown. */
export async function acting(work) {
  underway += 1;
  try {
    return await work();
  } finally {
    underway -= 1;
    newest = looks + 1;
  }
}

export function openId() {
  return document.getElementById("thread")?.dataset.id ?? null;
}

/** Prepares what the server drew: local times, local days, the newest message in sight. */
export function dress(thread) {
  const parts = thread.querySelector("#parts");
  localise(thread);
  dressSnooze(thread);
  if (parts) divideDays(parts);
}

/** Whether another conversation is on its way to the screen: nothing is done with the one that is shown any more. */
export const opening = () => threadPane.inert;

/** What is shown stays. */
export function stayHere() {
  asked += 1;
  threadPane.inert = personPane.inert = false;
}

/** Shows conversation `id` instead of what is shown. False when another was asked for meanwhile. */
export async function openThread(id) {
  const ticket = ++asked;
  const { query } = placeOf();
  threadPane.inert = personPane.inert = true;
  const [page, person] = await Promise.all([
    fragment(fragmentAddress(`/inbox/${id}/thread`, query)),
    fragment(fragmentAddress(`/inbox/${id}/person`, query)),
  ]).catch((problem) => {
    if (ticket !== asked) return [];
    throw problem;
  });
  if (ticket !== asked) return false;
  threadPane.inert = personPane.inert = false;
  const thread = page.getElementById("thread");
  if (!thread) return false;
  dress(thread);
  threadPane.replaceChildren(document.adoptNode(thread));
  unlooked = null;
  showPerson(person);
  followEnd();
  document.dispatchEvent(new Event("opened"));
  return true;
}

/** Fetches the open conversation again and adds what is new. Unless it is `opened` anew, only what is new marks it read; and nothing does
 * where nobody looks. */
export async function refreshThread(opened = false) {
  const id = openId();
  if (!id) return;
  const look = ++looks;
  const { hidden } = document;
  const before = unlooked ?? lastSeq(document.getElementById("parts"));
  if (hidden) unlooked = before;
  const more = { shown: opened ? null : before, glance: hidden || null };
  const page = await fragment(fragmentAddress(`/inbox/${id}/thread`, placeOf().query, more));
  if (!hidden && !document.hidden && openId() === id) unlooked = null;
  await letGo(threadPane);
  const fresh = page.getElementById("thread");
  const thread = document.getElementById("thread");
  if (!fresh || thread?.dataset.id !== id || fresh.dataset.id !== id) return;
  // An answer that was overtaken knows less than what is shown.
  if (look < newest) return;
  newest = look;
  dress(fresh);
  thread.toggleAttribute("data-no-mail", fresh.hasAttribute("data-no-mail"));
  refreshHead(thread, fresh);
  refreshParts(fresh);
}

/** Whoever looks again has seen what came meanwhile. */
export function lookAgain() {
  if (!document.hidden && unlooked !== null) refreshThread().catch(() => {});
}

/** A menu that somebody is in is left alone until they leave it; focus stays on what it was on. */
function refreshHead(thread, fresh) {
  if (underway) return;
  thread.dataset.state = fresh.dataset.state;
  const [head, next] = [thread.querySelector("#thread-head"), fresh.querySelector("#thread-head")];
  const menu = head.querySelector("details[open]");
  if (menu) menu.addEventListener("toggle", () => refreshThread().catch(() => {}), { once: true });
  if (menu || head.isEqualNode(next)) return;
  const focused = head.contains(document.activeElement) ? document.activeElement.closest("[data-focus]")?.dataset.focus ?? "state" : null;
  head.replaceWith(document.adoptNode(next));
  if (focused) next.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
}

function refreshParts(fresh) {
  const log = document.getElementById("log");
  const [parts, next] = [document.getElementById("parts"), fresh.querySelector("#parts")];
  const first = firstSeq(next);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const known = lastSeq(parts);
  goOn(parts, next, first);
  patch(parts, next, (key) => !key.startsWith("day-") && Number(key) < first);
  for (const seq of next.dataset.taken?.split(" ") ?? []) takeOut(parts, seq);
  // What is kept in front tells of how far was seen before.
  for (const seen of [...parts.querySelectorAll(".seen")].slice(0, -1)) seen.remove();
  divideDays(parts);
  const added = [...parts.querySelectorAll(".bubble[data-seq]")].filter((bubble) => Number(bubble.dataset.seq) > known);
  for (const bubble of added) arrive(bubble);
  for (const said of added.map(ownText).filter(Boolean)) document.dispatchEvent(new CustomEvent("said", { detail: said }));
  announce(added);
  if (atEnd && added.length) toEnd();
}

/** An earlier part that was removed since it was shown. */
function takeOut(parts, seq) {
  parts.querySelector(`[data-seq="${seq}"]`)?.replaceChildren(el("p", { class: "text taken-out" }, words.taken_out));
}

/** What was asked for may begin amid a group that is shown from its beginning: then it is that group, which goes on. */
function goOn(parts, next, first) {
  const group = [...next.children].find((item) => Number(item.dataset.key) === first);
  const shown = parts.querySelector(`[data-seq="${first}"]`)?.closest(".group");
  if (!shown || Number(shown.dataset.key) >= first) return;
  const before = [...shown.querySelectorAll("[data-seq], .seen")].filter((line) => seqOf(line) < first);
  Object.assign(group.dataset, { key: shown.dataset.key, at: shown.dataset.at });
  const by = shown.querySelector(".by").cloneNode(true);
  group.querySelector(".by").replaceWith(by);
  by.after(...before.map((line) => line.cloneNode(true)));
}

/** The number of a bubble, or of the one that was seen. */
const seqOf = (line) => Number((line.dataset.seq ? line : line.previousElementSibling).dataset.seq);

/** What this teammate wrote, here or elsewhere; empty for what others did. */
function ownText(bubble) {
  return bubble.closest(".group").dataset.author === session.me ? bubble.querySelector(".text")?.textContent : "";
}

function arrive(bubble) {
  bubble.classList.add("arrived");
  bubble.addEventListener("animationend", () => bubble.classList.remove("arrived"), { once: true });
}

function firstSeq(parts) {
  return Math.min(...[...parts.querySelectorAll("[data-at]")].map((item) => Number(item.dataset.key)));
}

function lastSeq(parts) {
  return Math.max(-1, ...[...parts.querySelectorAll("[data-seq]")].map((bubble) => Number(bubble.dataset.seq)));
}

function announce(added) {
  const from = added.map((bubble) => bubble.closest(".group").dataset.author).find((name) => name !== session.me);
  if (from) document.getElementById("said").textContent = say(words.new_message, { name: from });
}

/** Older parts of the conversation whose link it is: asked for once, and put nowhere else. */
export async function loadEarlier(link) {
  if (link.ariaBusy) return;
  const id = openId();
  link.ariaBusy = "true";
  try {
    const page = await fragment(fragmentAddress(`/inbox/${id}/thread`, placeOf().query, { before: link.dataset.before, shown: lastSeq(document.getElementById("parts")) }));
    const older = page.getElementById("thread");
    if (older && link.isConnected && openId() === id) putBefore(link, older);
  } catch (problem) {
    if (!problem.ended && openId() === id) showToast(words.undone);
  }
  link.ariaBusy = null;
}

/** Older parts, put in front without moving what is read. */
function putBefore(link, older) {
  const log = document.getElementById("log");
  const fromEnd = log.scrollHeight - log.scrollTop;
  localise(older);
  for (const day of older.querySelectorAll("#parts > .day")) day.remove();
  const parts = document.getElementById("parts");
  parts.prepend(...older.querySelectorAll("#parts > li"));
  divideDays(parts);
  const next = older.querySelector("#earlier, #written-on");
  if (next) link.replaceWith(next);
  else link.remove();
  log.scrollTop = log.scrollHeight - fromEnd;
}

/** Fetches the person again; while somebody changes something about them only `acted` does. */
export async function refreshPerson(acted = false) {
  const id = openId();
  const busy = () => !acted && Boolean(personPane.querySelector("details[open]"));
  if (!id) return;
  missed = busy();
  if (missed) return;
  const look = ++personLooks;
  const beside = document.getElementById("person")?.dataset.beside ?? null;
  const page = await fragment(fragmentAddress(`/inbox/${id}/person`, placeOf().query, { person: beside }));
  await letGo(personPane);
  // Opened meanwhile, a form is left alone; an answer that was overtaken is not shown.
  if (openId() !== id || look !== personLooks) return;
  missed = busy();
  if (missed) return;
  bringTyped(document.getElementById("person"), page.getElementById("person"));
  showPerson(page);
}

/** What was left alone while somebody was in it is shown once they leave it. */
function left({ target }) {
  if (missed && target.matches("details") && !target.open) refreshPerson().catch(() => {});
}
personPane.addEventListener("toggle", left, true);

/** Shows another one who is in the conversation. */
export async function openPerson(whom) {
  const [id, look] = [openId(), ++personLooks];
  const page = await fragment(fragmentAddress(`/inbox/${id}/person`, placeOf().query, { person: whom }));
  if (openId() !== id || look !== personLooks) return;
  showPerson(page);
  personPane.querySelector(`[data-person-id="${whom}"]`)?.focus({ preventScroll: true });
}

function showPerson(page) {
  const person = page.getElementById("person");
  if (!person) return;
  localise(person);
  // What is as it was stays as it is, under whoever points at it or reads it.
  if (document.getElementById("person")?.isEqualNode(person)) return;
  const focusAgain = focusOf(document.activeElement);
  personPane.replaceChildren(document.adoptNode(person));
  focusAgain();
}

/** Brings the focus back to where it is once the person is drawn anew: to the same field of a form that is open, else to what opens it. */
function focusOf(active) {
  const form = personPane.contains(active) && active.closest("[data-keep]");
  if (!form) return () => {};
  const alike = (within) => [...within.querySelectorAll(active.localName)].filter((one) => one.name === active.name);
  const at = alike(form).indexOf(active);
  return () => {
    const fresh = personPane.querySelector(`[data-keep="${form.dataset.keep}"]`);
    const next = fresh?.open ? alike(fresh)[at] : null;
    (next ?? fresh?.querySelector("summary"))?.focus({ preventScroll: true });
  };
}

/** Shows the end of the log, and goes on showing it as pictures load. */
export function followEnd() {
  const log = document.getElementById("log");
  if (log) keepAtEnd(log, document.getElementById("parts"));
}

export function toEnd() {
  const log = document.getElementById("log");
  if (log) log.scrollTop = log.scrollHeight;
}
