// What was written and not yet acknowledged: sent in order, again and again under the same key, until the server has it.

import { backOff } from "./stream.js";

/** The server will not take this message however often it is sent; `message` says why. */
export class Refused extends Error {}

/** 32 hex digits; the server answers a repeated key as it did the first time. */
export function clientKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  items = [];
  #options;
  #running = false;
  #attempt = 0;
  #timer = 0;

  /** options: send(item), onSent(item, answer), onChange(), keep { save(item), remove(item) }; `save` answers false where not all of it is kept. */
  constructor(options) {
    this.#options = options;
  }

  /** Puts back what an earlier page left unsent; what it lost a part of is not sent. */
  restore(items) {
    const known = new Set(this.items.map((item) => item.key));
    this.items.push(...items.filter((item) => !known.has(item.key)).map((item) => ({ ...item, state: item.lost ? "failed" : "waiting" })));
    this.items.sort((one, other) => one.written - other.written);
    this.#options.onChange();
    this.flush();
  }

  add(item) {
    const kept = { ...item, state: "waiting" };
    this.items.push(kept);
    this.#keep(kept, item);
    this.#options.onChange();
    this.flush();
    return kept;
  }

  async #keep(kept, item) {
    if ((await this.#options.keep.save(item)) !== false) return;
    kept.unkept = true;
    this.#options.onChange();
  }

  again(key) {
    const item = this.items.find((one) => one.key === key);
    if (item) item.state = "waiting";
    this.flush();
  }

  discard(key) {
    const item = this.items.find((one) => one.key === key);
    if (!item) return;
    this.items = this.items.filter((one) => one !== item);
    this.#options.keep.remove(item);
    this.#options.onChange();
  }

  /** Sends what waits; called after writing, after reconnecting, and by the outbox itself after a failure. */
  async flush() {
    if (this.#running) return;
    clearTimeout(this.#timer);
    this.#running = true;
    try {
      let item;
      while ((item = this.items.find((one) => one.state === "waiting"))) {
        if (!(await this.#sendOne(item))) break;
      }
    } finally {
      this.#running = false;
    }
  }

  /** False when the connection failed and the rest has to wait. */
  async #sendOne(item) {
    item.state = "sending";
    this.#options.onChange();
    try {
      const answer = await this.#options.send(item);
      this.#attempt = 0;
      await this.#options.onSent(item, answer);
      this.discard(item.key);
      return true;
    } catch (problem) {
      if (problem instanceof Refused) {
        Object.assign(item, { state: "failed", reason: problem.message });
        this.#options.onChange();
        return true;
      }
      item.state = "waiting";
      this.#attempt += 1;
      this.#timer = setTimeout(() => this.flush(), backOff(this.#attempt));
      this.#options.onChange();
      return false;
    }
  }
}

/** Whether what failed with this status may work later. */
export const mayWorkLater = (status) => status >= 500 || [408, 425, 429].includes(status);

/** Reads a failed answer: throws `Refused` for what will never work, another error for what may work later. */
export async function refuse(response, fallback) {
  if (mayWorkLater(response.status)) throw new Error(`status ${response.status}`);
  const answer = await response.json().catch(() => null);
  throw new Refused(answer?.errors?.[0]?.message || fallback);
}
