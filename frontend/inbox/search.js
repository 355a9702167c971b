// Searching in place of the list. What is searched for is posted, so that it never stands in an address.

import { words } from "../live/words.js";
import { showFound } from "./list.js";
import { post, refusal } from "./session.js";
import { showToast } from "./toast.js";

export function focusSearch() {
  document.querySelector("#search input[type=search]")?.focus();
}

/** Takes over the form above the list. */
export function takeOverSearch() {
  const form = document.getElementById("search");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.elements.q.value.trim();
    if (!text) return;
    try {
      const response = await post(form.action, { q: text }, "text/html");
      if (!response.ok) throw await refusal(response);
      showFound(new DOMParser().parseFromString(await response.text(), "text/html").getElementById("list"));
    } catch (problem) {
      showToast(problem.reason || words.undone);
    }
  });
}
