// What the visitor has said and been told: conversations, their parts, the live connection, and the outbox.

import { clientKey, Outbox } from "../live/outbox.js";
import { Stream } from "../live/stream.js";
import { Visitor } from "./visitor.js";
import { alone, unsentIn } from "./unsent.js";

/** A conversation that the server has not seen yet. */
export const isLocal = (id) => id.startsWith("new-");

export class Talk {
  conversations = [];
  #parts = new Map();
  #states = new Map();
  #storage;
  #stream = null;
  #on;
  #asking = null;
  #askAgain = false;
  #wanted = new Set();

  /** on: changed(), heard(), state(connection), moved(from, to), known(), ended(to), erased(). */
  constructor(appId, storage, on) {
    this.#on = on;
    this.#storage = storage;
    this.visitor = new Visitor(appId, storage, (erased) => (erased ? this.#erased() : this.#ended()));
    this.outbox = new Outbox({
      keep: unsentIn(storage),
      send: (item) => this.#send(item),
      onSent: (item, answer) => this.#sent(item, answer),
      onChange: () => on.changed(),
    });
  }

  /** Takes up what an earlier page left. */
  async resume() {
    if (await this.visitor.remember()) this.#listen();
    this.outbox.restore(await unsentIn(this.#storage).load());
  }

  retry() {
    this.#stream?.retry();
    this.outbox.flush();
  }

  /** A name for a conversation that the server has not seen yet. */
  begin() {
    return `new-${clientKey()}`;
  }

  write(target, body, attachments) {
    this.outbox.add({ key: clientKey(), target, body, attachments, written: Date.now() });
  }

  partsOf(id) {
    return this.#parts.get(id) ?? [];
  }

  stateOf(id) {
    return this.#states.get(id) ?? "open";
  }

  unsentOf(id) {
    return this.outbox.items.filter((item) => item.target === id && !this.#arrived(item));
  }

  /** Whether the server's part of a message is here before the answer to its sending: it is shown once. */
  #arrived({ target, state, seq, after, body }) {
    const own = (part) => state === "sending" && part.seq > after && part.author.kind === "contact" && part.body === body;
    return this.partsOf(target).some((part) => part.seq === seq || own(part));
  }

  /** The server's conversations, and those that wait to be started. */
  all() {
    const started = new Map();
    for (const item of this.outbox.items) {
      if (isLocal(item.target)) started.set(item.target, { id: item.target, preview: item.body, updated_at: item.written * 1000, unread: 0 });
    }
    return [...started.values(), ...this.conversations];
  }

  get unread() {
    return this.conversations.reduce((sum, conversation) => sum + Number(conversation.unread || 0), 0);
  }

  /** Asks the server what is new; `seen` is the conversation on screen. Calls during a call are one call after it. */
  async refresh(seen) {
    if (!this.visitor.known) return;
    if (seen && !isLocal(seen)) this.#wanted.add(seen);
    if (this.#asking) {
      this.#askAgain = true;
      await this.#asking;
      return;
    }
    do {
      this.#askAgain = false;
      this.#asking = this.#ask();
      await this.#asking.finally(() => (this.#asking = null));
    } while (this.#askAgain);
  }

  /** Each conversation that was on screen since the last time, then the list. */
  async #ask() {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const id of wanted) await this.#askParts(id);
    this.conversations = (await this.visitor.get("/conversations")).conversations;
    const there = new Set(this.conversations.map((conversation) => conversation.id));
    for (const id of this.#parts.keys()) if (!there.has(id)) this.#parts.delete(id);
    this.#on.changed();
  }

  async #askParts(id) {
    const parts = this.partsOf(id);
    const after = parts.at(-1)?.seq ?? -1;
    const answer = await this.visitor.get(`/conversations/${id}?after=${after}`);
    // Two answers may overlap: a part is taken once.
    const last = this.partsOf(id).at(-1)?.seq ?? -1;
    this.#parts.set(id, [...this.partsOf(id), ...answer.parts.filter((part) => part.seq > last)]);
    this.#states.set(id, answer.conversation.state);
  }

  /** Forgets the visitor on this device. */
  async forget() {
    this.#stream?.stop();
    this.#stream = null;
    for (const item of [...this.outbox.items]) this.outbox.discard(item.key);
    for (const name of await this.#storage.names("out.")) await this.#storage.remove(name);
    await this.visitor.forget();
    this.conversations = [];
    this.#parts.clear();
    this.#wanted.clear();
  }

  async #send(item) {
    const { key, target, body, attachments } = item;
    item.after = this.partsOf(target).at(-1)?.seq ?? -1;
    await alone(() => this.visitor.introduce());
    const path = isLocal(target) ? "/conversations" : `/conversations/${target}/messages`;
    return this.visitor.post(path, { body, client_key: key, attachments });
  }

  async #sent(item, answer) {
    const from = item.target;
    item.seq = answer.seq;
    if (isLocal(from)) {
      const to = String(answer.conversation);
      for (const other of this.outbox.items) if (other.target === from) this.#retarget(other, to);
      this.#on.moved(from, to);
    }
    this.#listen();
    this.#on.known();
    await this.refresh(item.target).catch(() => {});
  }

  #retarget(item, to) {
    item.target = to;
    unsentIn(this.#storage).save(item);
  }

  #listen() {
    if (this.#stream) return;
    const heard = (name) => ["conversation", "erased"].includes(name) && this.#on.heard();
    this.#stream = new Stream({
      url: `${this.visitor.base}/events`,
      headers: () => this.visitor.headers(),
      onEvent: heard,
      onState: (state) => this.#connection(state),
      // Why it was refused, the next question is told.
      onRefused: () => this.#refused(),
    }).start();
  }

  async #refused() {
    this.#stream = null;
    await this.refresh(null).catch(() => {});
  }

  #connection(state) {
    this.#on.state(state);
    if (!state.live) return;
    this.#on.heard();
    this.outbox.flush();
  }

  /** The visitor was erased: nothing of theirs stays on this device, and nobody begins in their place. */
  async #erased() {
    await this.forget();
    this.#on.state({ live: true });
    this.#on.erased();
  }

  /** The server ended the session: what is unsent becomes the start of a new conversation. */
  #ended() {
    this.#stream?.stop();
    this.#stream = null;
    this.conversations = [];
    this.#parts.clear();
    this.#wanted.clear();
    this.#on.state({ live: true });
    const to = this.begin();
    for (const item of this.outbox.items) if (!isLocal(item.target)) this.#retarget(item, to);
    this.#on.ended(to);
    this.outbox.flush();
  }
}
