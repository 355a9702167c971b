// Somebody is writing: said at most every few seconds, and shown until they stop. Nothing of what is written is told.

const EVERY_MS = 4000;
const SHOWN_MS = 6000;

/** Calls `send(id)` for what is being written, but not at every key. */
export class Telling {
  #send;
  #at = new Map();

  constructor(send) {
    this.#send = send;
  }

  written(id) {
    const now = Date.now();
    if (now - (this.#at.get(id) ?? 0) < EVERY_MS) return;
    this.#at.set(id, now);
    this.#send(id).catch(() => {});
  }

  /** What was written is sent: the next key is told at once. */
  sent(id) {
    this.#at.delete(id);
  }
}

/** Whose conversation somebody is writing in right now; calls `draw()` when that changes. */
export class Hearing {
  #draw;
  #until = new Map();

  constructor(draw) {
    this.#draw = draw;
  }

  heard(id) {
    this.#until.set(id, Date.now() + SHOWN_MS);
    setTimeout(() => this.#draw(), SHOWN_MS + 50);
    this.#draw();
  }

  /** They have sent it. */
  arrived(id) {
    if (this.#until.delete(id)) this.#draw();
  }

  in(id) {
    return (this.#until.get(id) ?? 0) > Date.now();
  }
}
