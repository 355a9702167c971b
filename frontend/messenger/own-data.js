// "Your data": what is held, in which region, all of it to take away, whom to write to, and its end.

import { el } from "../live/element.js";
import { say, words } from "../live/words.js";

const get = (id) => document.getElementById(id);
const KNOWN = ["name", "email", "phone", "external_id"];
const COUNTED = ["conversations", "messages", "notes", "files", "sessions", "events"];

/** Whom to write to: where it is an address, a link to write there. */
const reached = (contact) => (/^[^\s@]+@[^\s@]+$/.test(contact) ? el("a", { href: `mailto:${contact.split("@").map(encodeURIComponent).join("@")}` }, contact) : contact);

export class OwnData {
  #visitor;
  #settings;

  /** on: erased(waits) after what is held was erased, or some of it waits for the law. */
  constructor(visitor, settings, on) {
    this.#visitor = visitor;
    this.#settings = settings;
    get("download").addEventListener("click", () => this.#download());
    get("erase").addEventListener("click", () => this.#ask(true));
    get("erase-no").addEventListener("click", () => this.#ask(false));
    get("erase-yes").addEventListener("click", () => this.#erase(on));
  }

  async show() {
    this.#ask(false);
    get("erase-failed").hidden = get("download-failed").hidden = true;
    // It may be of whoever was here before.
    for (const name of ["data-where", "data-known", "data-counts"]) get(name).replaceChildren();
    const data = await this.#visitor.get("/data").catch(() => null);
    if (!data) return;
    const region = words[`region_${data.region}`] ?? data.region;
    get("data-where").textContent = say(words.data_where, { workspace: this.#settings.workspace, region });
    const attributes = Object.entries(data.attributes).map(([name, value]) => [name, String(value)]);
    const known = [...KNOWN.filter((name) => data[name]).map((name) => [words[`held_${name}`], data[name]]), ...attributes];
    get("data-known").replaceChildren(...pairs(known));
    get("data-counts").replaceChildren(...pairs(COUNTED.map((name) => [words[`held_${name}`], String(data.held[name])])));
    const contact = this.#settings.data_contact;
    get("data-contact").hidden = !contact;
    const [before, after] = words.data_contact.split("{contact}");
    get("data-contact").replaceChildren(...(contact ? [before, reached(contact), after] : []));
  }

  /** Saves all of it as the archive that the server makes. */
  async #download() {
    const [button, failed] = [get("download"), get("download-failed")];
    failed.hidden = button.disabled = true;
    button.textContent = words.download_working;
    try {
      const address = await this.#visitor.file(`${this.#visitor.base}/data/export`);
      el("a", { href: address, download: "my-data.zip" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch {
      Object.assign(failed, { hidden: false, textContent: words.erase_failed });
    } finally {
      button.disabled = false;
      button.textContent = words.download;
      button.focus();
    }
  }

  #ask(sure) {
    get("erase").hidden = sure;
    get("erase-sure").hidden = !sure;
    if (sure) get("erase-no").focus();
  }

  async #erase(on) {
    for (const name of ["erase-yes", "erase-no"]) get(name).disabled = true;
    try {
      const { deferred } = await this.#visitor.post("/erase", {});
      await on.erased(deferred);
    } catch {
      Object.assign(get("erase-failed"), { hidden: false, textContent: words.erase_failed });
    } finally {
      for (const name of ["erase-yes", "erase-no"]) get(name).disabled = false;
      this.#ask(false);
    }
  }
}

const pairs = (list) => list.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)));
