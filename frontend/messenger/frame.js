// The messenger inside its frame: home and conversation, drawn from what `Talk` knows.

import { ChosenFiles } from "../live/files.js";
import { Line } from "../live/line.js";
import { letGo } from "../live/pressed.js";
import { Hearing, Telling } from "../live/typing.js";
import { block, say, words } from "../live/words.js";
import { Address, asks } from "./address.js";
import { ask, embedded, greeted, listening, on, tell } from "./bridge.js";
import { clearConversation, drawConversation, toEnd } from "./conversation.js";
import { Events } from "./events.js";
import { drawHome } from "./home.js";
import { paint } from "./look.js";
import { OwnData } from "./own-data.js";
import { presence } from "./presence.js";
import { Sound } from "./sound.js";
import { chooseStorage } from "./storage.js";
import { Tabs } from "./tabs.js";
import { isLocal, Talk } from "./talk.js";
import { decoded, encoded } from "./unsent.js";

const settings = block("settings");
const get = (id) => document.getElementById(id);
const [home, conversation, own, composer, body] = ["home", "conversation", "data", "composer", "body"].map(get);

let open = null; // the conversation on screen
let page = null; // where it began, if it did here
let hereAs = null; // as whom the page named who was proven last
const begun = new Map(); // by conversation, what is not sent: on this page alone
const read = new Set(); // what was written, while its files are read
let reading = Promise.resolve(); // one message after the other
let atData = false; // "Your data" is on screen
let shows = 0; // how often something else was shown
let shown = !embedded; // the panel is open
let told = -1; // the last unread count the page was told
let toldWho = "null"; // and whose messenger this is

const storage = chooseStorage(settings.app_id, embedded);
const talk = new Talk(settings.app_id, storage, {
  changed: () => letGo(document.documentElement).then(draw),
  heard: refresh,
  known: () => {
    tell("known");
    tabs.tell("known");
  },
  answered: () => sound.play(),
  typing: (id) => hearing.heard(id),
  looking: (id) => id === lookedAt(),
  seen: () => tabs.tell("changed"),
  gone: () => {
    events.clear();
    tabs.tell("gone");
  },
  state: (state) => line.state(state),
  moved(from, to) {
    if (begun.has(from)) begun.set(to, begun.get(from));
    for (const said of read) if (said.target === from) said.target = to;
    if (open === from) open = to;
  },
  ended: (to) => {
    events.clear();
    clearConversation(true);
    if (open && !isLocal(open)) open = to;
    draw();
  },
  lapsed: () => {
    // Nothing of theirs stays on the screen; what they began waits for the next proof.
    show(null);
    get("said").textContent = words.lapsed;
    get("lapsed").hidden = false;
    tell("lapsed");
  },
  erased: (waits) => {
    sound.forget();
    tell("unknown");
    leaveAll();
    get("said").textContent = get("erased-text").textContent = waits ? words.erase_waits : words.erased;
    get("erased").hidden = false;
  },
});
const events = new Events(talk.visitor, storage, {
  unknown: () => tell("untracked"),
  refused: (reason) => tell("refused", { reason }),
});
const line = new Line(() => talk.retry());
const sound = new Sound(storage, get("sound"), settings.sound);
const tabs = new Tabs(settings.app_id, {
  known: () => talk.visitor.known || talk.visitor.verified || talk.resume().then(refresh, () => {}),
  gone: () => {
    // A user is this tab's own.
    if (!talk.visitor.verified) events.clear();
    talk.lookAgain().then((left) => (left ? leaveAll() : draw()), () => {});
  },
  changed: refresh,
});
const telling = new Telling((id) => talk.visitor.post(`/conversations/${id}/typing`, {}));
const hearing = new Hearing(drawTyping);
const address = new Address(talk.visitor, {
  left: (email) => {
    tell("email");
    Object.assign(talk, { reachable: true, email });
    draw();
    // What was asked for goes, and focus with it.
    body.focus({ preventScroll: true });
    refresh();
  },
});
const ownData = new OwnData(talk.visitor, settings, { erased: (waits) => talk.wasErased(waits) });
const files = new ChosenFiles(composer, complain);
const actions = {
  again: (key) => talk.outbox.again(key),
  discard: (key) => talk.outbox.discard(key),
  takeBack,
  preview: (file, seq) => talk.file(open, seq, file.url),
  openFile,
};

/** Says at the composer why something cannot be. */
function complain(problem) {
  Object.assign(get("problem"), { hidden: false, textContent: problem });
}

/** What was refused goes back to where it was written, if its files fit beside what is chosen there. */
function takeBack({ key, body: text, attachments }) {
  if (!files.add(attachments.filter(({ data }) => data).map(decoded))) return;
  talk.outbox.discard(key);
  giveBack({ target: open, text, chosen: [] });
  body.focus();
}

/** What was not sent stands before what is begun in its conversation. */
function giveBack({ target, text, chosen }) {
  const joined = (later) => [text, later].filter(Boolean).join("\n\n");
  if (target !== open) {
    const later = begun.get(target) ?? { text: "", chosen: [] };
    begun.set(target, { text: joined(later.text), chosen: [...chosen, ...later.chosen] });
    return;
  }
  body.value = joined(body.value);
  files.add(chosen);
  ready();
}

/** Whoever leaves the page now is asked: what is kept nowhere would go with it. */
function keepThePage() {
  const loses = read.size > 0 || talk.outbox.items.some(({ unkept }) => unkept);
  (loses ? addEventListener : removeEventListener)("beforeunload", stay);
}

function stay(event) {
  event.preventDefault();
}

/** The conversation that somebody has before them. */
const lookedAt = () => (shown && !document.hidden ? open : null);

function refresh() {
  talk.refresh(lookedAt()).catch(() => {});
}

function draw() {
  keepThePage();
  const all = talk.all();
  // A conversation that was deleted is on no screen.
  if (open && !isLocal(open) && talk.visitor.known && all.length && !talk.has(open)) return show(null);
  drawHome(all, talk.called, show);
  get("older").hidden = !talk.goesOn;
  get("to-data").hidden = !talk.visitor.known;
  drawPresence();
  if (open) drawOpen();
  const count = talk.unread;
  if (count !== told) tell("unread", { count: (told = count) });
  const who = JSON.stringify(talk.visitor.who);
  if (who !== toldWho) tell("who", { who: JSON.parse((toldWho = who)) });
}

/** Whether somebody is there. */
function drawPresence() {
  const now = presence(settings);
  get("presence").hidden = !now;
  get("presence").classList.toggle("away", now?.away ?? false);
  if (get("presence-text").textContent !== (now?.text ?? "")) get("presence-text").textContent = now?.text ?? "";
  return now;
}

/** An address is asked for only where none is known; the one that was left is shown there. */
function asksForAddress() {
  const { visitor, reachable, email } = talk;
  return visitor.known && !visitor.verified && (!reachable || email !== null) && asks(settings, talk.partsOf(open), drawPresence());
}

function drawOpen() {
  get("title").textContent = settings.team;
  get("intro").textContent = introduction();
  get("closed").hidden = talk.stateOf(open) !== "closed";
  address.ask(asksForAddress(), talk.email);
  const all = { parts: talk.partsOf(open), seen: talk.isSeen(open), unsent: talk.unsentOf(open), earlier: talk.beginsEarlier(open) };
  const from = drawConversation(all, settings.team, actions);
  if (from) hearing.arrived(open);
  drawTyping();
  if (from && shown) get("said").textContent = say(words.new_message, { name: from });
}

function drawTyping() {
  const text = open && hearing.in(open) ? say(words.typing, { name: settings.team }) : "";
  get("typing").hidden = !text;
  if (get("typing").textContent !== text) get("typing").textContent = text;
}

function introduction() {
  if (storage.kind === "memory" || (talk.visitor.unkept && !talk.visitor.verified)) return words.not_kept;
  return talk.called ? say(words.you_are, { name: talk.called }) : words.nothing_stored;
}

/** Shows a conversation, or home for null. */
function show(id) {
  const changed = id !== open;
  if (changed) turnTo(id);
  shows += 1;
  open = id;
  atData = false;
  home.hidden = id !== null;
  conversation.hidden = id === null;
  own.hidden = true;
  if (changed) clearConversation(id !== null && isLocal(id));
  draw();
  refresh();
  if (id !== null) toEnd();
  if (shown) focus();
}

/** What was begun in one conversation waits there, and is not said in another. */
function turnTo(id) {
  if (open !== null) begun.set(open, { text: body.value, chosen: files.take() });
  const { text, chosen } = begun.get(id) ?? { text: "", chosen: [] };
  begun.delete(id);
  body.value = text;
  files.add(chosen);
  ready();
}

/** Nothing of whoever was here stays on the screen. */
function leaveAll() {
  show(null);
  for (const kept of [begun, read]) kept.clear();
}

/** Shows what is held of whoever is here. */
function showData() {
  show(null);
  atData = true;
  [home.hidden, own.hidden] = [true, false];
  ownData.show();
  focus();
}

function focus() {
  (atData ? get("data-title") : open === null ? get("greeting") : body).focus({ preventScroll: true });
}

/** Shows a conversation that begins, with the text that the page puts there, or one that goes on of which nothing was sent:
 * what somebody began to write gives way to no other text. The page is asked where it began, if the workspace wants to know. */
function begin(given = "") {
  page = null;
  if (settings.share_page) ask("page").then((answer) => (page = answer?.page ?? null));
  const unsent = (id) => isLocal(id) && !talk.unsentOf(id).length;
  const fits = (text, chosen) => (given ? text === given : text.trim() || chosen.length);
  const here = open !== null && unsent(open) && ((!body.value && !files.files.length) || fits(body.value, files.files));
  // What a user began waits for their next proof.
  const there = () => !talk.lapsed && [...begun].find(([id, { text, chosen }]) => unsent(id) && fits(text, chosen))?.[0];
  show((here ? open : there()) || talk.begin());
  if (given) body.value = given;
  ready();
}

async function write() {
  const text = body.value.trim();
  const chosen = files.take();
  if (!text && !chosen.length) return;
  const said = { target: open, text, chosen, page };
  read.add(said);
  body.value = "";
  ready();
  telling.sent(open);
  body.focus();
  const attachments = reading.then(() => Promise.all(chosen.map(encoded))).catch(() => null);
  reading = attachments;
  keepThePage();
  send(said, await attachments);
}

/** Sends what was written, its files read; null where one of them cannot be. */
function send(said, attachments) {
  // Whoever wrote it may have left meanwhile.
  if (!read.delete(said)) return;
  const { target, text, page: began } = said;
  if (attachments) talk.write(target, text, attachments, isLocal(target) ? began : null);
  else giveBack(said);
  keepThePage();
  if (open !== target) return;
  if (attachments) toEnd();
  else complain(words.unreadable);
}

function ready() {
  get("problem").hidden = true;
  get("send").disabled = !body.value.trim() && !files.files.length;
}

/** Shows what was said before; what is read stays in its place. */
async function showEarlier() {
  const first = talk.partsOf(open)[0]?.seq;
  const asked = open;
  await talk.earlier(asked).catch(() => {});
  if (open !== asked || talk.partsOf(open)[0]?.seq === first) return;
  get("said").textContent = words.earlier_shown;
}

/** Lists older conversations, and goes on at the first of them. */
async function showOlder() {
  const lines = get("conversations").children;
  const { length } = lines;
  await talk.older().catch(() => {});
  lines[length]?.querySelector("button").focus({ preventScroll: true });
}

async function openFile(file, seq) {
  const address = await talk.file(open, seq, file.url).catch(() => null);
  if (!address) return complain(words.file_unopened);
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function listen() {
  get("start").addEventListener("click", () => begin());
  get("start").disabled = false;
  for (const id of ["back", "data-back"]) get(id).addEventListener("click", () => show(null));
  get("to-data").addEventListener("click", showData);
  get("earlier").addEventListener("click", showEarlier);
  get("older").addEventListener("click", showOlder);
  setInterval(() => document.hidden || drawPresence(), 30_000);
  for (const button of document.querySelectorAll("[data-act='close']")) {
    button.hidden = !embedded;
    button.addEventListener("click", () => tell("close"));
  }
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    write();
  });
  composer.addEventListener("input", ready);
  body.addEventListener("input", () => body.value && talk.visitor.known && !isLocal(open) && telling.written(open));
  body.addEventListener("keydown", (event) => {
    // Enter that ends an input method's composition is not meant for us (Safari reports it as key code 229).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && tell("close"));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}

function obeyThePage() {
  on("shown", ({ enters }) => {
    shown = true;
    refresh();
    // A frame that was not drawn has nothing that can take the focus before it is.
    requestAnimationFrame(() => {
      if (!shown) return;
      if (enters) focus();
      if (open !== null) toEnd();
    });
  });
  on("hidden", () => (shown = false));
  on("home", () => show(null));
  on("open", async ({ id }) => {
    const before = shows;
    await talk.refresh(/^\d+$/.test(id) ? id : null).catch(() => {});
    // What was shown while the server was asked is what is wanted now.
    if (shows === before) show(talk.has(id) ? id : null);
  });
  on("refresh", ({ colour }) => {
    paint(settings.colour ?? colour);
    refresh();
  });
  on("event", ({ event }) => turn.catch(() => {}).then(() => (event.named && event.named !== hereAs ? tell("untracked") : events.track(event))));
  on("identity", ({ identity }) => inTurn(() => be(identity)));
  on("new", ({ text }) => begin(text));
  on("forget", () =>
    inTurn(async () => {
      leaveAll();
      await talk.forget();
      tell("gone");
    }),
  );
}

let turn = Promise.resolve();

/** What the page says of who is there is taken one after the other; what is still being tried is given up. */
function inTurn(work) {
  talk.giveUp();
  turn = turn.then(work, work);
  return turn;
}

/** Becomes whom the page names; nobody in particular for null. */
async function be(identity) {
  const { id } = talk.visitor;
  const was = open;
  const before = identity && (await talk.enter(identity));
  if (!before) await talk.leave();
  if (identity && !before) tell("unverified");
  if (before) tell("verified", { unsigned: before.unsigned });
  hereAs = before ? String(identity.user_id ?? identity.email ?? identity.intercom_user_jwt) : null;
  await events.moved(Boolean(before?.same));
  get("lapsed").hidden = true;
  // What was erased was not theirs.
  if (before) get("erased").hidden = true;
  const another = before ? !before.same : talk.visitor.id !== id;
  // Whoever was nobody in particular has signed in: what they began is theirs, and what they went to since then stays open.
  if (another && id !== null) leaveAll();
  else if (another && open === was) show(null);
  draw();
}

/** Whoever left is forgotten before anything is shown: their page was gone before it could be. */
async function finish({ identity }) {
  await talk.visitor.remember();
  await talk.forget();
  // A user's session is in no storage: the same proof opens it again, to be ended.
  if (identity && (await talk.visitor.become(identity).catch(() => null))) await talk.forget();
  tell("gone");
}

async function start() {
  paint(settings.colour);
  listen();
  obeyThePage();
  listening();
  const page = embedded ? await greeted : { look: {}, identity: null };
  paint(settings.colour ?? page.look.colour);
  if (page.left) await finish(page.left);
  await sound.remember();
  await talk.resume();
  await events.resume();
  const patience = new Promise((resolve) => setTimeout(resolve, 5000));
  if (page.identity) await Promise.race([inTurn(() => be(page.identity)), patience]);
  draw();
  tell("ready", { language: settings.fixed_language });
}

start();
