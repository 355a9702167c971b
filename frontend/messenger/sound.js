// Two soft notes when an answer comes, only for who asked for them.

import { chime } from "../live/chime.js";
import { words } from "../live/words.js";

const NAME = "sound";

export class Sound {
  #on = false;
  #storage;
  #button;

  constructor(storage, button) {
    this.#storage = storage;
    this.#button = button;
    button.addEventListener("click", () => this.#choose(!this.#on));
  }

  async remember() {
    this.#on = (await this.#storage.get(NAME)) === "on";
    this.#draw();
  }

  /** A choice is kept; silence, which is how it begins, is kept by keeping nothing. */
  async #choose(on) {
    this.#on = on;
    this.#draw();
    if (on) {
      this.play();
      await this.#storage.set(NAME, "on");
    } else {
      await this.#storage.remove(NAME);
    }
  }

  #draw() {
    this.#button.setAttribute("aria-pressed", String(this.#on));
    this.#button.textContent = this.#on ? words.sound_on : words.sound_off;
  }

  play() {
    if (this.#on) chime();
  }
}
