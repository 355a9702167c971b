// Leaving an address: asked for once something was written, as the workspace chose, and never of who can be reached.

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
  #left = "";

  /** on: left() when an address was taken. */
  constructor(visitor, on) {
    this.#visitor = visitor;
    get("leave").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#leave(on);
    });
  }

  /** Asks for it, or does not; what is being written into the form stays. */
  ask(wanted) {
    get("leave").hidden = !wanted;
  }

  async #leave(on) {
    const email = get("leave-email").value.trim();
    get("leave-problem").hidden = true;
    try {
      await this.#visitor.post("/email", { email });
      this.#left = email;
      get("leave-email").value = "";
      get("said").textContent = say(words.left, { email: this.#left });
      on.left();
    } catch (problem) {
      const why = problem instanceof Refused ? problem.message : words.refused;
      Object.assign(get("leave-problem"), { hidden: false, textContent: why });
    }
  }
}
