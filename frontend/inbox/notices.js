// New messages in the list are told by a sound and by the desktop, for whoever chose that in this browser. What was
// written is not told: others may see the desktop.

import { chime } from "../live/chime.js";
import { say, words } from "../live/words.js";
import { rows } from "./list.js";
import { openId } from "./thread.js";

const NAME = "notices";
const button = document.getElementById("notices");
let known = unread();

/** The unread rows, each with the time of its last message. */
function unread() {
  return new Map(rows().filter((row) => row.matches(".unread")).map((row) => [row.dataset.id, row.querySelector("time").dateTime]));
}

const chosen = () => localStorage.getItem(NAME) === "on";

async function choose() {
  if (chosen()) localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, "on");
  draw();
  if (!chosen()) return;
  chime();
  // Refused, there is still the sound.
  if (window.Notification?.permission === "default") await Notification.requestPermission().catch(() => {});
}

function draw() {
  button.setAttribute("aria-pressed", String(chosen()));
}

function listed() {
  const now = unread();
  const fresh = [...now].filter(([id, at]) => known.get(id) !== at && !(id === openId() && document.hasFocus()));
  known = now;
  if (!fresh.length || !chosen()) return;
  chime();
  if (document.hasFocus() || window.Notification?.permission !== "granted") return;
  for (const [id] of fresh) tell(rows().find((row) => row.dataset.id === id));
}

function tell(row) {
  const notice = new Notification(say(words.new_message, { name: row.querySelector(".row-name").textContent }), { tag: row.dataset.id });
  notice.addEventListener("click", () => {
    window.focus();
    row.click();
    notice.close();
  });
}

export function startNotices() {
  draw();
  button.addEventListener("click", choose);
  document.addEventListener("listed", listed);
}
