// The messenger in the console's preview: as the settings say and as they are being typed; nothing in it acts.

import { block } from "../live/words.js";
import { paint } from "../messenger/look.js";
import { presence } from "../messenger/presence.js";

const get = (id) => document.getElementById(id);

function show(told) {
  paint(told.colour);
  const now = presence(told);
  get("presence").hidden = !now;
  get("presence").classList.toggle("away", now?.away ?? false);
  get("presence-text").textContent = now?.text ?? "";
}

show(block("settings"));

addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin) return;
  show(data);
  get("greeting").textContent = data.greeting;
});
