// New messages in the list are told by a sound and by the desktop, for whoever chose that in this browser. What was
// written is not told: others may see the desktop.

import { chime } from "../live/chime.js";
import { say, words } from "../live/words.js";
import { rows } from "./list.js";
import { openId } from "./thread.js";

const NAME = "notices";
const button = document.getElementById("notices");
const known = new Map(); // conversation -> when the last message was written in it that is known here

/** Unread rows in which somebody has written since they were listed; of those that were not listed, who wrote after all others. */
function written() {
  const newest = Math.max(...known.values());
  const fresh = rows().filter((row) => row.matches(".unread") && Number(row.dataset.said) > (known.get(row.dataset.id) ?? newest));
  for (const row of rows()) known.set(row.dataset.id, Number(row.dataset.said));
  return fresh;
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
  const fresh = written().filter((row) => !(row.dataset.id === openId() && document.hasFocus()));
  if (!fresh.length || !chosen()) return;
  chime();
  if (document.hasFocus() || window.Notification?.permission !== "granted") return;
  fresh.forEach(tell);
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
  written();
  draw();
  button.addEventListener("click", choose);
  document.addEventListener("listed", listed);
}
