// Which other teammates write in the open conversation, or look at it: said before two answer at once.

import { el } from "../live/element.js";
import { say, words } from "../live/words.js";
import { renewAround } from "./around.js";
import { post, session } from "./session.js";
import { openId } from "./thread.js";

const LOOK_EVERY_MS = 15_000;
const LOOKS_MS = 25_000;
const WRITES_MS = 6_000;
const there = new Map(); // conversation -> teammate -> until when they write, and until when they look

/** Somebody else is busy in a conversation. */
export function heardTeammate(id, { teammate, writes }) {
  const now = Date.now();
  const known = there.get(id) ?? new Map();
  const before = known.get(teammate);
  known.set(teammate, { looks: now + LOOKS_MS, writes: writes ? now + WRITES_MS : (before?.writes ?? 0) });
  there.set(id, known);
  // Whoever joined since the page was loaded has no name here yet.
  if (!(teammate in session.teammates)) renewAround();
  draw();
  setTimeout(draw, (writes ? WRITES_MS : LOOKS_MS) + 50);
}

function sentences() {
  const now = Date.now();
  const known = [...(there.get(openId()) ?? [])].filter(([teammate, until]) => until.looks > now && teammate in session.teammates);
  return known.map(([teammate, until]) => say(until.writes > now ? words.also_writing : words.also_looking, { name: session.teammates[teammate] }));
}

/** The line above the composer. */
export function draw() {
  const text = sentences().join(" · ");
  let line = document.getElementById("others");
  if (!text) return line?.remove();
  const composer = document.getElementById("composer");
  if (!composer) return;
  if (!line?.isConnected) composer.before((line = el("p", { id: "others", class: "others", role: "status" })));
  if (line.textContent !== text) line.textContent = text;
}

function look() {
  const id = openId();
  if (id && !document.hidden && document.getElementById("composer")) post(`/inbox/${id}/typing?does=look`, {}).catch(() => {});
}

/** Tells the others what is open here: now, and as long as it is. */
export function startLooking() {
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("around", draw);
  document.addEventListener("opened", () => {
    draw();
    look();
  });
  look();
}
