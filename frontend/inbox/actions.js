// What can be done with the open conversation: the page's own forms, sent without leaving it. What they change is shown
// at once, and taken back, with the reason, when the server refuses.

import { el, icon } from "../live/element.js";
import { say, words } from "../live/words.js";
import { undo } from "./bulk.js";
import { refreshList, rows } from "./list.js";
import { post, refusal } from "./session.js";
import { acting, openId, refreshThread } from "./thread.js";
import { forgetUndo, showToast } from "./toast.js";

let acts = 0;
const head = () => document.getElementById("thread-head");

/** What is shown before the server has answered; each answers what puts it right again. */
const foretell = {
  close: (form) => state(form, "closed"),
  open: (form) => state(form, "open"),
  snooze: (form) => state(form, "snoozed"),
  assign(form, fields) {
    const has = form.closest(".menu").querySelector(".has");
    const name = [...form.elements.to].find((choice) => choice.value === fields.get("to"))?.dataset.name;
    const before = has.textContent;
    has.textContent = name ?? before;
    return () => (has.textContent = before);
  },
  priority(form) {
    const [button, first] = [form.querySelector(".star"), form.elements.first];
    const before = first.value;
    const show = (next) => {
      first.value = next;
      button.setAttribute("aria-pressed", next === "yes" ? "false" : "true");
    };
    show(before === "yes" ? "no" : "yes");
    return () => show(before);
  },
  unread() {
    const row = rows().find((one) => one.dataset.id === openId());
    const was = row?.matches(".unread");
    row?.classList.add("unread");
    return () => row?.classList.toggle("unread", was);
  },
  tag(form, fields) {
    const tag = el("li", { class: "tag" }, fields.get("name"));
    form.closest(".tags").querySelector("ul").append(tag);
    return () => tag.remove();
  },
  untag(form) {
    const tag = form.closest(".tag");
    tag.hidden = true;
    return () => (tag.hidden = false);
  },
};

/** The conversation stands so; its row fades, for it leaves the list. */
function state(form, next) {
  const thread = document.getElementById("thread");
  const button = head().querySelector(".state-button");
  const row = rows().find((one) => one.dataset.id === openId())?.closest("li");
  const before = { state: thread.dataset.state, content: [...button.childNodes], act: button.form.dataset.act, action: button.form.action };
  if ((before.state === "open") !== (next === "open")) {
    const act = next === "open" ? "close" : "open";
    button.replaceChildren(icon(next === "open" ? "check" : "reopen"), el("span", {}, button.dataset.other));
    button.form.action = before.action.replace(/\/\w+$/, `/${act}`);
    button.form.dataset.act = act;
  }
  thread.dataset.state = next;
  row?.classList.add("leaving");
  return () => {
    thread.dataset.state = before.state;
    button.replaceChildren(...before.content);
    button.form.action = before.action;
    button.form.dataset.act = before.act;
    row?.classList.remove("leaving");
  };
}

const done = {
  close: words.closed_done,
  open: words.reopened_done,
  snooze: words.snoozed_done,
  assign: words.assigned_done,
  unread: words.unread_done,
  tag: words.tagged_done,
  untag: words.untagged_done,
};

async function act(address, fields) {
  const answer = await acting(async () => {
    const response = await post(address, fields);
    if (!response.ok) throw await refusal(response);
    return response.json();
  });
  // It is done, whether or not it can be looked at now.
  await Promise.allSettled([refreshThread(), refreshList()]);
  return answer;
}

/** Says why something was not done, where the eye is and where the ear is. */
function refused(problem) {
  head()?.classList.add("refused");
  head()?.addEventListener("animationend", () => head()?.classList.remove("refused"), { once: true });
  showToast(problem.reason ? say(words.not_done, { reason: problem.reason }) : words.undone);
}

async function submit(form, submitter) {
  const name = form.dataset.act;
  const [address, fields] = [form.action, new URLSearchParams(new FormData(form, submitter))];
  const menu = form.closest("details");
  if (menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus({ preventScroll: true });
  }
  forgetUndo();
  const ticket = ++acts;
  const takeBack = foretell[name](form, fields);
  try {
    const answer = await act(address, fields);
    const said = name === "priority" ? (answer.now.priority ? words.prioritised_done : words.deprioritised_done) : done[name];
    // A row that is still there, as in what was found, stays.
    for (const row of document.querySelectorAll("#list .leaving")) row.classList.remove("leaving");
    // What was done meanwhile is what would be taken back.
    if (ticket === acts) showToast(said, () => undo(name, [answer]));
  } catch (problem) {
    takeBack();
    refused(problem);
  }
}

/** Takes over the forms, and menus that are opened, filtered and left. */
export function takeOverForms() {
  document.addEventListener("submit", (event) => {
    if (!foretell[event.target.dataset.act]) return;
    event.preventDefault();
    submit(event.target, event.submitter);
    if (event.target.dataset.act === "tag") event.target.reset();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
}
