// Searching in place of the list. What is searched for is posted, so that it never stands in an address.

import { words } from "../live/words.js";
import { showFound } from "./list.js";
import { placeOf } from "./place.js";
import { post, refusal } from "./session.js";
import { showToast } from "./toast.js";

let asked = 0;

export function focusSearch() {
  document.querySelector("#search input[type=search]")?.focus();
}

async function find(form, text) {
  const ticket = ++asked;
  try {
    const response = await post(form.action, { ...Object.fromEntries(placeOf().query), q: text }, "text/html");
    if (!response.ok) throw await refusal(response);
    const page = await response.text();
    if (ticket === asked) showFound(new DOMParser().parseFromString(page, "text/html").getElementById("list"));
  } catch (problem) {
    showToast(problem.reason || words.undone);
  }
}

/** Takes over the form above the list. */
export function takeOverSearch() {
  const form = document.getElementById("search");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.q.value.trim();
    if (text) find(form, text);
  });
}
