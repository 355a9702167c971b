// The composer: replies and notes, files, drafts, and what waits to be sent.

import { composing } from "../live/composing.js";
import { el, icon } from "../live/element.js";
import { ChosenFiles } from "../live/files.js";
import { clientKey, Outbox, refuse } from "../live/outbox.js";
import { say, words } from "../live/words.js";
import { undo } from "./bulk.js";
import { bringHeld, dropDraft, dropOthers, holdBack, keep, loadDraft, saveDraft, settled } from "./drafts.js";
import { offerEmoji } from "./emoji.js";
import { refreshList } from "./list.js";
import { offerTeammates } from "./mentions.js";
import { post, refusal, session, wasOver } from "./session.js";
import { openId, refreshThread, toEnd } from "./thread.js";
import { forgetUndo, showToast } from "./toast.js";
import { typed } from "./typing.js";

const attached = new Map(); // by conversation, what is chosen to go with what is begun
let onWaiting = () => {};
let current = null; // the composer that is shown: {form, files, changed}

export const outbox = new Outbox({
  keep,
  async send(item) {
    const form = new FormData();
    for (const name of ["body", "kind"]) form.set(name, item[name]);
    form.set("client_key", item.key);
    form.set("csrf", session.csrf);
    if (item.closes) form.set("then", "close");
    for (const file of item.files) form.append("file", file, file.name);
    await settled(item.conversation); // else what was begun would come after what was said
    const response = await post(`/inbox/${item.conversation}/reply`, form);
    if (response.status === 404) return gone(response);
    if (!response.ok) await refuse(response, words.refused);
    return response.json();
  },
  async onSent(item, answer) {
    if (item.closes) closed(answer?.closed);
    // Shown as sent in the same moment as it stops being shown as waiting.
    if (openId() === item.conversation) await refreshThread().catch(() => {});
    refreshList().catch(() => {});
  },
  onChange() {
    onWaiting(outbox.items.filter((item) => item.state !== "failed").length);
    drawQueue();
    bringHeld();
  },
});
holdBack((id) => outbox.items.some((item) => item.conversation === id && item.state !== "failed"));

/** The answer that it was closed is one for the way back; there is none where more happened meanwhile, or the first answer was lost. */
function closed(answer) {
  forgetUndo();
  if (!answer) return showToast(words.sent_not_closed);
  showToast(words.sent_and_closed, answer.was ? () => undo("close", [answer]) : null);
}

/** Whom it was for was erased: it is shown nowhere any more, and so not kept either. */
async function gone(response) {
  const { reason } = await refusal(response);
  showToast(say(words.not_done, { reason }));
}

/** Nothing of what was begun in a conversation stays in this tab. */
export function dropBegun(id) {
  attached.delete(id);
  dropDraft(id);
}

/** Calls `listener` with the number of unsent messages whenever it changes; puts back what a reload interrupted. */
export function startOutbox(listener) {
  onWaiting = listener;
  dropOthers();
  outbox.restore(keep.load());
  addEventListener("beforeunload", (event) => {
    if (!wouldLose()) return;
    event.preventDefault();
    // Whoever stays reads why they were asked.
    showToast(words.leave);
  });
}

/** Whether something is lost with this tab: files that were chosen, and what is not sent. Where the session is over, the page only gives way
 * to the door: what was written waits behind it. */
function wouldLose() {
  const chosen = [...attached.values(), ...outbox.items.map((item) => item.files)];
  return chosen.some((files) => files.length) || (outbox.items.length > 0 && !wasOver());
}

/** What was begun here and is sent elsewhere is begun no more. */
document.addEventListener("said", ({ detail }) => {
  const body = document.getElementById("composer")?.elements.body;
  if (!body || body.value.trim() !== detail.trim()) return;
  body.value = "";
  dropDraft(openId());
});

/** Takes over the composer of the thread that is now shown. */
export function takeOverComposer() {
  const form = document.getElementById("composer");
  if (!form) return;
  const [id, body] = [openId(), form.elements.body];
  const files = new ChosenFiles(form, showToast);
  files.add(attached.get(id) ?? []);
  const draft = loadDraft(id);
  if (draft) {
    body.value = draft.body;
    form.elements.kind.value = draft.kind;
  }
  offerTeammates(form);
  offerEmoji(form);
  const looks = () => {
    const note = form.elements.kind.value === "note";
    body.placeholder = note ? form.dataset.noteHint : form.dataset.replyHint;
    form.querySelector("#send").textContent = note ? form.dataset.addNote : form.dataset.send;
  };
  const changed = () => {
    looks();
    attached.set(id, files.files);
    saveDraft(id, { body: body.value, kind: form.elements.kind.value });
  };
  current = { form, files, changed };
  form.addEventListener("input", (event) => (event.target === form ? looks() : changed()));
  body.addEventListener("input", () => body.value && typed(id, form.elements.kind.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write(form, id, files, event.submitter?.value === "close");
    looks();
    body.focus();
  });
  // Whoever chose with the pointer goes on writing, and at once: what they type is not to come before a timer does. With the keyboard they
  // walk on from there.
  form.querySelector(".kinds").addEventListener("click", (event) => event.detail && body.focus());
  form.querySelector("#files").addEventListener("change", () => body.focus());
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || composing(event)) return;
    event.preventDefault();
    form.requestSubmit(event.shiftKey && form.elements.kind.value === "comment" ? form.querySelector("#send-and-close") : null);
  });
  looks();
  drawQueue();
}

function write(form, conversation, files, closes) {
  const body = form.elements.body.value.trim();
  const chosen = files.take();
  if (!body && !chosen.length) return;
  form.elements.body.value = "";
  dropDraft(conversation);
  outbox.add({ key: clientKey(), conversation, body, kind: form.elements.kind.value, closes, files: chosen, written: Date.now() });
  toEnd();
}

function drawQueue() {
  const log = document.getElementById("log");
  if (!log) return;
  const waiting = outbox.items.filter((item) => item.conversation === openId());
  let list = document.getElementById("queued");
  if (!list) log.append((list = el("ol", { id: "queued", class: "parts" })));
  list.hidden = !waiting.length;
  list.replaceChildren(...waiting.map(bubble));
}

function bubble(item) {
  const text = item.body && el("p", { class: "text" }, item.body);
  const files = item.files.map((file) => el("li", {}, el("span", { class: "file" }, icon("file"), el("span", { class: "file-name" }, file.name))));
  const shown = el("div", { class: "bubble" }, text || null, files.length ? el("ul", { class: "files" }, ...files) : null);
  const classes = ["group", "teammate", "queued", item.kind === "note" && "note", item.state === "failed" && "failed"];
  return el("li", { class: classes.filter(Boolean).join(" ") }, el("div", { class: "said" }, shown, el("p", { class: "by" }, ...status(item))));
}

function status(item) {
  if (item.state === "sending") return [words.sending];
  if (item.state === "waiting") return [words.waiting];
  return [
    el("span", { class: "why" }, say(words.not_sent, { reason: item.reason })),
    el("button", { type: "button", click: () => takeBack(item) }, words.take_back),
    el("button", { type: "button", click: () => outbox.again(item.key) }, words.again),
    el("button", { type: "button", click: () => outbox.discard(item.key) }, words.discard),
  ];
}

/** Goes into the field to write a reply or a note. */
export function startWriting(kind) {
  const form = document.getElementById("composer");
  if (!form) return;
  form.elements.kind.value = kind;
  form.dispatchEvent(new Event("input"));
  form.elements.body.focus();
}

/** What was refused goes back into the field, before what is begun there. */
function takeBack(item) {
  const { form, files, changed } = current;
  const { body, kind } = form.elements;
  outbox.discard(item.key);
  body.value = [item.body, body.value].filter(Boolean).join("\n\n");
  kind.value = item.kind;
  files.add(item.files);
  changed();
  body.focus();
}
