// An erasure, live: asks for its steps again until it is over, slower the longer it takes.

import { localise } from "../live/times.js";

const QUICKEST_MS = 250;
const SLOWEST_MS = 5_000;

const shown = () => document.getElementById("erasure");
let wait = QUICKEST_MS;

async function look() {
  const response = await fetch(shown().dataset.address, { cache: "no-store", redirect: "manual" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("erasure");
  localise(fresh);
  const moved = !fresh.isEqualNode(shown());
  // Only what changed is touched, so that a screen reader hears the new step and nothing else.
  if (moved) replace(shown(), fresh);
  wait = moved ? QUICKEST_MS : Math.min(SLOWEST_MS, wait * 1.5);
}

function replace(old, fresh) {
  for (const [name, value] of Object.entries(fresh.dataset)) old.dataset[name] = value;
  const steps = old.querySelector(".steps");
  const wanted = [...fresh.querySelectorAll(".steps > li")];
  const known = new Map([...steps.children].map((step) => [step.dataset.step, step]));
  steps.replaceChildren(...wanted.map((step) => (known.get(step.dataset.step)?.isEqualNode(step) ? known.get(step.dataset.step) : document.adoptNode(step))));
  const receipts = [old.querySelector(".receipts"), fresh.querySelector(".receipts")];
  if (receipts[1] && !receipts[0]) old.append(receipts[1]);
  else if (receipts[1] && !receipts[1].isEqualNode(receipts[0])) receipts[0].replaceWith(receipts[1]);
  const reviews = fresh.querySelector(".reviews");
  if (reviews && !old.querySelector(".reviews")) old.append(reviews);
}

async function follow() {
  await look().catch(() => (wait = SLOWEST_MS));
  if (shown().dataset.over !== "yes") setTimeout(follow, wait);
}

localise(document);
if (shown() && shown().dataset.over !== "yes") setTimeout(follow, wait);
