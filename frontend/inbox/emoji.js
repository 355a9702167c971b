// Emoji in the composer: a button that opens them all, and `:` with the beginning of a name. They and their names come from
// our own server, and the reader's own font draws them.

import { el } from "../live/element.js";
import { words } from "../live/words.js";
import { openChooser } from "./chooser.js";
import { Completion } from "./completion.js";
import { fetchJson } from "./session.js";
import { openId } from "./thread.js";
import { showToast } from "./toast.js";

const MOST = 6;
let asked = null; // for all of them, once
let all = []; // {sign, names}, when they have come

function load() {
  asked ??= fetchJson("/inbox/emoji").then(
    (signs) => (all = signs.map(([sign, names]) => ({ sign, names: names.split(", ") }))),
    (problem) => {
      asked = null;
      throw problem;
    },
  );
  return asked;
}

/** Those of which a name, or a word of it, begins so; of which one begins so, first. */
function fitting(wanted) {
  const begins = (one) => one.names.some((name) => name.toLowerCase().startsWith(wanted));
  const within = (one) => one.names.some((name) => name.toLowerCase().split(/[ -]/).some((word) => word.startsWith(wanted)));
  return [...all.filter(begins), ...all.filter((one) => !begins(one) && within(one))];
}

/** What was begun after a `:` before the cursor, where no word or time stands before it. */
export function begun(text, cursor) {
  const found = /(?:^|[^\p{Script=Latin}\p{N}:/])(:([\p{L}\p{N}_-]{2,30}))$/u.exec(text.slice(0, cursor));
  return found ? { at: cursor - found[1].length, typed: found[2].toLowerCase().replaceAll("_", " ") } : null;
}

/** Offers emoji while something is written in the form. */
export function offerEmoji(form) {
  const { body } = form.elements;
  const button = form.querySelector("#emoji");
  button.disabled = false;
  button.addEventListener("click", chooseEmoji);
  const find = (text, cursor) => {
    const found = begun(text, cursor);
    if (!found) return null;
    // What was typed before they came is looked at again then.
    if (!all.length) load().then(() => document.activeElement === body && body.dispatchEvent(new Event("input", { bubbles: true })), () => {});
    return { at: found.at, options: fitting(found.typed).slice(0, MOST).map(({ sign, names }) => [`${sign} ${names[0]}`, sign]) };
  };
  return new Completion(form, { id: "emoji-option", label: words.emoji, find });
}

/** How many stand in one line. */
function columns(options) {
  return options.filter((option) => option.offsetTop === options[0].offsetTop).length || 1;
}

function moved({ key }, at, options, typed) {
  // In what was typed, the arrows to the sides move the cursor.
  const sideways = typed === "" ? { ArrowRight: 1, ArrowLeft: -1 }[key] : 0;
  const line = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (sideways) return (at + sideways + options.length) % options.length;
  return line ? Math.min(options.length - 1, Math.max(0, at + line * columns(options))) : null;
}

/** Opens all of them over the composer. */
export async function chooseEmoji() {
  const conversation = openId();
  try {
    await load();
    openChooser(conversation, {
      name: "emoji",
      label: words.emoji,
      find: words.emoji_find,
      list: el("ul", { id: "emoji-grid", class: "emoji-grid", role: "listbox", "aria-label": words.emoji }),
      told: el("p", { class: "hint emoji-name", role: "status" }),
      fitting: (wanted) => (wanted ? fitting(wanted) : all),
      option: ({ sign, names }) => ({ attributes: { "aria-label": names[0], title: names[0] }, content: sign }),
      telling: (one) => (one ? one.names.join(", ") : words.emoji_none),
      text: ({ sign }) => sign,
      moved,
    });
  } catch {
    showToast(words.undone);
  }
}
