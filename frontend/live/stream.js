// A live connection: server-sent events read by fetch (so that it can carry a header), with back-off and a countdown.

const SILENCE_MS = 45_000; // the server sends a comment every 15 s
const LONGEST_MS = 30_000;

/** How long to wait before try number `attempt` (from 0); a fifth is chance, so that not everyone returns at once. */
export function backOff(attempt) {
  const wait = attempt === 0 ? 300 : Math.min(LONGEST_MS, 1000 * 2 ** (attempt - 1));
  return wait * (0.9 + Math.random() * 0.2);
}

export class Stream {
  #options;
  #attempt = 0;
  #controller = null;
  #timer = 0;
  #ended = false;

  /** options: url, headers() -> object, onEvent(name, data), onState({live, attempt, retryAt}), onRefused(status). */
  constructor(options) {
    this.#options = options;
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.#controller?.abort());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  start() {
    if (!this.#controller && !this.#ended) this.#connect();
    return this;
  }

  /** Tries at once when it is waiting. */
  retry() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  stop() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#controller?.abort();
  }

  async #connect() {
    this.#timer = 0;
    this.#controller = new AbortController();
    if (this.#attempt > 0) this.#options.onState({ live: false, attempt: this.#attempt, retryAt: null });
    try {
      const response = await fetch(this.#options.url, {
        headers: { Accept: "text/event-stream", ...this.#options.headers?.() },
        cache: "no-store",
        redirect: "manual",
        signal: this.#controller.signal,
      });
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        this.#ended = true;
        this.#options.onRefused(response.status);
        return;
      }
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
      this.#attempt = 0;
      this.#options.onState({ live: true, attempt: 0, retryAt: null });
      await this.#read(response.body.getReader());
    } catch {
      // Lost: tried again below.
    }
    this.#controller.abort();
    if (!this.#ended) this.#wait();
  }

  #wait() {
    const wait = backOff(this.#attempt);
    this.#options.onState({ live: false, attempt: this.#attempt, retryAt: Date.now() + wait });
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  async #read(reader) {
    const parser = new EventParser((name, data) => this.#options.onEvent(name, data));
    const decoder = new TextDecoder();
    for (;;) {
      const silence = setTimeout(() => this.#controller.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      parser.take(decoder.decode(value, { stream: true }));
    }
  }
}

/** Splits the text of a stream into events (WHATWG HTML, 9.2.6); ids and retry fields are not used. */
export class EventParser {
  #rest = "";
  #name = "message";
  #data = [];
  #onEvent;

  constructor(onEvent) {
    this.#onEvent = onEvent;
  }

  take(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) this.#line(line);
  }

  #line(line) {
    if (line === "") {
      if (this.#data.length) this.#onEvent(this.#name, this.#data.join("\n"));
      this.#name = "message";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#name = value;
    if (field === "data") this.#data.push(value);
  }
}
