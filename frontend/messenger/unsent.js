// Unsent messages in the frame's storage, an entry each, so that two tabs of one site do not overwrite each other.

/** Entries of an owner: a visitor's, or a user's by their id. */
export const entriesOf = (owner) => (owner ? `user.${owner}.` : "out.");

/** The `keep` of an `Outbox`; an entry that finds no room stays in memory. `owner()` says whose the messages are. */
export function unsentIn(storage, owner) {
  const nameOf = (item) => `${entriesOf(owner())}${String(item.written).padStart(15, "0")}.${item.key}`;
  return {
    save: ({ key, target, body, attachments, page, written }) =>
      storage.set(nameOf({ key, written }), JSON.stringify({ key, target, body, attachments, page, written })),
    remove: (item) => storage.remove(nameOf(item)),
    async load() {
      const names = (await storage.names(entriesOf(owner()))).sort();
      const entries = await Promise.all(names.map((name) => storage.get(name)));
      return entries.filter(Boolean).map((entry) => JSON.parse(entry));
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
