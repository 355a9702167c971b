// The inbox, alive: opens conversations in place, follows the server's events, works on through a lost connection.

import { Line } from "../live/line.js";
import { paced } from "../live/paced.js";
import { Stream } from "../live/stream.js";
import { localise } from "../live/times.js";
import { words } from "../live/words.js";
import { takeOverForms } from "./actions.js";
import { takeOverBulk } from "./bulk.js";
import { dropBegun, outbox, startOutbox, takeOverComposer } from "./composer.js";
import { bringDrafts } from "./drafts.js";
import { catchUpWithKeys, keysOnlyFor, listenForKeys } from "./keys.js";
import { counts, mark, refreshList, rows, showMore } from "./list.js";
import { chooseMacro, useMacro } from "./macros.js";
import { watchMenus } from "./menus.js";
import { lookForNews, startNotices } from "./notices.js";
import { takeOverOrder } from "./order.js";
import { setUses } from "./palette.js";
import { takeOverPeople } from "./people.js";
import { takeOverPictures } from "./pictures.js";
import { placeOf, sameList } from "./place.js";
import { takeOverRemoving } from "./removing.js";
import { searchFor, takeOverSearch } from "./search.js";
import { signInAgain, stopAsking } from "./session.js";
import { inSeconds } from "./snooze.js";
import { dress, followEnd, loadEarlier, lookAgain, openId, opening, openPerson, openThread, refreshPerson, refreshThread, stayHere } from "./thread.js";
import { heardTeammate, startLooking } from "./teammates.js";
import { showToast } from "./toast.js";
import { arrivedIn, heardTyping } from "./typing.js";

const stream = new Stream({ url: "/inbox/events", onEvent: heard, onState: changed, onRefused: signInAgain });
const line = new Line(() => stream.retry());
const listSoon = paced(refreshList, 250, 1000);
const openSoon = paced(lookAtOpen, 40);
const newsSoon = paced(lookForNews, 250, 1000);
const meanwhile = new Set(); // what changed while another conversation was on its way
let leaving = false;
let wanted = null; // the address that could not be opened over a broken line
let live = false; // the server is heard
let lost = false; // it was, and is not
let shownAt = location.href; // the address of what is shown
const listed = location.href; // whose list is shown

function heard(name, data) {
  if (name === "missed") return catchUp();
  if (!["conversation", "erased", "marked", "teammate", "typing"].includes(name)) return;
  const told = JSON.parse(data);
  const id = String(told.conversation);
  if (name === "teammate") return heardTeammate(id, told);
  if (name === "typing") return heardTyping(id);
  listSoon();
  if (name === "marked") return;
  newsSoon();
  arrivedIn(id);
  if (name === "erased") dropErased(id);
  if (id === openId()) openSoon();
  else if (opening()) meanwhile.add(id);
}

/** Somebody was erased, or a conversation deleted, now or while nobody listened: nothing of it stays on this screen or in this tab. */
function dropErased(id) {
  dropBegun(id);
  for (const item of outbox.items.filter((one) => one.conversation === id)) outbox.discard(item.key);
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.querySelector(`#list li[data-key="${id}"]`)?.remove();
  document.dispatchEvent(new Event("listed"));
  if (id !== openId()) return;
  for (const pane of ["thread-pane", "person-pane"]) document.getElementById(pane).replaceChildren();
  // Whoever asked for it is on the way to its steps.
  if (!leaving) location.replace(`/inbox?${placeOf().query}`);
}

function lookAtOpen() {
  const open = openId();
  if (!open) return null;
  const thread = refreshThread().catch((problem) => problem.status === 404 && dropErased(open));
  return Promise.allSettled([thread, refreshPerson()]);
}

function catchUp() {
  listSoon();
  openSoon();
  newsSoon();
}

/** Whatever happened while nobody listened is asked for; between the page's drawing and the first connection too. */
function changed(state) {
  line.state(state);
  live = state.live;
  lost = !live && (state.attempt > 0 || !navigator.onLine);
  if (!live) return;
  if (wanted && sameList(wanted, listed)) go(wanted);
  else if (wanted) location.assign(wanted);
  catchUp();
  outbox.flush();
}

function step(at) {
  document.body.classList.toggle("at-thread", at === "thread");
  document.body.classList.toggle("at-list", at === "list");
}

/** Where the person covers the thread, what is opened next stands before them. An address that is only pushed would leave them there. */
function leavePerson() {
  if (location.hash === "#person-pane") location.replace("#thread-pane");
}

/** Goes to an address of the inbox without loading the page. */
async function go(address, push = true) {
  const place = placeOf(address);
  wanted = null;
  keysOnlyFor(place.id);
  if (push) {
    leavePerson();
    history.pushState(null, "", address);
  }
  mark(place.id);
  step(place.id ? "thread" : "list");
  if (!place.id || place.id === openId()) {
    stayHere();
    shownAt = address;
    const row = rows().find((one) => one.dataset.id === openId());
    row?.focus({ preventScroll: true });
    if (place.id && row?.matches(".unread")) await refreshThread(true).catch(() => {});
    return;
  }
  const opened = await openThread(place.id).catch((problem) => (problem.status ? location.assign(address) : later(address)));
  if (!opened) return;
  shownAt = address;
  document.getElementById("log").focus({ preventScroll: true });
  catchUpWithKeys();
  listSoon();
  if (meanwhile.delete(place.id)) openSoon();
  meanwhile.clear();
}

/** The line is broken: what is shown stays so, and the other is opened once the line is back. */
function later(address) {
  wanted = address;
  keysOnlyFor(openId());
  history.replaceState(null, "", shownAt);
  mark(openId());
  step(openId() ? "thread" : "list");
  stayHere();
  showToast(words.not_opened);
}

/** The address of a conversation in the page of the list that is shown. */
function onThisPage(address) {
  const [url, after] = [new URL(address), placeOf().query.get("after")];
  if (after) url.searchParams.set("after", after);
  return url.href;
}

/** What a link does without leaving the page. */
function workOf(link) {
  if (link.matches("a.row, a.talk, .thread-head .back")) return () => go(onThisPage(link.href));
  if (link.matches("a.participant")) return () => openPerson(link.dataset.personId).catch(() => (lost ? later(link.href) : location.assign(link.href)));
  if (link.id === "macros") return chooseMacro;
  if (link.id === "earlier") return () => loadEarlier(link);
  if (link.id === "more") return async () => (await showMore().catch(() => false)) || (lost ? later(link.href) : location.assign(link.href));
  // Else the browser's own page would take the place of all that waits here.
  if (lost && link.origin === location.origin && !link.hasAttribute("download")) return () => later(link.href);
  return null;
}

function clicked(event) {
  const link = event.target.closest("a");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const work = workOf(link);
  if (!work) return;
  event.preventDefault();
  work();
}

/** Whoever signs out is led to the door by the answer, and not by what the page still asked for. */
function signOut(event) {
  if (event.defaultPrevented || !event.target.matches("[action='/sign-out']")) return;
  addEventListener("beforeunload", (leave) => {
    // Whoever is asked first may stay.
    if (leave.defaultPrevented) return;
    stream.stop();
    stopAsking();
  });
}

/** On a phone the folders are a row that scrolls: the one that is open stands in it. */
function followFolder() {
  const chosen = document.querySelector(".folders li a[aria-current]");
  if (!chosen) return;
  new ResizeObserver(() => chosen.scrollIntoView({ block: "nearest", inline: "nearest" })).observe(chosen.closest("ul"));
}

function start() {
  document.body.classList.add("scripted");
  const thread = document.getElementById("thread");
  if (thread) dress(thread);
  localise(document);
  counts(document.getElementById("list").dataset);
  followEnd();
  followFolder();
  takeOverForms();
  takeOverPeople();
  takeOverPictures();
  watchMenus();
  takeOverComposer();
  document.addEventListener("opened", takeOverComposer);
  takeOverSearch();
  takeOverBulk();
  takeOverOrder();
  takeOverRemoving();
  setUses({ useMacro, search: searchFor, go: (address) => (placeOf(address).id ? go(address) : location.assign(address)) });
  listenForKeys();
  startOutbox((count) => line.waiting(count));
  document.addEventListener("click", clicked);
  document.addEventListener("formdata", inSeconds);
  document.addEventListener("submit", (event) => (leaving ||= event.target.matches(".erase form")));
  document.addEventListener("unsent", () => (leaving = false));
  addEventListener("submit", signOut);
  addEventListener("popstate", () => {
    // A step between a conversation and its person; else the address is another's, as when one comes back to a person.
    if (location.hash && [null, openId()].includes(placeOf().id)) return;
    if (sameList(location.href, listed)) go(location.href, false);
    else location.reload();
  });
  setInterval(() => localise(document), 30_000);
  document.addEventListener("visibilitychange", lookAgain);
  addEventListener("pagehide", () => bringDrafts(live));
  startLooking();
  startNotices((address) => go(new URL(address, location.href).href));
  stream.start();
}

start();
