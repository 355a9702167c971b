// The page on the messenger: looks again whether it was seen, and shows how it looks and what it says while it is typed.

import { localise } from "../live/times.js";
import { minuteOfWeek } from "../messenger/presence.js";
import { readHours } from "./hours.js";

const EVERY_MS = 4_000;

async function look() {
  const seen = document.getElementById("seen");
  const response = await fetch(seen.dataset.address, { cache: "no-store", redirect: "manual" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("seen");
  localise(fresh);
  // Only what changed is touched, so that a screen reader hears it once.
  if (!fresh.isEqualNode(seen)) seen.replaceChildren(...fresh.childNodes);
}

async function follow() {
  if (!document.hidden) await look().catch(() => {});
  setTimeout(follow, EVERY_MS);
}

const [form, preview, zone] = ["look", "preview", "time-zone"].map((id) => document.getElementById(id));

/** What the form says; hours that are none yet are left out. */
function told() {
  const { greeting, colour, reply_time: soon, ...fields } = Object.fromEntries(new FormData(form));
  const hours = readHours([1, 2, 3, 4, 5, 6, 7].map((day) => fields[`day${day}`]));
  return {
    greeting: greeting.trim() || preview.dataset.greeting,
    colour,
    reply_time: soon,
    office_hours: hours?.length ? { time_zone: fields.time_zone.trim(), hours } : null,
  };
}

function show() {
  const unknown = zone.value.trim() !== "" && minuteOfWeek(new Date(), zone.value.trim()) === null;
  zone.setCustomValidity(unknown ? zone.dataset.unknown : "");
  preview.contentWindow.postMessage(told(), location.origin);
}

if (preview) {
  const zones = Intl.supportedValuesOf("timeZone").map((name) => Object.assign(document.createElement("option"), { value: name }));
  document.getElementById("time-zones").append(...zones);
  form.addEventListener("input", show);
  preview.addEventListener("load", show);
  setTimeout(follow, EVERY_MS);
}
