// Times in the reader's own language and time zone; the server writes UTC.

import { words } from "./words.js";

const asked = document.documentElement.lang;
// Day before month, as the server writes it.
const language = asked === "en" ? "en-GB" : asked;
const formats = {
  time: new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  "date-time": new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  day: new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }),
  far: new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }),
  near: new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }),
  whole: new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }),
};
const units = new Map([
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
]);

/** A key for the local day of a time. */
export function dayKey(date) {
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** "Today", "Yesterday", or the day; with the year when it is not this one. */
export function dayName(date, now = new Date()) {
  if (dayKey(date) === dayKey(now)) return words.today;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(date) === dayKey(yesterday)) return words.yesterday;
  return date.getFullYear() === now.getFullYear() ? formats.day.format(date) : formats.far.format(date);
}

/** "now", "5m", "3h", "2d" as the language shortens them, then the date. Japanese says that it is past. */
export function ageName(date, now = new Date()) {
  const passed = now - date;
  if (passed < 60_000) return words.now;
  let [unit, length] = ["minute", 60_000];
  for (const [name, ms] of units) if (passed >= ms) [unit, length] = [name, ms];
  const count = Math.floor(passed / length);
  if (unit === "day" && count > 6) return date.getFullYear() === now.getFullYear() ? formats.near.format(date) : formats.far.format(date);
  if (language === "ja") return new Intl.RelativeTimeFormat(language, { style: "narrow" }).format(-count, unit);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow" }).format(count);
}

/** "5 minutes ago" as the language says it in full. */
function agoName(date, now = new Date()) {
  let [unit, length] = ["minute", 60_000];
  for (const [name, ms] of units) if (now - date >= ms) [unit, length] = [name, ms];
  const count = Math.floor((now - date) / length);
  return count < 1 ? words.now : new Intl.RelativeTimeFormat(language).format(-count, unit);
}

export function clockTime(date) {
  return formats.time.format(date);
}

/** Rewrites every `<time data-show>` below `root`. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[data-show]")) {
    const date = new Date(time.dateTime);
    const show = time.dataset.show;
    const text = show === "age" ? ageName(date) : show === "ago" ? agoName(date) : show === "day" ? calendarDay(time, date) : formats[show].format(date);
    if (time.textContent !== text) time.textContent = text;
    if (show !== "day") time.title = formats.whole.format(date);
  }
}

function calendarDay(time, date) {
  return time.closest(".day") ? dayName(date) : formats.far.format(date);
}

/** Replaces the server's day dividers (UTC) by those of the reader's own days. */
export function divideDays(list) {
  for (const divider of list.querySelectorAll(":scope > .day")) divider.remove();
  let last = "";
  for (const item of [...list.children]) {
    const date = new Date(Number(item.dataset.at) / 1000);
    const key = dayKey(date);
    if (key === last) continue;
    last = key;
    const divider = document.createElement("li");
    divider.className = "day";
    divider.dataset.key = `day-${key}`;
    divider.textContent = dayName(date);
    item.before(divider);
  }
}
