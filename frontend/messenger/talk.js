// What the visitor has said and been told: conversations, their parts, the live connection, and the outbox.

import { clientKey, Outbox } from "../live/outbox.js";
import { Stream, backOff } from "../live/stream.js";
import { Visitor } from "./visitor.js";
import { alone, entriesOf, unsentIn } from "./unsent.js";

/** A conversation that the server has not seen yet. */
export const isLocal = (id) => id.startsWith("new-");

export class Talk {
  conversations = [];
  /** Whether an address is known, or nobody is to be reached. */
  reachable = true;
  #called = null;
  #parts = new Map();
  #states = new Map();
  #storage;
  #stream = null;
  #on;
  #keep;
  #asking = null;
  #askAgain = false;
  #turn = null;
  #listed = false;
  #wanted = new Set();

  /** on: changed(), heard(), state(connection), moved(from, to), known(), answered(), typing(id), seen(), gone(), ended(to), lapsed(), erased(). */
  constructor(appId, storage, on) {
    this.#on = on;
    this.#storage = storage;
    this.visitor = new Visitor(appId, storage, (erased) => (erased ? this.#erased() : this.#ended()));
    this.#keep = unsentIn(storage, () => (this.visitor.verified ? this.visitor.id : null));
    this.outbox = new Outbox({
      keep: this.#keep,
      send: (item) => this.#send(item),
      onSent: (item, answer) => this.#sent(item, answer),
      onChange: () => on.changed(),
    });
  }

  /** Takes up what an earlier page left, of a visitor. */
  async resume() {
    if (await this.visitor.remember()) this.#listen();
    this.outbox.restore(await this.#keep.load());
  }

  /** Becomes the user whom the page names, null where that is not proven; else who was here before. Tries again as long as nobody answers. */
  async enter(identity) {
    const turn = (this.#turn = Symbol("turn"));
    for (let tries = 0; ; tries += 1) {
      try {
        const before = await this.visitor.become(identity);
        if (before) await this.#begin(before);
        return before;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, backOff(tries)));
        if (this.#turn !== turn) return null;
      }
    }
  }

  /** Ends what `enter` still tries. */
  giveUp() {
    this.#turn = null;
  }

  /** Nobody in particular is there any more: on with the visitor of this device, if there is one. */
  async leave() {
    if (!this.visitor.verified) return;
    this.#clear();
    this.outbox.items = [];
    await this.resume();
    this.#on.changed();
  }

  /** As a user: with what is theirs, and nothing of whoever was here before. */
  async #begin({ same, verified }) {
    if (!same) {
      this.#clear();
      this.outbox.items = [];
    } else if (!verified) {
      for (const name of await this.#storage.names(entriesOf(null))) await this.#storage.remove(name);
      for (const item of this.outbox.items) this.#keep.save(item);
    }
    this.#stop();
    const own = entriesOf(this.visitor.id);
    for (const name of await this.#storage.names("user.")) if (!name.startsWith(own)) await this.#storage.remove(name);
    this.outbox.restore(await this.#keep.load());
    this.#listen();
    await this.refresh(null).catch(() => {});
  }

  #stop() {
    this.#stream?.stop();
    this.#stream = null;
  }

  #clear() {
    this.#stop();
    this.conversations = [];
    this.reachable = true;
    this.#called = null;
    this.#listed = false;
    this.#parts.clear();
    this.#states.clear();
    this.#wanted.clear();
  }

  /** What those who answer call whoever is here; null while nobody is. The page is not told: an address may be their name. */
  get called() {
    return this.visitor.name && (this.#called ?? this.visitor.name);
  }

  /** Another tab forgot the visitor: so does this one, and says so. A user is this tab's own. */
  async lookAgain() {
    if (this.visitor.verified || (await this.visitor.remember())) return false;
    this.#clear();
    this.outbox.items = [];
    return true;
  }

  /** They have had everything erased: here as after the server's word. */
  wasErased() {
    return this.#erased();
  }

  retry() {
    this.#stream?.retry();
    this.outbox.flush();
  }

  /** A name for a conversation that the server has not seen yet. */
  begin() {
    return `new-${clientKey()}`;
  }

  write(target, body, attachments, page = null) {
    this.outbox.add({ key: clientKey(), target, body, attachments, page, written: Date.now() });
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
      const { target, body, attachments, written } = item;
      const said = body ? { preview: body } : { preview: attachments[0]?.name, files: attachments.length };
      if (isLocal(target)) started.set(target, { id: target, ...said, updated_at: written * 1000, unread: 0 });
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
    for (const id of wanted) {
      // One that is not there any more is missing from the list too.
      await this.#askParts(id).catch((problem) => {
        if (problem.message !== "status 404") throw problem;
      });
    }
    const before = this.#unreadAt();
    const answer = await this.visitor.get("/conversations");
    this.conversations = answer.conversations;
    this.reachable = answer.reachable;
    this.#called = answer.called;
    this.#listed = true;
    if (before && [...this.#unreadAt()].some(([id, at]) => at > (before.get(id) ?? 0))) this.#on.answered();
    const there = new Set(this.conversations.map((conversation) => conversation.id));
    for (const id of this.#parts.keys()) if (!there.has(id)) this.#parts.delete(id);
    this.#on.changed();
  }

  /** When each unread conversation last changed; null before anything was listed. */
  #unreadAt() {
    return this.#listed ? new Map(this.conversations.filter(({ unread }) => unread).map(({ id, updated_at: at }) => [id, at])) : null;
  }

  async #askParts(id) {
    const parts = this.partsOf(id);
    const unread = this.conversations.some((one) => one.id === id && one.unread);
    const after = parts.at(-1)?.seq ?? -1;
    const answer = await this.visitor.get(`/conversations/${id}?after=${after}`);
    // Two answers may overlap: a part is taken once.
    const last = this.partsOf(id).at(-1)?.seq ?? -1;
    const taken = new Set(answer.redacted);
    const known = this.partsOf(id).map((part) => (taken.has(part.seq) ? { ...part, body: "", attachments: [], redacted: true } : part));
    this.#parts.set(id, [...known, ...answer.parts.filter((part) => part.seq > last)]);
    this.#states.set(id, answer.conversation.state);
    const answered = answer.parts.some((part) => part.seq > last && ["teammate", "other"].includes(part.author.kind));
    if (parts.length && answered) this.#on.answered();
    if (unread || answered) this.#on.seen();
  }

  /** Forgets whoever was here on this device, and ends their session. */
  async forget() {
    this.#stop();
    const ended = this.visitor.signOut();
    // The page may go at any moment, and whoever writes meanwhile is somebody else.
    await this.#wipe();
    await ended;
    this.#on.gone();
  }

  async #wipe() {
    this.#clear();
    this.outbox.items = [];
    for (const start of ["out.", "user.", "did."]) for (const name of await this.#storage.names(start)) await this.#storage.remove(name);
    await this.visitor.forget();
    this.#on.changed();
  }

  async #send(item) {
    const { key, target, body, attachments, page } = item;
    item.after = this.partsOf(target).at(-1)?.seq ?? -1;
    await alone(() => this.visitor.introduce());
    const path = isLocal(target) ? "/conversations" : `/conversations/${target}/messages`;
    return this.visitor.post(path, { body, client_key: key, attachments, ...(page?.url && isLocal(target) && { page }) });
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
    this.#keep.save(item);
  }

  #listen() {
    if (this.#stream) return;
    const heard = (name, data) => {
      if (name === "typing") this.#on.typing(String(JSON.parse(data).conversation));
      if (["conversation", "erased", "missed"].includes(name)) this.#on.heard();
    };
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
    await this.#wipe();
    this.#on.gone();
    this.#on.state({ live: true });
    this.#on.erased();
  }

  /** The server ended the session. A user has to be proven again; what a visitor has not sent begins a new conversation. */
  #ended() {
    this.#stop();
    this.#on.state({ live: true });
    if (this.visitor.verified) {
      this.#on.lapsed();
      return;
    }
    this.#clear();
    const to = this.begin();
    for (const item of this.outbox.items) if (!isLocal(item.target)) this.#retarget(item, to);
    this.#on.ended(to);
    this.outbox.flush();
  }
}
