// The messenger in the console's preview: as the settings say and as they are being typed; nothing in it acts.

import { block, say, words } from "../live/words.js";
import { asks } from "../messenger/address.js";
import { drawConversation } from "../messenger/conversation.js";
import { paint } from "../messenger/look.js";
import { presence } from "../messenger/presence.js";
import { label } from "../messenger/sound.js";

const get = (id) => document.getElementById(id);
const since = Date.now() * 1000;

function show(told) {
  paint(told.colour);
  const now = presence(told);
  get("presence").hidden = !now;
  get("presence").classList.toggle("away", now?.away ?? false);
  get("presence-text").textContent = now?.text ?? "";
  label(get("sound"), told.sound);
  return now;
}

/** What a visitor has said, as the messenger shows it to them. */
function converse({ said, ...told }, now) {
  const team = told.team_name || say(words.team, { workspace: told.workspace });
  const parts = [{ seq: 0, at: since, author: { kind: "contact", name: "" }, body: said }];
  get("title").textContent = team;
  get("leave").hidden = !asks(told, parts, now);
  drawConversation({ parts, unsent: [], earlier: false }, team, {});
}

show(block("settings"));

addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin) return;
  get("greeting").textContent = data.greeting || words.greeting;
  get("team").textContent = data.team_name || data.workspace;
  converse(data, show(data));
  get("home").hidden = data.view !== "home";
  get("conversation").hidden = data.view !== "conversation";
});
