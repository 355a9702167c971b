// How many bytes come over the wire before the first click, and when the messenger opens: compressed, headers and all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

let server, visitor, page, read;

/** Puts on the scales what the server's own origin sends to a page; the answer reads them, once all that was asked for has arrived. */
function scales(page) {
  const origin = new URL(server.ready.inbox).origin;
  const asked = new Set();
  const arrived = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin === origin && request.headers().accept !== "text/event-stream") asked.add(request);
  });
  page.on("requestfinished", (request) => asked.delete(request) && arrived.push(request));
  page.on("requestfailed", (request) => asked.delete(request));
  return async () => {
    await until(() => asked.size === 0, "all has arrived");
    const weighed = [];
    for (const request of arrived) {
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      weighed.push({ url: request.url(), bytes: responseBodySize + responseHeadersSize });
    }
    return { weighed, sum: weighed.reduce((all, { bytes }) => all + bytes, 0) };
  };
}

before(async () => {
  server = new Server();
  await server.start();
});

after(async () => {
  await closeAll();
  await server.stop();
});

test("before the first click a page gets one script, of a few kB", async () => {
  visitor = new Visitor();
  visitor.context = await browser();
  page = visitor.page = await watchedPage(visitor.context);
  read = scales(page);
  await page.goto(server.ready.demo_site, { waitUntil: "networkidle" });
  await page.locator("[data-troth]").waitFor({ state: "attached" });
  const { weighed, sum } = await read();
  assert.equal(weighed.length, 1, JSON.stringify(weighed));
  assert.ok(sum < 10_000, `${sum} bytes before the first click`);
  console.log(`before the first click: ${sum} bytes`);
});

test("the open messenger weighs less than 68 kB in all, headers and words included", async () => {
  await visitor.openMessenger();
  await page.waitForLoadState("networkidle");
  const { weighed, sum } = await read();
  console.log(`opened: ${sum} bytes in ${weighed.length} answers`);
  assert.ok(weighed.length > 15, "its parts were counted");
  assert.ok(sum < 68_000, `${sum} bytes: ${JSON.stringify(weighed)}`);
});

test("an inbox with a conversation on screen weighs less than 150 kB in all", async () => {
  const inbox = await watchedPage(await browser());
  read = scales(inbox);
  const live = inbox.waitForResponse((response) => response.url().endsWith("/inbox/events"));
  await inbox.goto(server.ready.inbox);
  await live;
  await inbox.locator("#list .row").first().click();
  await inbox.locator("#parts .bubble").first().waitFor();
  await inbox.locator("#list .row[aria-current]:not(.unread)").waitFor();
  const { weighed, sum } = await read();
  const threads = weighed.filter(({ url }) => url.includes("/thread?"));
  assert.equal(threads.length, 1, "to have read it is no reason to fetch it again");
  assert.ok(weighed.length > 40, "its parts were counted");
  console.log(`the inbox: ${sum} bytes in ${weighed.length} answers`);
  assert.ok(sum < 150_000, `${sum} bytes: ${JSON.stringify(weighed)}`);
});
