// Requests to the server in the teammate's name.

import { block } from "../live/words.js";

export const session = block("session");

/** The session is over: the sign-in page says so and comes back here. */
export function signInAgain() {
  location.assign("/sign-in");
}

async function answered(response) {
  if (response.status === 401 || response.status === 403 || response.url.includes("/sign-in")) {
    signInAgain();
    throw new Error("signed out");
  }
  return response;
}

/** A fragment of the page as an inert document. */
export async function fragment(address) {
  const response = await answered(await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" }));
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Posts form fields. */
export async function post(address, fields) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return answered(await fetch(address, { method: "POST", headers: { Accept: "application/json", csrf: session.csrf }, body }));
}
