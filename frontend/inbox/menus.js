// Menus of what can be done: by arrow keys, and by the first letters of what is looked for.

import { composing } from "../live/composing.js";
import { renewAround } from "./around.js";
import { choosing } from "./bulk.js";
import { dressSnooze } from "./snooze.js";

const items = (menu) => [...menu.querySelectorAll(".filter, .choice, .until input, .tag-form input[type=text]")].filter((item) => item.checkVisibility());

/** Opens the menu of that name: of the chosen conversations where some are, else of the open one. */
export function openMenu(name) {
  const menu = document.querySelector(`${choosing() ? "#bulk" : "#thread-head"} [data-menu="${name}"]`);
  if (menu) menu.open = true;
}

function entered(menu) {
  if (menu.querySelector("[list=tag-names]")) renewAround();
  // The tab may have stood open for days.
  dressSnooze(menu.parentElement);
  const filter = menu.querySelector(".filter");
  if (filter) {
    filter.value = "";
    narrow(filter);
  }
  items(menu)[0]?.focus();
}

/** Shows the choices whose name has what was typed, and groups that still have one. */
function narrow(filter) {
  const wanted = filter.value.trim().toLowerCase();
  const menu = filter.closest(".popover");
  for (const choice of menu.querySelectorAll(".choice")) choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
  for (const group of menu.querySelectorAll(".choice-group")) group.hidden = wanted !== "";
}

function pressed(event) {
  if (composing(event)) return;
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return;
  const all = items(menu);
  const here = all.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && event.target.matches(".filter")) {
    event.preventDefault();
    all.find((item) => item.matches(".choice"))?.click();
  } else if (step && here >= 0 && !event.target.list && event.target.type !== "datetime-local") {
    event.preventDefault();
    all[(here + step + all.length) % all.length].focus();
  }
}

export function watchMenus() {
  document.addEventListener("toggle", (event) => event.target.matches?.("details.menu") && event.target.open && entered(event.target), true);
  document.addEventListener("input", (event) => event.target.matches(".filter") && narrow(event.target));
  document.addEventListener("keydown", pressed);
}
