// The activity log by keyboard, with its times in the reader's own time zone.

import { localise } from "../live/times.js";

document.body.classList.add("scripted");
localise(document);

const lines = [...document.querySelectorAll("#entries > li")];

function move(step) {
  const here = lines.indexOf(document.activeElement);
  const next = lines[Math.min(lines.length - 1, Math.max(0, here + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.getElementById("older")?.click(),
  enter: () => document.activeElement.querySelector?.("a")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, a, button")) return;
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
