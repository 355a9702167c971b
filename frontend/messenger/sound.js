// Two soft notes when an answer comes: for who asked for them, or wherever the workspace has them until somebody asks otherwise.

import { chime } from "../live/chime.js";
import { words } from "../live/words.js";

const NAME = "sound";

/** Says on the button what it does: the other of how it is. */
export function label(button, on) {
  button.dataset.on = String(on);
  button.textContent = on ? words.turn_sound_off : words.turn_sound_on;
}

export class Sound {
  #on;
  #storage;
  #button;

  /** usual: how it is where nobody chose. */
  constructor(storage, button, usual) {
    this.#storage = storage;
    this.#button = button;
    this.#on = usual;
    button.addEventListener("click", () => this.#choose(!this.#on));
  }

  async remember() {
    const chosen = await this.#storage.get(NAME);
    if (chosen) this.#on = chosen === "on";
    label(this.#button, this.#on);
  }

  /** A choice is kept, also one for how it is anyway: the workspace may change that. */
  async #choose(on) {
    this.#on = on;
    label(this.#button, on);
    this.play();
    await this.#storage.set(NAME, on ? "on" : "off");
  }

  /** Forgets what was chosen on this device. */
  forget() {
    return this.#storage.remove(NAME);
  }

  play() {
    if (this.#on) chime();
  }
}
