// Searching in place of the list. What is searched for is posted, so that it never stands in an address.

import { words } from "../live/words.js";
import { addFound, showFound } from "./list.js";
import { placeOf } from "./place.js";
import { post, refusal } from "./session.js";
import { showToast } from "./toast.js";

let asked = 0;

export function focusSearch() {
  document.querySelector("#search input[type=search]")?.focus();
}

async function find(form, fields, show) {
  const ticket = ++asked;
  try {
    const response = await post(form.action, { ...Object.fromEntries(placeOf().query), ...fields }, "text/html");
    if (!response.ok) throw await refusal(response);
    const page = await response.text();
    if (ticket === asked) show(new DOMParser().parseFromString(page, "text/html").getElementById("list"));
  } catch (problem) {
    showToast(problem.reason || words.undone);
  }
}

/** Searches for a text that was written elsewhere. */
export function searchFor(text) {
  const form = document.getElementById("search");
  form.elements.q.value = text;
  form.requestSubmit();
}

/** Looks at older conversations, and adds what is found there. */
async function findOlder(form) {
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  await find(form, Object.fromEntries(new FormData(form)), addFound);
  button.disabled = false;
}

/** Takes over the form above the list, and the one below what was found. */
export function takeOverSearch() {
  const form = document.getElementById("search");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.q.value.trim();
    if (text) find(form, { q: text }, showFound);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "older") return;
    event.preventDefault();
    findOlder(event.target);
  });
}
