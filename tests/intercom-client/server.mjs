// The server under test, as the environment names it, seen through Intercom's own client.

import { createRequire } from "node:module";
import { randomUUID } from "node:crypto";

const require = createRequire(new URL("../npm/package.json", import.meta.url));
const intercom = require("intercom-client");

export const { IntercomClient, IntercomError } = intercom;

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the server's address, a token of its, and NODE_EXTRA_CA_CERTS are needed`);
  return value;
}

export const api = needed("TROTH_API");
export const token = needed("TROTH_TOKEN");

/** A client of the server; failures are not tried again, so that a test sees the first one. */
export function client(options = {}) {
  return new IntercomClient({ token, baseUrl: api, maxRetries: 0, ...options });
}

/** Something that no run before has used. */
export const fresh = () => randomUUID();

/** What the client throws for `call`, which must fail. */
export async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("this call was to fail");
}
