// The thin line that says the connection is lost, when it is tried again, and what waits.

import { el } from "./element.js";
import { say, words } from "./words.js";

export class Line {
  #line = document.getElementById("line");
  #state = { live: true };
  #waiting = 0;
  #text = el("span");
  #button;
  #shown = "";

  constructor(retry) {
    // It stays while the seconds are counted: whoever is about to press it finds it under their hand.
    this.#button = el("button", { type: "button", hidden: true, click: retry }, words.try_now);
    this.#line.append(this.#text, this.#button);
    setInterval(() => this.#draw(), 1000);
  }

  /** The connection's state as `Stream` reports it. */
  state(state) {
    this.#state = state;
    this.#draw();
  }

  /** How many messages wait to be sent. */
  waiting(count) {
    this.#waiting = count;
    this.#draw();
  }

  #draw() {
    const { live, attempt, retryAt } = this.#state;
    // The first try again is at once: a blink is not worth a line.
    const lost = !live && (attempt > 0 || !navigator.onLine);
    const seconds = retryAt ? Math.max(1, Math.ceil((retryAt - Date.now()) / 1000)) : 0;
    const text = lost ? (seconds ? say(words.offline, { seconds }) : words.trying) : "";
    const queue = lost && this.#waiting ? this.#queueText() : "";
    if (`${text}${queue}` === this.#shown) return;
    this.#shown = `${text}${queue}`;
    this.#line.hidden = !lost;
    // A countdown read aloud every second would drown everything else.
    this.#line.setAttribute("aria-live", seconds ? "off" : "polite");
    this.#text.textContent = queue ? `${text} ${queue}` : text;
    this.#button.hidden = !seconds && this.#button !== document.activeElement;
  }

  #queueText() {
    if (!words.queued) return "";
    return this.#waiting === 1 ? words.queued_one : say(words.queued, { count: this.#waiting });
  }
}
