// Where the frame keeps the visitor's token and unsent messages: its own storage, which browsers partition by site.
// Where a browser refuses that to frames of other sites (access throws), the page around it keeps the entries in its
// first-party storage, by messages over the private channel; where nothing works, they live as long as the page.

import { on, tell } from "./bridge.js";

const memory = new Map();
const pending = new Map();
let ticket = 0;

function own(prefix) {
  const area = window.localStorage;
  const probe = `${prefix}probe`;
  area.setItem(probe, "1");
  area.removeItem(probe);
  return {
    kind: "own",
    get: async (name) => area.getItem(prefix + name),
    set: async (name, value) => {
      try {
        area.setItem(prefix + name, value);
        return true;
      } catch {
        return false; // full: the caller still has it in memory
      }
    },
    remove: async (name) => area.removeItem(prefix + name),
    names: async (start) => Object.keys(area).filter((name) => name.startsWith(prefix + start)).map((name) => name.slice(prefix.length)),
  };
}

function ask(act, name, value) {
  return new Promise((resolve) => {
    const mine = ++ticket;
    pending.set(mine, resolve);
    tell("storage", { ticket: mine, act, name: `frame.${name}`, value });
    setTimeout(() => pending.delete(mine) && resolve(null), 3000);
  });
}

on("stored", ({ ticket: answered, value }) => {
  pending.get(answered)?.(value);
  pending.delete(answered);
});

const ofThePage = {
  kind: "page",
  get: (name) => ask("get", name),
  set: async (name, value) => (await ask("set", name, value)) === true,
  remove: (name) => ask("remove", name),
  names: async (start) => ((await ask("names", start)) ?? []).map((name) => name.slice("frame.".length)),
};

const ofThisPage = {
  kind: "memory",
  get: async (name) => memory.get(name) ?? null,
  set: async (name, value) => (memory.set(name, value), true),
  remove: async (name) => memory.delete(name),
  names: async (start) => [...memory.keys()].filter((name) => name.startsWith(start)),
};

/** The storage to use; nothing is left in it by choosing. `embedded`: a page around the frame can be asked. */
export function chooseStorage(appId, embedded) {
  try {
    return own(`troth.${appId}.`);
  } catch {
    return embedded ? ofThePage : ofThisPage;
  }
}
