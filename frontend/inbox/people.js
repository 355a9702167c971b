// The person beside the conversation: its forms, sent without leaving the page.

import { clear, sayEnded } from "../live/beside.js";
import { say, words } from "../live/words.js";
import { refreshList } from "./list.js";
import { post, refusal, wasOver } from "./session.js";
import { openId, openThread, refreshPerson, refreshThread } from "./thread.js";
import { showToast } from "./toast.js";

/** Forms in which somebody else may have changed what stands. */
const RENEWED = ["edit", "noted"];

async function submit(form) {
  const act = form.dataset.person;
  const button = form.querySelector("button");
  button.disabled = true;
  clear(form);
  try {
    const response = await post(form.action, new URLSearchParams(new FormData(form)));
    if (!response.ok) throw await refusal(response);
    if (wasOver()) return location.reload();
    form.reset();
    const place = (form.closest("details") ?? form.closest("section")?.querySelector("details"))?.dataset.keep;
    form.closest("details")?.removeAttribute("open");
    showToast(words.saved);
    if (act === "merge") await openThread(openId()).catch(() => {});
    await Promise.allSettled([refreshPerson(true), refreshThread(), refreshList()]);
    // Whoever went on elsewhere meanwhile is left there.
    if (document.activeElement !== document.body) return;
    (document.querySelector(`#person [data-keep="${place}"] summary`) ?? document.querySelector("#person summary"))?.focus({ preventScroll: true });
  } catch (problem) {
    button.disabled = false;
    if (problem.ended) return sayEnded(button);
    showToast(problem.reason ? say(words.not_done, { reason: problem.reason }) : words.undone);
    if (problem.reason && RENEWED.includes(act)) await renew(button, act);
  }
}

/** Somebody else may have changed them: what stands now is shown beside what was typed, which can then be saved over it. */
async function renew(button, act) {
  await refreshPerson(true).catch(() => {});
  if (!button.isConnected && document.activeElement === document.body) document.querySelector(`#person [data-person=${act}] .primary`)?.focus({ preventScroll: true });
}

/** Whoever could be brought in is offered below the form. */
async function find(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const response = await post(form.action, new URLSearchParams(new FormData(form)), "text/html");
    if (!response.ok) throw await refusal(response);
    const found = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("candidates");
    form.nextElementSibling.replaceChildren(found);
    found.querySelector("button")?.focus();
  } catch (problem) {
    showToast(problem.reason ? say(words.not_done, { reason: problem.reason }) : words.undone);
  }
  button.disabled = false;
}

export function takeOverPeople() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".find-people")) {
      event.preventDefault();
      find(event.target);
    }
    if (!event.target.dataset.person) return;
    event.preventDefault();
    submit(event.target);
  });
}
