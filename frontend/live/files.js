// Files chosen to go with a message: by the button, by paste, by drop; as many and as large as the server takes.

import { el, icon } from "./element.js";
import { say, words } from "./words.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const [MOST, FILE_BYTES, ALL_BYTES] = [10, 10 * 1024 * 1024, 20 * 1024 * 1024];
const fitting = (files) => files.length <= MOST && files.every(({ size }) => size <= FILE_BYTES) && files.reduce((sum, { size }) => sum + size, 0) <= ALL_BYTES;

export class ChosenFiles {
  files = [];
  #list = document.getElementById("chosen");
  #onProblem;

  constructor(form, onProblem) {
    this.#onProblem = onProblem;
    const input = form.querySelector("#files");
    input.addEventListener("change", () => {
      this.add([...input.files]);
      input.value = "";
    });
    form.addEventListener("paste", (event) => this.add([...(event.clipboardData?.files ?? [])]));
    // Beside the form a browser would leave the page for the file.
    const area = form.parentElement;
    area.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    area.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
  }

  /** Adds them where all of them fit; whether they do. */
  add(files) {
    const all = [...this.files, ...files];
    const fit = fitting(all);
    if (fit) this.files = all;
    this.#draw();
    if (!fit) this.#onProblem(words.too_large);
    return fit;
  }

  /** The files, and none chosen after. */
  take() {
    const files = this.files;
    this.files = [];
    this.#draw();
    return files;
  }

  #draw() {
    this.#list.hidden = !this.files.length;
    this.#list.replaceChildren(...this.files.map((file) => this.#chip(file)));
    this.#list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** A picture is shown as it is; everything else by its name. */
  #picture(file) {
    if (!PICTURES.has(file.type)) return icon("file");
    const address = URL.createObjectURL(file);
    const free = () => URL.revokeObjectURL(address);
    return el("img", { src: address, alt: "", load: free, error: free });
  }

  #chip(file) {
    const remove = () => {
      this.files = this.files.filter((one) => one !== file);
      this.#draw();
    };
    const label = say(words.remove_file, { name: file.name });
    return el("li", { class: "file" }, this.#picture(file), el("span", { class: "file-name" }, file.name), el("button", { type: "button", "aria-label": label, click: remove }, "×"));
  }
}

/** Where a file is, as long as it is there; the rest of a link to it ends after a while. */
export const placeOf = (link) => link.split("?")[0];

/** A size as the server writes it. */
export function sizeName(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(Math.floor(bytes / 100_000) / 10).toFixed(1)} MB`;
}
