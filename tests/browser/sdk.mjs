// The demo shop, driven by Intercom's own loader as it is published, instead of by its script tag.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const folder = new URL("../npm/node_modules/@intercom/messenger-js-sdk/dist/", import.meta.url);
const FILES = ["constants", "instance-manager", "index"];

/** The package's files as one plain module: it is written for bundlers, and there is none here. */
function asModule() {
  const files = FILES.map((name) => `files["./${name}"] = (exports, require) => {${readFileSync(new URL(`${name}.js`, folder), "utf8")}\n};`);
  return `const files = {}, made = {};
${files.join("\n")}
function require(name) {
  if (!made[name]) files[name]((made[name] = {}), require);
  return made[name];
}
window.sdk = require("./index");
window.heard = [];`;
}

/** Opens the shop without its own script tag, and puts the loader there instead. The context must bypass the shop's policy. */
export async function openSdkPage(page, server) {
  await page.route("**/widget/*", (route) => route.fulfill({ contentType: "text/javascript", headers: { "Cache-Control": "no-store" }, body: "" }));
  await page.goto(server.ready.demo_site, { waitUntil: "networkidle" });
  await page.unroute("**/widget/*");
  await page.addScriptTag({ content: asModule(), type: "module" });
  await page.waitForFunction(() => window.sdk);
}

/** Calls a function of the loader's module. */
export const call = (page, name, ...given) => page.evaluate(([name, given]) => window.sdk[name](...given), [name, given]);

/** Where the script is that stands in for Intercom's. */
export const widget = (server) => `${new URL(server.ready.inbox).origin}/widget/${server.ready.workspace}?by=npm`;

/** What a customer's server signs. */
export function sign(secret, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ exp: Math.floor(Date.now() / 1000) + 3600, ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
