// The thin line over a connection that is lost, at the desk and in the messenger: it says when the next try is, tries then, and at
// once for whoever asks. The page's clock stands still but where a test lets it go on.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { PATIENCE, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

let server, visitor, conversation;

const sides = {
  desk: { events: "/inbox/events", send: (body) => body.press("Control+Enter") },
  messenger: { events: "/messenger/", send: (body) => body.press("Enter") },
};
const step = story({ timeout: 4 * PATIENCE, pages: () => Object.values(sides).map((one) => one.page).filter(Boolean) });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** A browser whose clock can be stopped. */
async function clocked(address) {
  const context = await browser();
  const page = await watchedPage(context);
  await page.clock.install();
  await page.goto(address);
  return page;
}

const line = ({ where }) => where.locator("#line");
const tryNow = (side) => line(side).getByRole("button", { name: "Try now" });
const passes = ({ page }, seconds) => page.clock.runFor(1000 * seconds);

/** In how many seconds it is tried again, as the line says it; 0 where it says nothing of it. */
async function countdown(side) {
  const said = await line(side).locator("span").textContent();
  const [, seconds = 0] = said.match(/^Connection lost\. Trying again in (\d+) s\.$/) ?? [];
  return Number(seconds);
}

step("both sides are connected", async () => {
  visitor = new Visitor();
  visitor.page = await clocked(server.ready.demo_site);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.say("Is the line good?");
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  conversation = conversations[0].id;
  Object.assign(sides.messenger, { page: visitor.page, where: visitor.frame });
  const desk = await clocked(server.ready.inbox);
  await desk.goto(new URL(`/inbox/${conversation}`, server.ready.inbox).href);
  await desk.locator("#composer #body").waitFor();
  Object.assign(sides.desk, { page: desk, where: desk });
  for (const side of Object.values(sides)) {
    side.tries = 0;
    side.page.on("request", (request) => new URL(request.url()).pathname.startsWith(side.events) && request.url().endsWith("/events") && (side.tries += 1));
    assert.ok(await line(side).isHidden());
  }
});

step("a server that is gone is told, with the seconds until the next try, and they are counted", async () => {
  for (const { page } of Object.values(sides)) {
    page.offline = true; // the browser notes what is cut off
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5000);
    // What is counted every second is so between two of ours.
    await page.clock.runFor(200);
  }
  await server.stop();
  for (const [name, side] of Object.entries(sides)) {
    // Each wait is longer than the one before.
    await until(async () => (await countdown(side)) > 5 || passes(side, 0.5), "the next try is some seconds away");
    await passes(side, 1);
    const [seconds, tries] = [await countdown(side), side.tries];
    for (const later of [1, 2]) {
      await passes(side, 1);
      assert.equal(await countdown(side), seconds - later, name);
    }
    assert.ok(await tryNow(side).isVisible());
    assert.equal(side.tries, tries, "nothing is tried before");
  }
});

step("it is tried when the line said so, and at once for whoever does not wait", async () => {
  for (const [name, side] of Object.entries(sides)) {
    const [seconds, tries] = [await countdown(side), side.tries];
    assert.ok(seconds > 2, name);
    // The line counts whole seconds, of which one has begun.
    await passes(side, seconds - 2);
    assert.deepEqual([await countdown(side), side.tries], [2, tries], name);
    await passes(side, 2);
    await until(() => side.tries === tries + 1, "it is tried");
    await until(() => countdown(side), "in vain");
    await tryNow(side).click();
    await until(() => side.tries === tries + 2, "it is tried at once");
    await until(() => countdown(side), "in vain");
    assert.equal(side.tries, tries + 2, "once");
  }
});

step("what is written meanwhile waits, and the desk's line counts it", async () => {
  for (const [name, side] of Object.entries(sides)) {
    const body = side.where.locator("#body");
    await body.fill(`Written at the ${name}`);
    await side.send(body);
    await side.where.locator(".queued .by").getByText("Waiting for connection").waitFor();
  }
  await line(sides.desk).getByText(/^Connection lost\. Trying again in \d+ s\. 1 message waits to be sent\.$/).waitFor();
});

step("once the server is back, whoever asks is connected, the line is gone, and what waited is sent", async () => {
  await server.start();
  for (const [name, side] of Object.entries(sides)) {
    assert.ok(await line(side).isVisible(), "nobody has asked yet");
    await tryNow(side).click();
    await line(side).waitFor({ state: "hidden" });
    await side.where.locator(".queued").waitFor({ state: "detached" });
    await side.where.locator("#parts .bubble .text").filter({ hasText: `Written at the ${name}` }).waitFor();
    side.page.offline = false;
  }
  const { conversation_parts: parts } = await server.api("GET", `/conversations/${conversation}?display_as=plaintext`);
  assert.deepEqual(parts.conversation_parts.map(({ body }) => body).filter(Boolean), Object.keys(sides).map((name) => `Written at the ${name}`));
});
