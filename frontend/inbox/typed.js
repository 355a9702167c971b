// What was typed about a person and is not sent outlives that they are drawn anew.

import { el } from "../live/element.js";
import { say, words } from "../live/words.js";

const FIELDS = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";

/** What a field is for: an attribute's is told apart by the attribute. */
const whatFor = (field) => [field.closest(".attribute")?.querySelector("[type=hidden]")?.value, field.name].join(" ");

/** What stands in a field now, where somebody typed over what stood there before. */
function sayNow(field) {
  const now = field.defaultValue ? say(words.stands_now, { value: field.defaultValue }) : words.empty_now;
  field.after(el("small", { class: "hint now" }, now));
}

/** Brings what was typed into one form into the one that takes its place. Whatever was left alone is as it stands now. */
function bring(form, fresh) {
  const next = new Map([...fresh.querySelectorAll(FIELDS)].map((field) => [whatFor(field), field]));
  for (const field of form.querySelectorAll(FIELDS)) {
    const twin = next.get(whatFor(field));
    if (!twin || field.value === field.defaultValue) continue;
    twin.value = field.value;
    const told = field.nextElementSibling?.matches(".now");
    if (twin.value !== twin.defaultValue && (told || twin.defaultValue !== field.defaultValue)) sayNow(twin);
  }
}

/** Brings what was typed about somebody, and which of their forms are open, to where they are drawn anew. */
export function bringTyped(person, fresh) {
  if (!person || person.dataset.id !== fresh?.dataset.id) return;
  for (const form of person.querySelectorAll("form[data-person]")) {
    const next = fresh.querySelector(`form[data-person="${form.dataset.person}"]`);
    if (next) bring(form, next);
  }
  for (const one of person.querySelectorAll("details.change[open]")) {
    const next = fresh.querySelector(`details.change[data-keep="${one.dataset.keep}"]`);
    if (next) next.open = true;
  }
}
