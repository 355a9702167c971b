// What the page says that somebody did: told to the server as long as they are known here, and of nobody else.

import { clientKey, Outbox, Refused } from "../live/outbox.js";

const LATEST_S = 7 * 24 * 3600;
const MOST = 200;

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
    const names = await this.#storage.names(this.#prefix());
    const kept = await Promise.all(names.map((name) => this.#storage.get(name)));
    this.#outbox.restore(kept.filter(Boolean).map((entry) => JSON.parse(entry)));
  }

  /** Somebody else is here, or the `same` under another name. What other users left waiting goes. */
  async moved(same) {
    if (!same) this.#outbox.items = [];
    const goes = (name) => name.startsWith("did.user.") || same;
    const others = (await this.#storage.names("did.")).filter((name) => !name.startsWith(this.#prefix()) && goes(name));
    if (this.#visitor.verified) for (const name of others) await this.#storage.remove(name);
    for (const item of this.#outbox.items) {
      item.name = this.#name(item);
      await this.#storage.set(item.name, JSON.stringify(item));
    }
    await this.resume();
  }

  clear() {
    this.#outbox.items = [];
  }

  track({ name, metadata, at }) {
    if (!this.#someone) return this.#on.unknown();
    if (this.#outbox.items.length >= MOST) return this.#on.refused("too many wait for the connection");
    const item = { key: clientKey(), event: name, metadata, written: at };
    this.#outbox.add({ ...item, name: this.#name(item) });
  }

  /** A user whose session has ended may be proven again. */
  get #someone() {
    return this.#visitor.known || this.#visitor.verified;
  }

  #prefix() {
    return this.#visitor.verified ? `did.user.${this.#visitor.id}.` : "did.visitor.";
  }

  #name({ key, written }) {
    return `${this.#prefix()}${String(written).padStart(15, "0")}.${key}`;
  }

  async #send({ key, event, metadata, written }) {
    const ago = Math.max(0, Math.round((Date.now() - written) / 1000));
    if (!this.#someone) throw new Refused("nobody is known here any more");
    if (ago > LATEST_S) throw new Refused("it was done more than seven days ago");
    return this.#visitor.post("/track", { name: event, metadata, client_key: key, seconds_ago: ago });
  }

  #drop() {
    for (const item of this.#outbox.items.filter(({ state }) => state === "failed")) {
      this.#on.refused(item.reason);
      this.#outbox.discard(item.key);
    }
  }
}
