// What is new for this teammate is told by a sound and by the desktop, for whoever chose that in this browser, whatever the list
// shows: the server says what it is. What was written is not told: others may see the desktop.

import { chime } from "../live/chime.js";
import { say, words } from "../live/words.js";
import { fetchJson, session } from "./session.js";
import { openId } from "./thread.js";

const NAME = "notices";
/** Of several reasons in one conversation the first of these is said. */
const SENTENCES = { mentioned: words.new_mention, assigned: words.new_assigned, assigned_team: words.new_assigned_team, message: words.new_message, opened: words.new_opened };
const REASONS = Object.keys(SENTENCES);
const MOST = 10; // at once: whoever comes back after hours reads the list
const button = document.getElementById("notices");
const told = new Map(); // conversation -> the number of the last part that was told of
let from = session.now; // what was there before is no news
let upTo = session.now; // until when the server was asked
let show = () => {};

const chosen = () => localStorage.getItem(NAME) === "on";

/** The server's clock, in microseconds. */
function now() {
  const [drawn] = performance.getEntriesByType("navigation");
  return session.now + Math.round((performance.now() - drawn.responseStart) * 1000);
}

async function choose() {
  if (chosen()) localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, "on");
  draw();
  if (!chosen()) return;
  from = upTo = Math.max(now(), upTo);
  chime();
  // Refused, there is still the sound.
  if (window.Notification?.permission === "default") await Notification.requestPermission().catch(() => {});
}

function draw() {
  button.setAttribute("aria-pressed", String(chosen()));
}

/** Something happened somewhere: asks what of it is news. What is not told now is told when something happens next. */
export async function lookForNews() {
  if (chosen()) await look().catch(() => {});
}

async function look() {
  const answer = await fetchJson(`/inbox/notices?after=${upTo}`);
  upTo = Math.max(answer.now, upTo);
  const news = answer.notices.filter((one) => one.at > from && one.seq > (told.get(one.conversation) ?? -1));
  for (const one of news) told.set(one.conversation, Math.max(one.seq, told.get(one.conversation) ?? -1));
  const away = news.filter((one) => !(one.conversation === openId() && document.hasFocus()));
  const first = (one) => REASONS.indexOf(one.why);
  const each = new Map(away.sort((one, other) => first(other) - first(one)).map((one) => [one.conversation, one]));
  tell([...each.values()].slice(-MOST));
}

function tell(news) {
  if (!news.length || !chosen()) return;
  chime();
  if (document.hasFocus() || window.Notification?.permission !== "granted") return;
  news.forEach(notify);
}

function notify({ conversation, name, why }) {
  const notice = new Notification(say(SENTENCES[why], { name }), { tag: conversation });
  notice.addEventListener("click", () => {
    window.focus();
    show(`/inbox/${conversation}${location.search}`);
    notice.close();
  });
}

/** `open` shows the conversation at an address. */
export function startNotices(open) {
  show = open;
  draw();
  button.addEventListener("click", choose);
}
