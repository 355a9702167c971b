// Unsent messages in the frame's storage, an entry each, so that two tabs of one site do not overwrite each other.

import { words } from "../live/words.js";

/** Entries of an owner: a visitor's, or a user's by their id. */
export const entriesOf = (owner) => (owner ? `user.${owner}.` : "out.");

/** The `keep` of an `Outbox`; of an entry that finds no room the text is kept, and that it had files. `owner()` says whose the messages are. */
export function unsentIn(storage, owner) {
  const nameOf = (item) => `${entriesOf(owner())}${String(item.written).padStart(15, "0")}.${item.key}`;
  const removed = new Set(); // by key
  return {
    async save({ key, target, body, attachments, page, written, lost }) {
      const [name, item] = [nameOf({ key, written }), { key, target, body, attachments, page, written, lost }];
      if (await storage.set(name, JSON.stringify(item))) return true;
      const named = attachments.map(({ name }) => ({ name }));
      if (!removed.has(key)) await storage.set(name, JSON.stringify({ ...item, attachments: named, lost: named.length > 0 }));
      return false;
    },
    remove(item) {
      removed.add(item.key);
      return storage.remove(nameOf(item));
    },
    async load() {
      const names = (await storage.names(entriesOf(owner()))).sort();
      const entries = await Promise.all(names.map((name) => storage.get(name)));
      return entries.filter(Boolean).map((entry) => JSON.parse(entry)).map((item) => (item.lost ? { ...item, reason: words.files_lost } : item));
    },
  };
}

/** A file as the API takes it. */
export function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve({ name: file.name, content_type: file.type || "application/octet-stream", data: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.readAsDataURL(file);
  });
}

/** The file that was encoded. */
export function decoded({ name, content_type: type, data }) {
  return new File([Uint8Array.from(atob(data), (character) => character.charCodeAt(0))], name, { type });
}

/** Runs `work` while no other tab of this site does; where locks are refused, at once. */
export async function alone(work) {
  let ran = false;
  const once = () => {
    ran = true;
    return work();
  };
  try {
    return await navigator.locks.request("troth.visitor", once);
  } catch (problem) {
    if (ran) throw problem;
    return work();
  }
}
