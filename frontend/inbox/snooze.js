// The times of the snooze menu, in the reader's own days: later today, tomorrow morning, next Monday morning, or any other.

import { localise } from "../live/times.js";
import { say, words } from "../live/words.js";

const MORNING = 9;
const LATER_MS = 3 * 3_600_000;
const zone = new Intl.DateTimeFormat(document.documentElement.lang).resolvedOptions().timeZone;

/** The time that each choice means, for somebody who looks at `now`. */
export function choices(now = new Date()) {
  const morning = (days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const later = new Date(Math.ceil((now.getTime() + LATER_MS) / 900_000) * 900_000);
  return { later, tomorrow: morning(1), week: morning(toMonday) };
}

/** `2026-11-26T09:30`, in the reader's time, as the browser's field has it. */
function field(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Makes the menu in `root` speak of the reader's time zone. */
export function dressSnooze(root) {
  const menu = root.querySelector("[data-menu=snooze]");
  if (!menu) return;
  const now = new Date();
  for (const [when, date] of Object.entries(choices(now))) {
    const choice = menu.querySelector(`[data-when=${when}]`);
    choice.value = `${choice.dataset.before}${Math.floor(date.getTime() / 1000)}`;
    choice.querySelector("time").dateTime = date.toISOString();
    const label = choice.querySelector("span");
    if (when === "later" && date.getDate() === now.getDate()) label.textContent = words.later_now;
    if (when === "week") label.textContent = words.next_monday;
  }
  localise(menu);
  const until = menu.querySelector(".until");
  if (!until) return;
  until.querySelector(".zone").textContent = `(${say(words.zone, { zone })})`;
  until.querySelector("input[type=datetime-local]").min = field(now);
}

/** The field's time is the reader's own: it goes to the server in seconds, which are the same everywhere. */
export function inSeconds(event) {
  const at = event.formData.get("at");
  if (!at) return;
  event.formData.delete("at");
  event.formData.set("until", String(Math.floor(new Date(at).getTime() / 1000)));
}
