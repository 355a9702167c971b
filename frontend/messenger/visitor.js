// The visitor: made with the first message and not before, remembered by a token, forgotten when the server says so.

import { refuse } from "../live/outbox.js";
import { words } from "../live/words.js";

export class Ended extends Error {}

export class Visitor {
  name = null;
  #base;
  #storage;
  #token = null;
  #onEnded;

  constructor(appId, storage, onEnded) {
    this.#base = `/messenger/${encodeURIComponent(appId)}`;
    this.#storage = storage;
    this.#onEnded = onEnded;
  }

  get known() {
    return this.#token !== null;
  }

  get base() {
    return this.#base;
  }

  headers() {
    return { Authorization: `Bearer ${this.#token}` };
  }

  async remember() {
    const kept = JSON.parse((await this.#storage.get("visitor")) ?? "null");
    this.#token = kept?.token ?? null;
    this.name = kept?.name ?? null;
    return this.known;
  }

  async forget() {
    this.#token = null;
    this.name = null;
    await this.#storage.remove("visitor");
  }

  /** Makes the visitor on the server unless another tab of this site has. */
  async introduce() {
    if (this.known || (await this.remember())) return;
    const response = await fetch(`${this.#base}/visitors`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (!response.ok) await refuse(response, words.refused);
    const { token, visitor } = await response.json();
    this.#token = token;
    this.name = visitor.name;
    await this.#storage.set("visitor", JSON.stringify({ token, name: visitor.name }));
  }

  async get(path) {
    const response = await this.#fetch(path, { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  async post(path, body) {
    const response = await this.#fetch(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    if (!response.ok) await refuse(response, words.refused);
    return response.json();
  }

  /** A file as an address this page can show. */
  async file(address) {
    const response = await fetch(address, { headers: this.headers() });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return URL.createObjectURL(await response.blob());
  }

  async #fetch(path, options) {
    const token = this.#token;
    const response = await fetch(this.#base + path, { ...options, headers: { ...options.headers, ...this.headers() } });
    if (response.status !== 401) return response;
    // Another request may have found out already and a new visitor may be there.
    if (this.#token === token) {
      const answer = await response.json().catch(() => null);
      await this.forget();
      this.#onEnded(answer?.errors?.[0]?.code === "erased");
    }
    throw new Ended("session ended");
  }
}
