// The console's pages: times in the reader's own zone, copying, and buttons that appear when there is something to save.

import { localise } from "../live/times.js";

document.body.classList.add("scripted");
localise(document);

const said = document.getElementById("said");

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector("span");
  const usual = label.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      label.textContent = said.textContent = button.dataset.copied;
      setTimeout(() => (label.textContent = usual), 2000);
    } catch {
      // Without leave to write to the clipboard the text is selected, so that a key copies it.
      getSelection().selectAllChildren(source);
    }
  });
}

for (const form of document.querySelectorAll("form.quick")) {
  form.addEventListener("change", () => {
    const changed = [...form.querySelectorAll("select")].some((select) => !select.selectedOptions[0].defaultSelected);
    form.classList.toggle("changed", changed);
  });
}
