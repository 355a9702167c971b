// Requests to the server in the teammate's name.

import { block } from "../live/words.js";

export const session = block("session");

/** The session is over: the sign-in page says so and comes back here. */
export function signInAgain() {
  location.assign("/sign-in");
}

async function answered(response) {
  const ended = response.status === 401 || response.url.includes("/sign-in") || (response.status === 403 && (await codeOf(response)) === "forged");
  if (ended) {
    signInAgain();
    throw new Error("signed out");
  }
  return response;
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

/** A fragment of the page as an inert document. */
export async function fragment(address) {
  const response = await answered(await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" }));
  if (!response.ok) throw Object.assign(new Error(`status ${response.status}`), { status: response.status });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** What the server answers as JSON. */
export async function fetchJson(address) {
  const response = await answered(await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" }));
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Posts form fields; `takes` is what is wanted as an answer. */
export async function post(address, fields, takes = "application/json") {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return answered(await fetch(address, { method: "POST", headers: { Accept: takes, "Accept-Language": document.documentElement.lang, csrf: session.csrf }, body }));
}
