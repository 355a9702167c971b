// What stands around list and conversation and was drawn when the page was loaded: the folders, and what tags and teammates are
// called. It is asked for anew where something is named that is not there yet.

import { paced } from "../live/paced.js";
import { placeOf } from "./place.js";
import { fragment, session } from "./session.js";

/** Asks for it anew, but not again at once for a name that is nowhere; "around" is dispatched when it is there. */
export const renewAround = paced(renew, 5_000);

async function renew() {
  const page = await fragment(`/inbox?${placeOf().query}`).catch(() => null);
  if (!page?.getElementById("session")) return;
  for (const part of [".folders ul", "#tag-names"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old.isEqualNode(fresh)) continue;
    const folder = old.contains(document.activeElement) && document.activeElement.dataset.folder;
    old.replaceWith(document.adoptNode(fresh));
    if (folder) document.querySelector(`.folders [data-folder="${folder}"]`)?.focus({ preventScroll: true });
  }
  session.teammates = JSON.parse(page.getElementById("session").textContent).teammates;
  document.dispatchEvent(new Event("around"));
}
