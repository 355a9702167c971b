// A browser that keeps nothing of any site: what is written arrives and is answered all the same, and ends with the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookClosely, looks } from "./looks.mjs";
import { Visitor, browser, closeAll, kept, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

const NOT_KEPT = "Your browser keeps nothing for this site: the conversation ends when you leave the page.";
let server, admin;

before(async () => {
  server = new Server();
  await server.start();
  ({ id: admin } = await server.api("GET", "/me"));
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** Somebody whose browser keeps nothing, on the website or where the messenger is a page of its own. */
async function arrive(address) {
  const visitor = new Visitor();
  visitor.context = await browser({ keepsNothing: true });
  visitor.page = await watchedPage(visitor.context);
  await visitor.page.goto(address, { waitUntil: "networkidle" });
  for (const name of ["localStorage", "sessionStorage"]) {
    const why = await visitor.page.evaluate((name) => Promise.resolve().then(() => window[name].length).catch((problem) => problem.name), name);
    assert.equal(why, "SecurityError", name);
  }
  return visitor;
}

/** Writes twice in one conversation, and is answered. */
async function talks(visitor, text) {
  await visitor.say(text);
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  const { id } = conversations[0];
  await server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body: "It is here." });
  await visitor.bubble("It is here.").waitFor();
  await visitor.say("Thank you.");
  const { source, conversation_parts: parts } = await server.api("GET", `/conversations/${id}?display_as=plaintext`);
  assert.deepEqual([source, ...parts.conversation_parts].map(({ body }) => body).filter(Boolean), [text, "It is here.", "Thank you."]);
}

test("where the messenger is a page of its own, it says at once that the conversation ends with the page, and so it does", async () => {
  const visitor = await arrive(new URL(`/messenger/${server.ready.workspace}/frame`, server.ready.inbox).href);
  const { page } = visitor;
  await page.locator("#start").click();
  await page.locator("#intro").getByText(NOT_KEPT).waitFor();
  await talks(visitor, "Is this the place?");
  await page.locator("#intro").getByText(NOT_KEPT).waitFor();
  await looks(page, "unkept", lookClosely);
  assert.equal(await kept(page), 0);
  await page.reload({ waitUntil: "networkidle" });
  await page.locator("#start:enabled").waitFor();
  assert.equal(await page.locator("#conversations li").count(), 0);
  assert.deepEqual(page.problems, []);
});

test("on a website the messenger says so once somebody has written, and nothing of it stays either", async () => {
  const visitor = await arrive(server.ready.demo_site);
  const { page } = visitor;
  await visitor.openMessenger();
  await visitor.begin();
  await talks(visitor, "Is this the shop?");
  await visitor.frame.locator("#intro").getByText(NOT_KEPT).waitFor();
  assert.equal((await kept(page)) + (await kept(visitor.frame)), 0);
  assert.deepEqual(await visitor.context.cookies(), []);
  await page.reload({ waitUntil: "networkidle" });
  await visitor.openMessenger();
  assert.equal(await visitor.frame.locator("#conversations li").count(), 0);
  assert.deepEqual(page.problems, []);
});
