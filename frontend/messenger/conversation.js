// One conversation as the visitor sees it: groups, days, files, and what waits to be sent.

import { keepAtEnd } from "../live/at-end.js";
import { el, icon } from "../live/element.js";
import { placeOf, sizeName } from "../live/files.js";
import { patch } from "../live/patch.js";
import { clockTime, divideDays } from "../live/times.js";
import { say, words } from "../live/words.js";
import { linkify } from "./linkify.js";

const ONE_GROUP_US = 5 * 60 * 1_000_000;
const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const log = document.getElementById("log");
const list = document.getElementById("parts");
const more = document.getElementById("earlier");
const pictures = new Map(); // by their place: the links to them change

let newest = null; // the last part that is shown; null where nothing is yet of what was said before

/** Draws parts, whether what was written last was `seen`, and unsent messages, and offers `earlier` ones; `actions`: openFile(file, seq), preview(file, seq), again(key), discard(key), takeBack(item).
 * Returns who else wrote last what came while one looked; null for nobody. */
export function drawConversation({ parts, seen, unsent, earlier }, team, actions) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const first = list.querySelector("[data-seq]");
  const [seq, top] = [first?.dataset.seq, first?.getBoundingClientRect().top];
  const fresh = el("ol");
  for (const group of groups(parts)) fresh.append(drawGroup(group, team, actions, seen && group.at(-1) === parts.at(-1)));
  for (const item of unsent) fresh.append(drawUnsent(item, actions));
  patch(list, fresh);
  divideDays(list);
  // What is taken away takes no focus along.
  if (!earlier && document.activeElement === more) log.focus({ preventScroll: true });
  more.hidden = !earlier;
  // What is read stays in its place.
  if (parts[0]?.seq < seq) log.scrollTop += list.querySelector(`[data-seq="${seq}"]`).getBoundingClientRect().top - top;
  else if (atEnd) toEnd();
  return arrived(parts, team);
}

function arrived(parts, team) {
  const known = newest;
  newest = parts.at(-1)?.seq ?? newest;
  if (known === null) return null;
  const last = parts.findLast((part) => part.seq > known && ["teammate", "other"].includes(part.author.kind));
  return last ? nameOf(last.author, team) : null;
}

export const toEnd = keepAtEnd(log, list);

/** Nothing of an earlier conversation stays; whether the next one has only just `begun`. */
export function clearConversation(begun) {
  newest = begun ? -1 : null;
  list.replaceChildren();
  for (const address of pictures.values()) URL.revokeObjectURL(address);
  pictures.clear();
}

function groups(parts) {
  const all = [];
  for (const part of parts) {
    const last = all.at(-1)?.at(-1);
    const same = last && last.author.kind === part.author.kind && last.author.name === part.author.name && part.at - last.at < ONE_GROUP_US;
    if (same) all.at(-1).push(part);
    else all.push([part]);
  }
  return all;
}

function nameOf({ kind, name }, team) {
  return { contact: words.you, teammate: name || team, other: name, system: words.system }[kind] ?? team;
}

function drawGroup(group, team, actions, seen) {
  const [first, last] = [group[0], group.at(-1)];
  const { kind } = first.author;
  const who = nameOf(first.author, team);
  const time = clockTime(new Date(last.at / 1000));
  const read = seen && kind === "contact" ? [" · ", el("span", { class: "seen" }, words.seen)] : [];
  const by = el("p", { class: "by" }, ...(kind === "contact" ? [el("span", { class: "hidden-text" }, `${who} `)] : [el("span", {}, who), " · "]), time, ...read);
  return el("li", { class: `group ${kind}`, "data-key": first.seq, "data-at": first.at }, ...group.map((part) => bubble(part, actions)), by);
}

function bubble(part, actions) {
  const files = part.attachments?.length ? el("ul", { class: "files" }, ...part.attachments.map((file) => el("li", {}, sentFile(file, part.seq, actions)))) : null;
  const text = part.redacted ? [words.taken_out] : linkify(part.body, { ofTeammate: part.author.kind === "teammate" });
  return el("div", { class: "bubble", "data-seq": part.seq }, part.body || part.redacted ? el("p", { class: "text" }, ...text) : null, files);
}

function sentFile(file, seq, actions) {
  const picture = SHOWN.has(file.content_type) ? el("img", { alt: "" }) : null;
  if (picture) showPicture(picture, file, seq, actions);
  const parts = [picture ?? icon("file"), el("span", { class: "file-name" }, file.name), el("span", { class: "file-size" }, sizeName(file.size))];
  return el("button", { type: "button", class: "file", click: () => actions.openFile(file, seq) }, ...parts);
}

async function showPicture(picture, file, seq, actions) {
  const place = placeOf(file.url);
  if (!pictures.has(place)) {
    const address = await actions.preview(file, seq).catch(() => null);
    if (!address) return;
    pictures.set(place, address);
  }
  picture.src = pictures.get(place);
}

function drawUnsent(item, actions) {
  const names = item.attachments.map((file) => el("li", {}, el("span", { class: "file" }, icon("file"), el("span", { class: "file-name" }, file.name))));
  const shown = el("div", { class: "bubble" }, item.body ? el("p", { class: "text" }, ...linkify(item.body, { ofTeammate: false })) : null, names.length ? el("ul", { class: "files" }, ...names) : null);
  const failed = item.state === "failed";
  const waits = [item.state === "sending" ? words.sending : words.waiting, item.unkept ? ` ${words.stay}` : null];
  const by = el("p", { class: "by" }, ...(failed ? refused(item, actions) : waits));
  return el("li", { class: `group contact queued${failed ? " failed" : ""}`, "data-key": item.key, "data-at": item.written * 1000 }, shown, by);
}

function refused(item, actions) {
  return [
    el("span", { class: "why" }, say(words.not_sent, { reason: item.reason })),
    el("button", { type: "button", click: () => actions.takeBack(item) }, words.take_back),
    item.lost ? null : el("button", { type: "button", click: () => actions.again(item.key) }, words.again),
    el("button", { type: "button", click: () => actions.discard(item.key) }, words.discard),
  ];
}
