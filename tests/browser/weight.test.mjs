// How many bytes come over the wire before the first click, and when the messenger opens: compressed, headers and all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

let server, visitor, page;
let weighed = [];

/** Notes what the server's own origin sends to a page. */
function weigh(page) {
  const origin = new URL(server.ready.inbox).origin;
  page.on("requestfinished", async (request) => {
    if (new URL(request.url()).origin !== origin) return;
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    weighed.push({ url: request.url(), bytes: responseBodySize + responseHeadersSize });
  });
}

before(async () => {
  server = new Server();
  await server.start();
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** What the server's own origin has sent so far, in bytes on the wire. */
function sum() {
  return weighed.reduce((all, { bytes }) => all + bytes, 0);
}

test("before the first click a page gets one script, of a few kB", async () => {
  visitor = new Visitor();
  visitor.context = await browser();
  page = visitor.page = await watchedPage(visitor.context);
  weigh(page);
  await page.goto(server.ready.demo_site, { waitUntil: "networkidle" });
  await page.locator("[data-troth]").waitFor({ state: "attached" });
  assert.equal(weighed.length, 1, JSON.stringify(weighed));
  assert.ok(sum() < 10_000, `${sum()} bytes before the first click`);
  console.log(`before the first click: ${sum()} bytes`);
});

test("the open messenger weighs less than 68 kB in all, headers and words included", async () => {
  await visitor.openMessenger();
  await page.waitForLoadState("networkidle");
  console.log(`opened: ${sum()} bytes in ${weighed.length} answers`);
  assert.ok(weighed.length > 15, "its parts were counted");
  assert.ok(sum() < 68_000, `${sum()} bytes: ${JSON.stringify(weighed)}`);
});

test("an inbox with a conversation on screen weighs less than 150 kB in all", async () => {
  weighed = [];
  const inbox = await watchedPage(await browser());
  weigh(inbox);
  await inbox.goto(server.ready.inbox);
  await inbox.locator("#list .row").first().click();
  await inbox.locator("#parts .bubble").first().waitFor();
  await until(() => weighed.length > 40, "its parts were counted");
  console.log(`the inbox: ${sum()} bytes in ${weighed.length} answers`);
  assert.ok(sum() < 150_000, `${sum()} bytes: ${JSON.stringify(weighed)}`);
});
