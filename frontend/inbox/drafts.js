// Drafts are kept on the server, in the teammate's name. In this tab lies only what the server does not have yet, and
// unsent replies; both go when it is closed, and when somebody else signs in.

import { holder } from "../live/session.js";
import { post, session } from "./session.js";

const PAUSE_MS = 1_500;
const memory = new Map();
const timers = new Map();
const underway = new Map();
const [drafts, unsent] = ["draft", "unsent"].map((kind) => `${kind}-${holder(session.csrf)}-`); // what names begin with here
const held = new Set(); // those whose conversation has an answer that is not sent yet
let waits = () => false;

/** `given` says whether an answer in a conversation is not sent yet. The server drops the draft with it: what was begun after it
 * is brought when it is sent. */
export function holdBack(given) {
  waits = given;
}

function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

/** The names of all that is kept in this tab. */
const names = () => store((kept) => Object.keys(kept)) ?? [];

/** What another teammate left in this tab is not this one's to see or to send. */
export function dropOthers() {
  const others = names().filter((name) => /^(draft|unsent)-/.test(name) && !name.startsWith(drafts) && !name.startsWith(unsent));
  for (const name of others) store((kept) => kept.removeItem(name));
}

/** What was written in this tab and is not on the server; null where there is nothing. */
export function loadDraft(id) {
  return JSON.parse(store((kept) => kept.getItem(drafts + id)) ?? "null");
}

function forget(id, draft) {
  if (store((kept) => kept.getItem(drafts + id)) === JSON.stringify(draft)) store((kept) => kept.removeItem(drafts + id));
}

/** Brings the draft to the server now. */
async function bring(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
  const draft = loadDraft(id);
  if (!draft) return;
  if (waits(id)) return held.add(id);
  const response = await post(`/inbox/${id}/draft`, draft).catch(() => null);
  // What the server will never take is not brought again.
  if (response && (response.ok || response.status < 500)) forget(id, draft);
}

function start(id) {
  const work = (underway.get(id) ?? Promise.resolve()).then(() => bring(id));
  underway.set(id, work);
  return work;
}

/** Brings what was held back and is not any more. */
export function bringHeld() {
  for (const id of held) if (!waits(id) && held.delete(id)) start(id);
}

/** Comes when nothing of the conversation is on its way to the server. */
export const settled = (id) => underway.get(id);

/** Keeps what is written now: here at once, on the server after a pause. */
export function saveDraft(id, draft) {
  store((kept) => kept.setItem(drafts + id, JSON.stringify(draft)));
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => start(id), PAUSE_MS));
}

/** What was written is on its way as a message, or nobody's any more: nothing of it is kept here, and nothing follows it. */
export async function dropDraft(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
  store((kept) => kept.removeItem(drafts + id));
  await underway.get(id);
}

/** The tab is left: what waits for its pause is brought at once. Over a `live` line it arrives, and is the server's from then on:
 * here it would come back when it was long sent, or changed, elsewhere. */
export function bringDrafts(live) {
  for (const id of timers.keys()) {
    const draft = loadDraft(id);
    if (!draft || waits(id)) continue;
    const taken = navigator.sendBeacon(`/inbox/${id}/draft`, new URLSearchParams({ ...draft, csrf: session.csrf }));
    if (taken && live) forget(id, draft);
  }
}

/** Where the outbox keeps what waits; files stay in memory. */
export const keep = {
  save(item) {
    memory.set(item.key, item);
    if (!item.files.length) store((kept) => kept.setItem(unsent + item.key, JSON.stringify(item)));
  },
  remove(item) {
    memory.delete(item.key);
    store((kept) => kept.removeItem(unsent + item.key));
  },
  load() {
    const own = names().filter((name) => name.startsWith(unsent));
    return own.map((name) => JSON.parse(store((kept) => kept.getItem(name))));
  },
};
