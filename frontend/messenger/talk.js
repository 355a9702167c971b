// What the visitor has said and been told: conversations, their parts, the live connection, and the outbox.

import { placeOf } from "../live/files.js";
import { clientKey, Outbox } from "../live/outbox.js";
import { Stream, backOff } from "../live/stream.js";
import { Visitor } from "./visitor.js";
import { alone, entriesOf, unsentIn } from "./unsent.js";

const ofTeam = ({ author }) => ["teammate", "system"].includes(author.kind);

/** A conversation that the server has not seen yet. */
export const isLocal = (id) => id.startsWith("new-");

export class Talk {
  conversations = [];
  /** Whether an address is known, or nobody is to be reached. */
  reachable = true;
  /** The address that they have left, null where there is none. */
  email = null;
  /** Whether there are older conversations than those that are listed. */
  goesOn = false;
  #threads = new Map(); // by conversation: its parts, oldest first, its state, whether a teammate has seen all, and whether there are earlier ones
  #pages = 1; // of the list
  #called = null;
  #storage;
  #stream = null;
  #on;
  #keep;
  #asking = null;
  #askAgain = false;
  #turn = null;
  #listed = false;
  #wanted = new Set();
  #earlier = new Set(); // the conversations of which earlier parts are wanted
  #since = 0; // when a user's proof ended
  #renewing = Promise.resolve(); // links to files that have ended, one after the other

  /** on: changed(), heard(), state(connection), moved(from, to), known(), answered(), typing(id), looking(id), seen(), gone(), ended(to), lapsed(), erased(waits). */
  constructor(appId, storage, on) {
    this.#on = on;
    this.#storage = storage;
    this.visitor = new Visitor(appId, storage, (erased) => (erased ? this.#erased(erased.waits) : this.#ended()));
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
    this.email = null;
    this.#called = null;
    this.#listed = false;
    this.goesOn = false;
    this.#pages = 1;
    for (const kept of [this.#threads, this.#wanted, this.#earlier]) kept.clear();
  }

  /** What those who answer call whoever is here; null while nobody is. The page is not told: an address may be their name. */
  get called() {
    return this.visitor.known ? (this.#called ?? this.visitor.name) : null;
  }

  /** Another tab forgot the visitor: so does this one, and says so. A user is this tab's own. */
  async lookAgain() {
    if (this.visitor.verified || (await this.visitor.remember())) return false;
    this.#clear();
    this.outbox.items = [];
    return true;
  }

  /** They have had everything erased, or noted that some of it `waits`: here as after the server's word. */
  wasErased(waits) {
    return this.#erased(waits);
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
    return this.#threads.get(id)?.parts ?? [];
  }

  stateOf(id) {
    return this.#threads.get(id)?.state ?? "open";
  }

  /** Whether a teammate has seen all that was written. */
  isSeen(id) {
    return this.#threads.get(id)?.seen ?? false;
  }

  /** Whether more was said before what is known of a conversation. */
  beginsEarlier(id) {
    return this.#threads.get(id)?.earlier ?? false;
  }

  /** Whether a conversation is there, listed or not. */
  has(id) {
    return this.#threads.has(id) || this.all().some((one) => one.id === id) || this.outbox.items.some(({ target }) => target === id);
  }

  unsentOf(id) {
    return this.outbox.items.filter((item) => item.target === id && !this.#arrived(item));
  }

  /** Whether the server's part of a message is here before the answer to its sending: it is shown once. */
  #arrived({ target, state, seq, after, body }) {
    const own = (part) => state === "sending" && part.seq > after && part.author.kind === "contact" && part.body === body;
    return this.partsOf(target).some((part) => part.seq === seq || own(part));
  }

  /** Whether whoever was proven is not any more: nothing of theirs is shown until they are again. */
  get lapsed() {
    return this.visitor.verified && !this.visitor.known;
  }

  /** The server's conversations, and those that wait to be started. */
  all() {
    const started = new Map();
    for (const item of this.outbox.items) {
      const { target, body, attachments, written } = item;
      if (this.lapsed && written < this.#since) continue;
      const said = body ? { preview: body } : { preview: attachments[0]?.name, files: attachments.length };
      if (isLocal(target)) started.set(target, { id: target, ...said, updated_at: written * 1000, unread: 0 });
    }
    return [...started.values(), ...this.conversations];
  }

  get unread() {
    return this.conversations.reduce((sum, conversation) => sum + Number(conversation.unread || 0), 0);
  }

  /** A file of a part as an address this page can show. Where its link has ended the part is read again, and with it a new one. */
  async file(id, seq, url) {
    const link = this.#linkTo(id, seq, url);
    try {
      return await this.visitor.file(link);
    } catch {
      // Others of the same page may have been renewed meanwhile.
      const renew = () => this.#linkTo(id, seq, url) === link && this.#readAgain(id, seq);
      await (this.#renewing = this.#renewing.then(renew).catch(() => {}));
      return this.visitor.file(this.#linkTo(id, seq, url));
    }
  }

  #linkTo(id, seq, url) {
    const { attachments = [] } = this.partsOf(id).find((part) => part.seq === seq) ?? {};
    return attachments.find((file) => placeOf(file.url) === placeOf(url))?.url ?? url;
  }

  /** Takes the page of parts up to one as it is now. */
  async #readAgain(id, seq) {
    const answer = await this.visitor.get(`/conversations/${id}?before=${seq + 1}`);
    const now = new Map(answer.parts.map((part) => [part.seq, part]));
    const thread = this.#threads.get(id);
    if (thread) this.#threads.set(id, { ...thread, parts: thread.parts.map((part) => now.get(part.seq) ?? part) });
  }

  /** Asks for what was said before what is known of a conversation. */
  earlier(id) {
    this.#earlier.add(id);
    return this.refresh(id);
  }

  /** Asks for older conversations than those that are listed. */
  older() {
    this.#pages += 1;
    return this.refresh(null);
  }

  /** Asks the server what is new; `seen` is the conversation on screen. Calls during a call are one call after it, which each of them awaits. */
  async refresh(seen) {
    if (!this.visitor.known) return;
    if (seen && !isLocal(seen)) this.#wanted.add(seen);
    this.#askAgain = true;
    await (this.#asking ??= this.#askAll());
  }

  async #askAll() {
    try {
      while (this.#askAgain) {
        this.#askAgain = false;
        await this.#ask();
      }
    } finally {
      this.#asking = null;
    }
  }

  /** Each conversation that was on screen since the last time, then the list. One that is not there any more is on no screen. */
  async #ask() {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const id of wanted) {
      await this.#askParts(id).catch((problem) => {
        if (problem.message !== "status 404") throw problem;
        this.#threads.delete(id);
      });
    }
    const before = this.#unreadAt();
    await this.#askList();
    if (before && [...this.#unreadAt()].some(([id, at]) => at > (before.get(id) ?? 0))) this.#on.answered();
    this.#on.changed();
  }

  /** As many pages as were asked for. What moves to the front meanwhile is told again, and is not listed twice. */
  async #askList() {
    const first = await this.visitor.get("/conversations");
    const listed = new Map(first.conversations.map((one) => [one.id, one]));
    let { next } = first;
    for (let page = 1; next && page < this.#pages; page += 1) {
      const answer = await this.visitor.get(`/conversations?after=${next}`);
      for (const one of answer.conversations) if (!listed.has(one.id)) listed.set(one.id, one);
      ({ next } = answer);
    }
    this.conversations = [...listed.values()];
    this.reachable = first.reachable;
    this.email = first.email;
    this.#called = first.called;
    this.goesOn = Boolean(next);
    this.#listed = true;
    // One that is not listed may be an older one.
    if (!next) for (const id of this.#threads.keys()) if (!listed.has(id)) this.#threads.delete(id);
  }

  /** When each unread conversation last changed; null before anything was listed. */
  #unreadAt() {
    return this.#listed ? new Map(this.conversations.filter(({ unread }) => unread).map(({ id, updated_at: at }) => [id, at])) : null;
  }

  /** What is new in a conversation, page after page; of one that was not looked at yet, the newest page. */
  async #askParts(id) {
    if (this.#earlier.has(id)) await this.#askEarlier(id);
    const unread = this.conversations.some((one) => one.id === id && one.unread);
    const looked = this.#threads.has(id);
    let answered = false;
    for (let goesOn = true; goesOn; ) {
      const known = this.partsOf(id).at(-1)?.seq ?? -1;
      const answer = await this.visitor.get(`/conversations/${id}?after=${known}`);
      answered = this.#take(id, answer) || answered;
      goesOn = known >= 0 && answer.more;
    }
    if (looked && answered) this.#on.answered();
    if (unread || answered) await this.#see(id);
  }

  /** Draws what came, and tells that it was seen, where somebody looks at it now; else it stays unread. */
  async #see(id) {
    this.#on.changed();
    const { seq } = this.partsOf(id).findLast(ofTeam) ?? {};
    if (seq === undefined || !this.#on.looking(id)) return;
    // Where that is not heard, the list says that it is unread, and it is told with the next look.
    await this.visitor.post(`/conversations/${id}/read`, { seq }).then(() => this.#on.seen(), () => {});
  }

  /** Adds what is new in an answer, and takes out what was removed; whether somebody else wrote any of it. */
  #take(id, { conversation, parts, redacted, more }) {
    const last = this.partsOf(id).at(-1)?.seq ?? -1;
    const taken = new Set(redacted);
    const known = this.partsOf(id).map((part) => (taken.has(part.seq) ? { ...part, body: "", attachments: [], redacted: true } : part));
    // Two answers may overlap: a part is taken once.
    const fresh = parts.filter((part) => part.seq > last);
    const { state, seen } = conversation;
    this.#threads.set(id, { parts: [...known, ...fresh], state, seen, earlier: last < 0 ? more : this.beginsEarlier(id) });
    return fresh.some((part) => ["teammate", "other"].includes(part.author.kind));
  }

  async #askEarlier(id) {
    const first = this.partsOf(id)[0]?.seq;
    const answer = this.beginsEarlier(id) ? await this.visitor.get(`/conversations/${id}?before=${first}`) : null;
    this.#earlier.delete(id);
    const thread = this.#threads.get(id);
    if (answer && thread) this.#threads.set(id, { ...thread, parts: [...answer.parts, ...thread.parts], earlier: answer.more });
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
      if (["conversation", "erased", "marked", "missed"].includes(name)) this.#on.heard();
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
  async #erased(waits) {
    await this.#wipe();
    this.#on.gone();
    this.#on.state({ live: true });
    this.#on.erased(waits);
  }

  /** The server ended the session. A user has to be proven again; what a visitor has not sent begins a new conversation. */
  #ended() {
    this.#clear();
    this.#on.state({ live: true });
    if (this.visitor.verified) {
      this.#since = Date.now();
      this.#on.lapsed();
      return;
    }
    const to = this.begin();
    for (const item of this.outbox.items) if (!isLocal(item.target)) this.#retarget(item, to);
    this.#on.ended(to);
    this.outbox.flush();
  }
}
