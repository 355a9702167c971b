// The page on the messenger: looks again whether it was seen, and shows how it looks and what it says while it is typed.

import { localise } from "../live/times.js";
import { minuteOfWeek } from "../messenger/presence.js";
import { readHours } from "./hours.js";

const EVERY_MS = 4_000;
const said = document.getElementById("said");

async function look() {
  const seen = document.getElementById("seen");
  const response = await fetch(seen.dataset.address, { cache: "no-store", redirect: "manual" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("seen");
  localise(fresh);
  const known = new Set(websites(seen).map(told));
  const news = websites(fresh).filter((one) => !known.has(told(one)));
  if (!fresh.isEqualNode(seen)) seen.replaceChildren(...fresh.childNodes);
  // A screen reader hears of a website that is new or newly allowed, not of every minute that passes.
  if (news.length) said.textContent = news.map((one) => one.textContent).join(" ");
}

const websites = (seen) => [...seen.querySelectorAll("[data-origin]")];
const told = (one) => `${one.dataset.origin} ${one.className}`;

async function follow() {
  if (!document.hidden) await look().catch(() => {});
  setTimeout(follow, EVERY_MS);
}

const [form, preview, zone, language] = ["look", "preview", "time-zone", "language"].map((id) => document.getElementById(id));

/** What is set within a conversation is shown in one, while it is being set. */
const IN_CONVERSATION = ["team-name", "ask-email"];
let view = "home";

/** What the form says; hours that are none yet are left out. */
function typed() {
  const { greeting, colour, reply_time: soon, ask_email: asked, team_name: team, sound, ...fields } = Object.fromEntries(new FormData(form));
  const hours = readHours([1, 2, 3, 4, 5, 6, 7].map((day) => fields[`day${day}`]));
  return {
    greeting: greeting.trim(),
    colour,
    team_name: team.trim(),
    workspace: preview.dataset.workspace,
    sound: sound === "on",
    ask_email: asked || "away",
    view,
    said: preview.dataset.said,
    reply_time: soon,
    office_hours: hours?.length ? { time_zone: fields.time_zone.trim(), hours } : null,
  };
}

function show() {
  const unknown = zone.value.trim() !== "" && minuteOfWeek(new Date(), zone.value.trim()) === null;
  zone.setCustomValidity(unknown ? zone.dataset.unknown : "");
  preview.contentWindow.postMessage(typed(), location.origin);
}

if (preview) {
  const zones = Intl.supportedValuesOf("timeZone").map((name) => Object.assign(document.createElement("option"), { value: name }));
  document.getElementById("time-zones").append(...zones);
  form.addEventListener("input", show);
  form.addEventListener("focusin", ({ target }) => {
    view = IN_CONVERSATION.includes(target.id) ? "conversation" : "home";
    show();
  });
  language.addEventListener("change", () => (preview.src = `/settings/messenger/preview?language=${language.value}`));
  preview.addEventListener("load", show);
  setTimeout(follow, EVERY_MS);
}
