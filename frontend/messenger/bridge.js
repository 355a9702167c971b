// The frame's side of the private channel to the page around it: taken once, from the window that embeds it.

let port = null;
let origin = null;
let refused = false;
const waiting = [];
const handlers = new Map();

/** Settled when the page has greeted; never, when the frame is a page of its own. */
export const greeted = new Promise((resolve) => {
  addEventListener("message", (event) => {
    if (event.data?.troth !== "hello") return;
    if (!isOurs(event)) return refuse();
    if (event.ports.length !== 1) return;
    origin = event.origin;
    port = event.ports[0];
    port.onmessage = (message) => handlers.get(message.data?.type)?.(message.data);
    for (const message of waiting.splice(0)) port.postMessage(message);
    resolve({ look: event.data.look ?? {}, left: event.data.left ?? null, identity: event.data.identity ?? null });
  });
});

export const embedded = window.parent !== window;

/** Whether it comes from the page around the frame, and that is the one that greeted first. */
function isOurs(event) {
  const embedder = location.ancestorOrigins?.[0];
  return embedded && event.source === window.parent && (!embedder || embedder === event.origin) && (!origin || origin === event.origin);
}

/** What another window says is not listened to; that there is one is told to the server, once, for its log. */
function refuse() {
  if (!refused) fetch("strange-window", { method: "POST" }).catch(() => {});
  refused = true;
}

/** Tells the page, whichever it is, that it may greet: everything it can say is heard from now on. */
export function listening() {
  if (embedded) window.parent.postMessage({ troth: "listening" }, "*");
}

export function tell(type, more = {}) {
  const message = { type, ...more };
  if (port) port.postMessage(message);
  else if (embedded) waiting.push(message);
}

export function on(type, handler) {
  handlers.set(type, handler);
}

/** Asks the page around the frame; null where it does not answer. */
export function ask(type) {
  if (!embedded) return Promise.resolve(null);
  return new Promise((resolve) => {
    on(type, resolve);
    setTimeout(resolve, 1000, null);
    tell(type);
  });
}
