// Forms that the browser itself sends: first the line and the session are tried, for over a broken one, or without one, it would
// show another page, and what was typed would be lost. Whatever the server answers is then the browser's to follow, as without
// this script.

import { clear, say, sayEnded, words } from "./beside.js";
import { aliveAs, renew } from "./session.js";

const PATIENCE_MS = 15_000; // as long may the line take to show that it is there
const LONGEST_MS = 50_000; // by then the server has answered, or nobody will
const SOON_MS = 400; // what takes less is not worth a word

let sending = null; // {form, button, timers}: one at a time, for the page goes with it
let tried = null; // the form that goes out as it is, now that its line and session were tried

/** Whether the server answers where this script came from; a failure before it is none of its answers. */
async function reach(signal) {
  const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store", redirect: "error", signal });
  if (answer.status >= 500) throw new Error(`status ${answer.status}`);
}

/** What keeps the form from being sent, as it is to be said; nothing where its line and, if it needs one, its session are there. */
async function obstacle(form) {
  const [token, signal] = [form.elements.csrf?.value, AbortSignal.timeout(PATIENCE_MS)];
  try {
    if (!token) return await reach(signal);
    const now = await aliveAs(token, signal);
    if (!now) return sayEnded;
    renew(now);
  } catch {
    return (button) => say(button, "alert", typed(form) ? words.broken_typed : words.broken);
  }
}

/** Whether something was written into it that could be lost. */
function typed(form) {
  return [...form.elements].some((one) => one.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=password])") && one.value);
}

/** The button shows that it works; it keeps the focus. */
function begin(form, button) {
  clear(form);
  button.setAttribute("aria-disabled", "true");
  button.classList.add("busy");
  sending = { form, button, timers: [setTimeout(say, SOON_MS, button, "status", words.sending), setTimeout(end, LONGEST_MS)] };
}

function end() {
  if (!sending) return;
  sending.timers.forEach(clearTimeout);
  clear(sending.form);
  sending.button.removeAttribute("aria-disabled");
  sending.button.classList.remove("busy");
  sending = null;
}

async function send(form, button) {
  begin(form, button);
  const tell = await obstacle(form);
  if (tell) {
    end();
    form.dispatchEvent(new Event("unsent", { bubbles: true }));
    return tell(button);
  }
  tried = form;
  form.requestSubmit(button);
  // What became invalid meanwhile is not sent, as the browser says.
  if (tried) end();
  tried = null;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (tried === form) {
    tried = null;
    return;
  }
  event.preventDefault();
  if (!sending) send(form, event.submitter ?? form.querySelector("button:not([type=button])"));
});

// A page that is shown again, as it was left.
addEventListener("pageshow", end);
