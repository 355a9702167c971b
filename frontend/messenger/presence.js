// Whether somebody is there, by the office's own clock, and how soon an answer may be expected.

import { say, words } from "../live/words.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEK_MINUTES = 7 * 24 * 60;

/** The minute of the week, from Monday 0:00, on the clock of a time zone; null for a zone this browser does not know. */
export function minuteOfWeek(date, timeZone) {
  try {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
    return DAYS.indexOf(parts.weekday) * 24 * 60 + Number(parts.hour) * 60 + Number(parts.minute);
  } catch {
    return null;
  }
}

/** { open, opensIn }: whether the office is open, and in how many minutes it opens next; null where there are no hours. */
export function office(hours, date = new Date()) {
  const now = hours && minuteOfWeek(date, hours.time_zone);
  if (now === null || now === undefined) return null;
  const spans = hours.hours.map(({ day, from_minute: from, until_minute: until }) => [(day - 1) * 24 * 60 + from, (day - 1) * 24 * 60 + until]);
  if (spans.some(([from, until]) => from <= now && now < until)) return { open: true, opensIn: 0 };
  const waits = spans.map(([from]) => (from - now + WEEK_MINUTES) % WEEK_MINUTES);
  return { open: false, opensIn: Math.min(...waits) };
}

/** { text, away } of a workspace's settings; null where it says nothing. */
export function presence({ reply_time: soon, office_hours: hours }, date = new Date()) {
  const state = office(hours, date);
  if (state && !state.open) return { away: true, text: state.opensIn > 0 ? say(words.away_until, { time: opening(date, state.opensIn) }) : words.away };
  const text = { minutes: words.soon_minutes, hours: words.soon_hours, day: words.soon_day }[soon];
  return text ? { away: false, text } : null;
}

/** When it opens, on the reader's own clock. */
function opening(date, minutes) {
  const at = new Date(Math.floor(date.getTime() / 60_000) * 60_000 + minutes * 60_000);
  const today = at.toDateString() === date.toDateString();
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(!today && { weekday: "long" }) };
  return new Intl.DateTimeFormat(document.documentElement.lang, options).format(at);
}
