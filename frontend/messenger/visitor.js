// The visitor: made with the first message and not before, remembered by a token, forgotten when the server says so.

import { mayWorkLater, refuse } from "../live/outbox.js";
import { words } from "../live/words.js";

/** What is posted; refusals are said in the page's language, which may not be the browser's. */
const JSON_IN_OUR_LANGUAGE = { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang };

export class Ended extends Error {}

/** What an answer says of the erasure of what was held of the visitor: that it is over, that some of it waits, or null for nothing. */
async function erased(response) {
  const answer = await response.json().catch(() => null);
  return { erased: { waits: false }, erasure_waits: { waits: true } }[answer?.errors?.[0]?.code] ?? null;
}

export class Visitor {
  name = null;
  id = null;
  /** Whether this is a user whom the page has proven; they are kept in memory alone. */
  verified = false;
  /** Whether the browser keeps nothing of a visitor: they end with the page. */
  unkept = false;
  #base;
  #storage;
  #token = null;
  #onEnded;
  #asked = new Set(); // what is asked and has no answer yet
  #leaving = new AbortController(); // ends that, where whoever asks leaves
  #becoming = null;

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

  get who() {
    return this.known ? { id: this.id, name: this.name, verified: this.verified } : null;
  }

  /** Whose what waits here is: a visitor's, or a user's also while their session has ended; null for nobody. */
  get owner() {
    return this.known || this.verified ? `${this.verified ? "user" : "visitor"}.${this.id}` : null;
  }

  headers() {
    return { Authorization: `Bearer ${this.#token}` };
  }

  async remember() {
    const kept = await this.#kept();
    this.#be(kept?.token ?? null, { id: kept?.id ?? null, name: kept?.name ?? null }, false);
    return this.known;
  }

  async #kept() {
    return JSON.parse((await this.#storage.get("visitor")) ?? "null");
  }

  #be(token, { id, name }, verified) {
    this.#token = token;
    this.id = id;
    this.name = name;
    this.verified = verified;
  }

  async forget() {
    this.#be(null, { id: null, name: null }, false);
    await this.#storage.remove("visitor");
  }

  /** Ends the session here at once, with what is asked in it, and on the server; waits for that as long as a page can be kept waiting. */
  async signOut() {
    if (!this.known) return;
    const options = { method: "POST", headers: this.headers(), keepalive: true, signal: AbortSignal.timeout(2000) };
    this.lapse();
    this.#leaving.abort();
    this.#leaving = new AbortController();
    await fetch(`${this.#base}/sign-out`, options).catch(() => {});
  }

  /** A user's session ended: nothing is sent until the page proves again who is there. */
  lapse() {
    this.#token = null;
  }

  /** Becomes the user whom the page names, null where the server does not find it proven, or cannot read it; else who was here before: themselves
   * (`same`), and already proven (`verified`); and whether attributes are taken that nobody signed. What a visitor wrote on this device goes along. */
  become(identity) {
    const work = this.#become(identity);
    this.#becoming = work.catch(() => {});
    return work.finally(() => (this.#becoming = null));
  }

  /** What was asked as the visitor is answered first: their session may end with this. */
  async #become(identity) {
    await Promise.allSettled(this.#asked);
    const { id, verified } = this;
    const kept = await this.#kept();
    const response = await fetch(`${this.#base}/identify`, {
      method: "POST",
      headers: JSON_IN_OUR_LANGUAGE,
      body: JSON.stringify({ ...identity, visitor: kept?.token }),
    });
    if (mayWorkLater(response.status)) throw new Error(`status ${response.status}`);
    if (!response.ok) return null;
    const { token, visitor, took_visitor: took, takes_unsigned: unsigned } = await response.json();
    this.#be(token, visitor, true);
    const same = took || id === visitor.id;
    if (took || kept?.id === visitor.id) await this.#storage.remove("visitor");
    return { same, verified, unsigned };
  }

  /** Makes the visitor on the server unless another tab of this site has. */
  async introduce() {
    await this.#becoming;
    if (!this.known) await this.#ask(this.#introduce());
  }

  async #introduce() {
    if (this.verified) throw new Error("the page has to prove again who is there");
    if (await this.remember()) return;
    const response = await fetch(`${this.#base}/visitors`, { method: "POST", headers: JSON_IN_OUR_LANGUAGE, body: "{}" });
    if (!response.ok) await refuse(response, words.refused);
    const { token, visitor } = await response.json();
    this.#be(token, visitor, false);
    this.unkept = !(await this.#storage.set("visitor", JSON.stringify({ token, id: visitor.id, name: visitor.name })));
  }

  async get(path) {
    const response = await this.#fetch(path, { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  /** `as`: whose this is; it is not sent in anybody else's name. */
  async post(path, body, as = null) {
    const response = await this.#fetch(path, { method: "POST", body: JSON.stringify(body), headers: JSON_IN_OUR_LANGUAGE }, as);
    if (!response.ok) await refuse(response, words.refused);
    return response.status === 204 ? null : response.json();
  }

  /** A file as an address this page can show. */
  async file(address) {
    const response = await fetch(address, { headers: this.headers(), signal: this.#leaving.signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return URL.createObjectURL(await response.blob());
  }

  #ask(work) {
    this.#asked.add(work);
    return work.finally(() => this.#asked.delete(work));
  }

  async #fetch(path, options, as = null) {
    await this.#becoming;
    if (as !== null && as !== this.owner) throw new Ended("somebody else is here");
    const token = this.#token;
    if (token === null) throw new Ended("nobody is there");
    const given = { ...options, headers: { ...options.headers, ...this.headers() }, signal: this.#leaving.signal };
    const response = await this.#ask(fetch(this.#base + path, given));
    // What is answered after the session ended is for nobody.
    if (this.#token === null) throw new Ended("session ended");
    if (response.status !== 401) return response;
    // Another request may have found out already and a new visitor may be there.
    if (this.#token === token) {
      const gone = await erased(response);
      if (this.verified && !gone) this.lapse();
      else await this.forget();
      await this.#onEnded(gone);
    }
    throw new Ended("session ended");
  }
}
