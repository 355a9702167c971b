// Drafts and unsent replies, kept in this tab only: they go when it is closed.

const memory = new Map();

function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

export function loadDraft(id) {
  return JSON.parse(store((kept) => kept.getItem(`draft-${id}`)) ?? "null") ?? { body: "", kind: "comment" };
}

export function saveDraft(id, draft) {
  store((kept) => (draft.body ? kept.setItem(`draft-${id}`, JSON.stringify(draft)) : kept.removeItem(`draft-${id}`)));
}

/** Where the outbox keeps what waits; files stay in memory. */
export const keep = {
  save(item) {
    memory.set(item.key, item);
    if (!item.files.length) store((kept) => kept.setItem(`unsent-${item.key}`, JSON.stringify(item)));
  },
  remove(item) {
    memory.delete(item.key);
    store((kept) => kept.removeItem(`unsent-${item.key}`));
  },
  load() {
    const names = store((kept) => Object.keys(kept)) ?? [];
    return names.filter((name) => name.startsWith("unsent-")).map((name) => JSON.parse(store((kept) => kept.getItem(name))));
  },
};
