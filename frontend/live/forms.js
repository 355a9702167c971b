// Forms that the browser itself sends: first the line is tried, for over a broken one it would show a page of its own, and what was
// typed would be lost. Whatever the server answers is then the browser's to follow, as without this script.

import { el } from "./element.js";

const words = JSON.parse(document.getElementById("form-words").textContent);
const PATIENCE_MS = 15_000; // as long may the line take to show that it is there
const LONGEST_MS = 50_000; // by then the server has answered, or nobody will
const SOON_MS = 400; // what takes less is not worth a word

let sending = null; // {form, button, timers}: one at a time, for the page goes with it
let tried = null; // the form that goes out as it is, now that its line was tried

/** Whether the server answers where this script came from; a failure before it is none of its answers. */
async function reached() {
  try {
    const answer = await fetch(import.meta.url, { method: "HEAD", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.status < 500;
  } catch {
    return false;
  }
}

/** One sentence beside the button; it is spoken. */
function say(button, role, text) {
  const said = el("p", { class: `form-said ${role}`, role });
  button.after(said);
  said.textContent = text;
}

/** Whether something was written into it that could be lost. */
function typed(form) {
  return [...form.elements].some((one) => one.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=password])") && one.value);
}

function clear(form) {
  form.querySelector(".form-said")?.remove();
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
  if (!(await reached())) {
    end();
    form.dispatchEvent(new Event("unsent", { bubbles: true }));
    return say(button, "alert", typed(form) ? words.broken_typed : words.broken);
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
