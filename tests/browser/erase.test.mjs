// A person is erased from the inbox while their messenger is open: the steps are seen live, the receipts are taken away,
// and nothing of them stays on any screen.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { look, lookClosely, looks } from "./looks.mjs";
import { PATIENCE, Teammate, Visitor, closeAll, kept, until } from "./people.mjs";
import { Server, freePort } from "./server.mjs";

const SAID = "Please forget that I ever asked about the moss teapot.";
const DID = "ordered-a-teapot";
const OTHER = "I only want to know your opening hours.";
let server, visitor, other, teammate, steps, door;

before(async () => {
  server = new Server({ name: "erase", port: await freePort() });
  await server.start();
});

after(async () => {
  await closeAll();
  await server.stop();
});

async function arrive(text) {
  const one = await Visitor.arrive(server);
  await one.openMessenger();
  await one.begin();
  await one.write(text);
  await one.bubble(text).waitFor();
  return one;
}

test("the person is erased from their card, and the steps are shown as they are done", { timeout: 4 * PATIENCE }, async () => {
  [visitor, other] = [await arrive(SAID), await arrive(OTHER)];
  teammate = await Teammate.arrive(server);
  await teammate.row(SAID).waitFor();
  await teammate.openThread(SAID);
  const [taken] = await Promise.all([teammate.page.waitForEvent("download"), teammate.page.locator("#person .export a").click()]);
  assert.match(taken.suggestedFilename(), /^person-[0-9a-f]+\.zip$/);
  assert.equal(readFileSync(await taken.path(), "latin1").slice(0, 2), "PK");
  const card = teammate.page.locator("#person .erase");
  await card.locator("summary").click();
  await looks(teammate.page, "erase-asked", look, card.locator("button"));
  visitor.page.offline = true; // the refused question is an error in the console
  await card.locator("button").click();
  await teammate.page.locator("#erasure[data-over='yes']").waitFor();
  for (const step of ["requested", "fenced", "shredded", "removing", "checked"]) {
    assert.equal(await teammate.page.locator(`[data-step='${step}'].done`).count(), 1, step);
  }
  await looks(teammate.page, "erasure");
  assert.deepEqual(teammate.page.problems, []);
});

test("its receipts are taken away, and hold without us", { timeout: 4 * PATIENCE }, async () => {
  const verify = join(dirname(process.env.TROTH_BIN), "troth-verify");
  for (const name of ["keys", "done"]) {
    const [download] = await Promise.all([
      teammate.page.waitForEvent("download"),
      teammate.page.locator(`a[href$='/receipts/${name}']`).click(),
    ]);
    const file = join(process.env.TROTH_SCRATCH, download.suggestedFilename());
    await download.saveAs(file);
    assert.match(execFileSync(verify, ["receipt", file], { encoding: "utf8" }), /erasure\.(shredded|completed)/);
  }
});

test("their messenger clears itself and says why", { timeout: 4 * PATIENCE }, async () => {
  await visitor.frame.locator("#erased").waitFor();
  assert.equal(await visitor.frame.getByText(SAID).count(), 0);
  assert.equal((await kept(visitor.frame)) + (await kept(visitor.page)), 0);
  await visitor.page.reload();
  await visitor.openMessenger();
  assert.equal(await visitor.frame.locator("#conversations li").count(), 0);
});

test("nobody else lost anything", { timeout: 4 * PATIENCE }, async () => {
  assert.equal(await other.bubble(OTHER).count(), 1);
  await teammate.page.goto(new URL("/inbox", server.ready.inbox).href);
  await teammate.row(OTHER).waitFor();
  assert.equal(await teammate.row(SAID).count(), 0);
  await teammate.page.goto(new URL("/inbox/erasures", server.ready.inbox).href);
  assert.equal(await teammate.page.locator(".erasures li").count(), 1);
  await looks(teammate.page, "erasures");
});

test("who was erased while the line was broken is gone from the screen once it is back", { timeout: 4 * PATIENCE }, async () => {
  const text = "Is the lid sold alone?";
  const third = await arrive(text);
  const { page, context } = teammate;
  await page.goto(new URL("/inbox", server.ready.inbox).href);
  await teammate.openThread(text);
  const id = await page.locator("#person").getAttribute("data-id");
  third.page.offline = page.offline = true; // the browser notes what is refused and broken
  await context.setOffline(true);
  await page.locator("#line:not([hidden])").waitFor();
  await page.locator("#composer #body").fill("It is, for half the price.");
  await page.locator("#send").click();
  await page.locator(".queued").waitFor();
  assert.equal(await kept(page), 1, "what is not sent yet is kept in the tab");
  await server.api("DELETE", `/contacts/${id}`);
  assert.equal(await page.locator("#parts").getByText(text).count(), 1, "nobody could tell it");
  await context.setOffline(false);
  await page.waitForURL((url) => url.pathname === "/inbox");
  await page.locator("#list").waitFor();
  assert.equal(await page.getByText(text).count(), 0);
  await until(async () => (await kept(page)) === 0, "the answer that nobody can get any more is not kept");
  page.offline = false;
});

test("a screen that is told that it missed something looks again", { timeout: 4 * PATIENCE }, async () => {
  const { page } = teammate;
  page.offline = true; // the browser notes the streams that end
  const streams = [];
  const events = createServer((_, stream) => {
    stream.writeHead(200, { "content-type": "text/event-stream" });
    stream.write("event: hello\ndata: {}\n\n");
    streams.push(stream);
  });
  await once(events.listen(0, "127.0.0.1"), "listening");
  await page.route("**/inbox/events", (route) => route.continue({ url: `http://127.0.0.1:${events.address().port}/` }));
  // What the page before still asks for is not counted.
  await page.goto("about:blank");
  let lists = 0;
  page.on("request", (request) => (lists += new URL(request.url()).pathname === "/inbox/list" ? 1 : 0));
  await page.goto(new URL("/inbox", server.ready.inbox).href);
  await until(() => streams.length === 1 && lists === 1, "when it is connected");
  streams[0].write("event: missed\ndata: {}\n\n");
  await until(() => lists === 2, "and when it is told");
  assert.equal(streams.length, 1);
  // Left first: a stream that ends under a page is noted by the browser, whenever it comes to that.
  await page.goto("about:blank");
  events.closeAllConnections();
  events.close();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  page.offline = false;
});

test("under a hold an erasure waits", { timeout: 4 * PATIENCE }, async () => {
  const page = teammate.page;
  await page.goto(new URL("/inbox", server.ready.inbox).href);
  await teammate.openThread(OTHER);
  const id = await page.locator("#person").getAttribute("data-id");
  const created_at = Math.floor(Date.now() / 1000);
  await server.api("POST", "/events", { id, event_name: DID, created_at, metadata: { tea: "sencha", price: { amount: 1200, currency: "jpy" } } });
  const counted = { event_name: "called-the-shop", count: 42, first: created_at - 5_000_000, last: created_at - 90_000 };
  await server.api("POST", "/events/summaries", { id, event_summaries: counted });
  await page.reload();
  await page.locator("#person .did-name").filter({ hasText: DID }).waitFor();
  await looks(page, "person-counted", look, page.locator("#person .did-name").filter({ hasText: DID }));
  await page.locator("#person .hold summary").click();
  await page.locator(".hold [name=ground]").selectOption("authority");
  await page.locator(".hold [name=basis]").fill("Letter of the authority, 12 November");
  await page.locator(".hold [name=review_at]").fill("2090-01-31");
  await looks(page, "hold-asked", look, page.locator(".hold .primary"));
  await page.locator(".hold .primary").click();
  await page.locator(".holds li").waitFor();
  await looks(page, "holds");
  await page.goto(new URL("/inbox", server.ready.inbox).href);
  await teammate.openThread(OTHER);
  await page.locator("#person .erase summary").click();
  other.page.offline = true;
  await page.locator("#person .erase button").click();
  await page.locator("[data-step='deferred']").waitFor();
  await looks(page, "erasure-deferred");
  steps = page.url();
});

test("what the hold keeps is read with a reason, and with nothing else that can be done", { timeout: 4 * PATIENCE }, async () => {
  const page = teammate.page;
  await page.goto(new URL("/inbox/holds", server.ready.inbox).href);
  await page.locator(".holds a[href$='/kept']").click();
  await page.locator("textarea[name=reason]").waitFor();
  door = page.url();
  assert.equal(await page.getByText(OTHER).count(), 0);
  await looks(page, "hold-door");
  await page.locator("textarea[name=reason]").fill("The authority asks what was said in November.");
  await page.locator(".why .primary").click();
  await page.locator("#parts .bubble .text").filter({ hasText: OTHER }).waitFor();
  assert.equal(await page.locator(".under-hold").count(), 1);
  assert.equal(await page.locator("form, textarea, select").count(), 0);
  assert.ok(!page.url().includes("authority"), "the reason is not in the address");
  await looks(page, "hold-kept");
  await page.locator(".talks a[href$='events=newest']").click();
  await page.locator(".did-name").filter({ hasText: DID }).waitFor();
  assert.equal(await page.locator("form, textarea, select").count(), 0);
  await looks(page, "hold-kept-events");
  await page.goto(new URL("/inbox/log", server.ready.inbox).href);
  await page.getByText("asked to read what the hold on").first().waitFor();
  assert.deepEqual(page.problems, []);
});

test("when it is lifted the erasure goes on, and there is nothing to read any more", { timeout: 4 * PATIENCE }, async () => {
  const page = teammate.page;
  await page.goto(new URL("/inbox/holds", server.ready.inbox).href);
  await page.locator(".holds .careful summary").click();
  await page.locator(".holds .danger").waitFor();
  await looks(page, "hold-lift", lookClosely);
  await page.locator(".holds .danger").click();
  await page.locator(".empty").waitFor();
  assert.equal((await page.context().request.get(door)).status(), 404);
  await page.goto(steps);
  await page.locator("[data-step='checked'].done").waitFor();
  assert.deepEqual(page.problems, []);
});

test("who erases themselves under a hold is told that some of it waits, and is never told that it is gone", { timeout: 4 * PATIENCE }, async () => {
  const text = "Is the chipped bowl still to be had?";
  const last = await arrive(text);
  const { page } = teammate;
  await page.goto(new URL("/inbox", server.ready.inbox).href);
  await teammate.openThread(text);
  await page.locator("#person .hold summary").click();
  await page.locator(".hold [name=ground]").selectOption("authority");
  await page.locator(".hold [name=basis]").fill("Letter of the authority, 26 November");
  await page.locator(".hold [name=review_at]").fill("2090-01-31");
  await page.locator(".hold .primary").click();
  await page.locator(".holds li").waitFor();

  const { frame } = last;
  await frame.locator("#back").click();
  await frame.locator("#to-data").click();
  await frame.locator("#erase").click();
  last.page.offline = true; // what is asked of a session that has ended is refused
  await frame.locator("#erase-yes").click();
  const waits = "Your erasure is noted. The law requires some of what is held of you to be kept for now; it goes when that ends.";
  const told = frame.locator("main").getByText(waits).filter({ visible: true });
  await told.waitFor();
  assert.equal(await frame.locator("#said").textContent(), waits);
  await until(async () => (await kept(last.page)) + (await kept(frame)) === 0, "nothing stays on the device");
  await last.settled();
  await looks(last.page, "messenger-erasure-waits");
  assert.equal(await told.count(), 1, "and it stays there to be read");
  assert.equal(await frame.getByText("was erased").count(), 0);
});
