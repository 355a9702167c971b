// What the page says that somebody did: told to the server as long as they are known here, and of nobody else.

import { clientKey, Outbox, Refused } from "../live/outbox.js";

const LATEST_S = 7 * 24 * 3600;
const MOST = 200;
const nameOf = (owner, { key, written }) => `did.${owner}.${String(written).padStart(15, "0")}.${key}`;

export class Events {
  #visitor;
  #storage;
  #outbox;
  #on;

  /** on: unknown() for an event of nobody, refused(reason) for one that is never kept. */
  constructor(visitor, storage, on) {
    this.#visitor = visitor;
    this.#storage = storage;
    this.#on = on;
    this.#outbox = new Outbox({
      keep: { save: (item) => storage.set(item.name, JSON.stringify(item)), remove: (item) => storage.remove(item.name) },
      send: (item) => this.#send(item),
      onSent: () => {},
      onChange: () => this.#drop(),
    });
  }

  /** Takes up what an earlier page left, of whoever is here. */
  async resume() {
    const { owner } = this.#visitor;
    if (owner === null) return;
    const names = await this.#storage.names(`did.${owner}.`);
    const kept = await Promise.all(names.map((name) => this.#storage.get(name)));
    if (owner === this.#visitor.owner) this.#outbox.restore(kept.filter(Boolean).map((entry) => JSON.parse(entry)));
  }

  /** Somebody else is here, or the `same` under another name. What other users left waiting goes. */
  async moved(same) {
    const { owner, verified } = this.#visitor;
    const waiting = same ? this.#outbox.items : [];
    this.#outbox.items = waiting;
    const goes = (name) => !name.startsWith(`did.${owner}.`) && (same || name.startsWith("did.user."));
    if (verified) for (const name of await this.#storage.names("did.")) if (goes(name)) await this.#storage.remove(name);
    for (const item of waiting) {
      Object.assign(item, { owner, name: nameOf(owner, item) });
      await this.#storage.set(item.name, JSON.stringify(item));
    }
    await this.resume();
  }

  /** Nobody is here any more of whom something is kept. */
  clear() {
    for (const { key } of [...this.#outbox.items]) this.#outbox.discard(key);
  }

  track({ name, metadata, at }) {
    const { owner } = this.#visitor;
    if (owner === null) return this.#on.unknown();
    if (this.#outbox.items.length >= MOST) return this.#on.refused("too many wait for the connection");
    const item = { key: clientKey(), event: name, metadata, written: at, owner };
    this.#outbox.add({ ...item, name: nameOf(owner, item) });
  }

  /** In the name of whoever did it, and of nobody else who is here meanwhile. */
  async #send({ key, event, metadata, written, owner }) {
    const ago = Math.max(0, Math.round((Date.now() - written) / 1000));
    if (this.#visitor.owner === null) throw new Refused("nobody is known here any more");
    if (ago > LATEST_S) throw new Refused("it was done more than seven days ago");
    return this.#visitor.post("/track", { name: event, metadata, client_key: key, seconds_ago: ago }, owner);
  }

  #drop() {
    for (const item of this.#outbox.items.filter(({ state }) => state === "failed")) {
      this.#on.refused(item.reason);
      this.#outbox.discard(item.key);
    }
  }
}
