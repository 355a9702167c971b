// Leaving an address: asked for once something was written, as the workspace chose. In its place stands the one that was left, to be
// changed.

import { Refused } from "../live/outbox.js";
import { say, words } from "../live/words.js";

const get = (id) => document.getElementById(id);

/** Whether an address is asked for in a conversation: when who writes has written, or when nobody is there to answer at once. */
export function asks({ ask_email: when, reply_time: soon }, parts, here) {
  const own = ({ author }) => author.kind === "contact";
  if (when === "always") return parts.some(own);
  const quick = here && !here.away && soon === "minutes";
  return when === "away" && !quick && parts.length > 0 && own(parts.at(-1));
}

export class Address {
  #visitor;
  #email = null; // the one that was left
  #changes = false; // it is being changed

  /** on: left(email) when an address was taken. */
  constructor(visitor, on) {
    this.#visitor = visitor;
    get("leave").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#leave(on);
    });
    get("reached-change").addEventListener("click", () => this.#change());
  }

  /** Asks for it, or says which one was left; what is being written into the form stays. */
  ask(wanted, email) {
    this.#email = email;
    this.#changes &&= wanted && email !== null;
    get("leave").hidden = !wanted || (email !== null && !this.#changes);
    get("reached").hidden = !wanted || email === null || this.#changes;
    const text = email === null ? "" : say(words.reached, { email });
    if (get("reached-text").textContent !== text) get("reached-text").textContent = text;
  }

  /** Opens the form with the address that was left. */
  #change() {
    this.#changes = true;
    get("leave-email").value = this.#email;
    this.ask(true, this.#email);
    get("leave-email").focus();
    get("leave-email").select();
  }

  async #leave(on) {
    const email = get("leave-email").value.trim();
    get("leave-problem").hidden = true;
    try {
      if (email !== this.#email) await this.#visitor.post("/email", { email });
      this.#changes = false;
      get("leave-email").value = "";
      get("said").textContent = say(words.left, { email });
      on.left(email);
    } catch (problem) {
      const why = problem instanceof Refused ? problem.message : words.refused;
      Object.assign(get("leave-problem"), { hidden: false, textContent: why });
    }
  }
}
