// Close, reopen, snooze, assign, tag: the page's own forms, sent without leaving the page.

import { words } from "../live/words.js";
import { refreshList } from "./list.js";
import { post } from "./session.js";
import { refreshThread } from "./thread.js";
import { hideToast, showToast } from "./toast.js";

const done = { close: words.closed_done, open: words.reopened_done, snooze: words.snoozed_done };
const opposite = { close: "open", open: "close", snooze: "open" };

async function act(address, fields) {
  const response = await post(address, fields);
  if (!response.ok) throw new Error(`status ${response.status}`);
  await Promise.all([refreshThread(), refreshList()]);
}

async function submit(form, submitter) {
  const name = form.dataset.act;
  const [address, fields] = [form.action, new URLSearchParams(new FormData(form, submitter))];
  const csrf = fields.get("csrf");
  form.closest("details")?.removeAttribute("open");
  hideToast();
  try {
    await act(address, fields);
    const back = opposite[name] && address.replace(/\/\w+$/, `/${opposite[name]}`);
    if (done[name]) showToast(done[name], back && (() => act(back, { csrf }).catch(() => showToast(words.undone))));
  } catch {
    showToast(words.undone);
  }
}

/** Takes over the forms and closes menus that are left. */
export function takeOverForms() {
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.act) return;
    event.preventDefault();
    submit(event.target, event.submitter);
    if (event.target.dataset.act === "tag") event.target.reset();
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-act='assign']");
    if (!form) return;
    event.target.blur();
    submit(form, null);
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener(
    "toggle",
    (event) => event.target.open && event.target.matches("details.menu") && event.target.querySelector("input:not([type=hidden]), .choice")?.focus(),
    true,
  );
}
