// Naming teammates in a note: after `@` those whose names go on so are offered. Who is named in the text is found by the
// server, so that what is taken out of the text mentions nobody.

import { words } from "../live/words.js";
import { Completion } from "./completion.js";

const MOST = 6;

/** What was begun after the last `@` before the cursor, and where; null where none was. */
export function begun(text, cursor) {
  const before = text.slice(0, cursor);
  const at = before.lastIndexOf("@");
  // In the middle of a Latin word it is an address; Japanese goes on without a space.
  if (at < 0 || (at > 0 && /[\p{Script=Latin}\p{N}._-]/u.test(before[at - 1]))) return null;
  const typed = before.slice(at + 1);
  return typed.length > 60 || typed.includes("\n") ? null : { at, typed };
}

/** Offers teammates while a note is written in the form. */
export function offerTeammates(form) {
  const names = JSON.parse(form.dataset.teammates);
  const find = (text, cursor) => {
    const found = form.elements.kind.value === "note" ? begun(text, cursor) : null;
    if (!found) return null;
    const wanted = found.typed.toLowerCase();
    const fits = (name) => name.toLowerCase().startsWith(wanted) || name.toLowerCase().split(" ").some((word) => word.startsWith(wanted));
    const fitting = names.filter((name) => fits(name) && name.toLowerCase() !== wanted).slice(0, MOST);
    return { at: found.at, options: fitting.map((name) => [name, `@${name} `]) };
  };
  return new Completion(form, { id: "mention", label: words.mention, find });
}
