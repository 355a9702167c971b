// Two soft notes when an answer comes: made by the browser, without a file, and only for who asked for them.

import { words } from "../live/words.js";

const NAME = "sound";

export class Sound {
  #on = false;
  #context = null;
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
    if (!this.#on || !window.AudioContext) return;
    this.#context ??= new AudioContext();
    // Browsers let nothing sound before the first click; then it is silent, and no error.
    this.#context.resume().then(() => [660, 880].forEach((pitch, at) => this.#note(pitch, at * 0.12)), () => {});
  }

  #note(pitch, after) {
    const [voice, volume] = [this.#context.createOscillator(), this.#context.createGain()];
    const begin = this.#context.currentTime + after;
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(0.12, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.28);
    voice.connect(volume).connect(this.#context.destination);
    voice.start(begin);
    voice.stop(begin + 0.3);
  }
}
