// Requests to the server in the teammate's name.

import { aliveAs, door, renew } from "../live/session.js";
import { block } from "../live/words.js";

export const session = block("session");
const asking = new AbortController();
let over = false;

/** Whether the page was left open without a session: what is live on it has ended. */
export const wasOver = () => over;

/** Whether something was typed about the person that was not sent. */
const typed = () => [...document.querySelectorAll("#person :is(input, textarea)")].some((field) => field.type !== "hidden" && field.value !== field.defaultValue);

/** The session is over: the sign-in page comes back here. It waits for whoever would lose what they typed. */
export function signInAgain() {
  over = true;
  if (!typed()) location.assign(door());
}

/** The teammate signs out: what was asked for is dropped, and nothing is asked for any more. */
export function stopAsking() {
  asking.abort();
}

async function isOver(response) {
  return response.status === 401 || (response.status === 403 && (await codeOf(response)) === "forged");
}

/** What is answered; once more with the token of today, where somebody signed in again in another tab. */
async function answered(send) {
  const response = await send();
  if (!(await isOver(response))) return response;
  const token = await aliveAs(session.csrf).catch(() => null);
  if (token) {
    renew((session.csrf = token));
    const again = await send();
    if (!(await isOver(again))) return again;
  }
  signInAgain();
  throw Object.assign(new Error("signed out"), { ended: true });
}

async function codeOf(response) {
  const answer = await response.clone().json().catch(() => null);
  return answer?.errors?.[0]?.code;
}

/** An error that says why the server did not do what was asked. */
export async function refusal(response) {
  const answer = await response.json().catch(() => null);
  return Object.assign(new Error(`status ${response.status}`), { reason: answer?.errors?.[0]?.message ?? "" });
}

const ask = (address, takes) => answered(() => fetch(address, { headers: { Accept: takes }, cache: "no-store", signal: asking.signal }));

/** A fragment of the page as an inert document. */
export async function fragment(address) {
  const response = await ask(address, "text/html");
  if (!response.ok) throw Object.assign(new Error(`status ${response.status}`), { status: response.status });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** What the server answers as JSON. */
export async function fetchJson(address) {
  const response = await ask(address, "application/json");
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Posts form fields; `takes` is what is wanted as an answer. */
export async function post(address, fields, takes = "application/json") {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return answered(() => fetch(address, { method: "POST", headers: { Accept: takes, "Accept-Language": document.documentElement.lang, csrf: session.csrf }, body }));
}
