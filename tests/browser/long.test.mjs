// What grows long in the messenger: a thread that opens at its end, a broken line over which much was said, many conversations.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { lookClosely, looks } from "./looks.mjs";
import { PATIENCE, Visitor, blocked, closeAll, until } from "./people.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
const BEGAN = "How is it descaled?";
let server, visitor, page, admin, talk;

const step = story({ of: mode, timeout: 8 * PATIENCE });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  ({ id: admin } = await server.api("GET", "/me"));
});

after(async () => {
  await closeAll();
  await server.stop();
});

const nth = (number) => `Step ${number}.`;
const numbered = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => nth(from + at));
const shown = () => visitor.frame.locator("#parts .bubble .text").allTextContents();
const earlier = () => visitor.frame.locator("#earlier");

async function answer(from, to) {
  for (const body of numbered(from, to)) await server.api("POST", `/conversations/${talk}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body });
}

/** How far below the window's edge a part stands. */
const place = (text) => visitor.bubble(text).evaluate((bubble) => bubble.getBoundingClientRect().top);

step("a long thread opens at its newest, and earlier ones come without moving what is read", async () => {
  visitor = await Visitor.arrive(server);
  ({ page } = visitor);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.say(BEGAN);
  talk = (await server.api("GET", "/conversations?per_page=1")).conversations[0].id;
  await page.goto("about:blank");
  await answer(1, 120);
  await page.goto(server.ready.demo_site);
  await visitor.openMessenger();
  await visitor.openConversation();
  await visitor.bubble(nth(120)).waitFor();
  assert.deepEqual(await shown(), numbered(71, 120));
  await until(() => visitor.frame.locator("#log").evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2), "the newest is in sight");
  assert.equal(await visitor.frame.locator("#said").textContent(), "", "what was there before is not told as new");

  await visitor.frame.locator("#log").evaluate((log) => (log.scrollTop = 0));
  await visitor.settled();
  await looks(page, "messenger-earlier", lookClosely);
  await visitor.frame.locator("#log").evaluate((log) => (log.scrollTop = 0));
  const before = await place(nth(71));
  await earlier().click();
  await visitor.bubble(nth(21)).waitFor();
  assert.deepEqual(await shown(), numbered(21, 120));
  assert.ok(Math.abs((await place(nth(71))) - before) < 2, "what was read stays in its place");
  await until(async () => (await visitor.frame.locator("#said").textContent()) === "Earlier messages are shown.", "it is told");
  await earlier().press("Enter");
  await visitor.bubble(BEGAN).waitFor();
  assert.deepEqual(await shown(), [BEGAN, ...numbered(1, 120)]);
  assert.ok(await earlier().isHidden());
  assert.equal(await visitor.frame.evaluate(() => document.activeElement.id), "log", "focus is not lost");
});

step("after a long broken line all that was said comes, once and in order", async () => {
  page.offline = true; // the browser notes what is cut off
  await visitor.context.setOffline(true);
  await visitor.frame.locator("#line:not([hidden])").waitFor();
  await answer(121, 240);
  assert.equal(await visitor.bubble(nth(121)).count(), 0, "nobody could tell it");
  await visitor.context.setOffline(false);
  await visitor.bubble(nth(240)).waitFor();
  assert.deepEqual(await shown(), [BEGAN, ...numbered(1, 240)]);
  await visitor.say("Thank you.");
  assert.deepEqual(await shown(), [BEGAN, ...numbered(1, 240), "Thank you."]);
});

step("what was removed from a page that was asked for is taken out", async () => {
  const { conversation_parts: all } = await server.api("GET", `/conversations/${talk}?display_as=plaintext`);
  const { id } = all.conversation_parts.find((part) => part.body === nth(3));
  await server.api("POST", "/conversations/redact", { type: "conversation_part", conversation_id: talk, conversation_part_id: id });
  await visitor.bubble("What stood here was taken out.").waitFor();
  assert.equal(await visitor.bubble(nth(3)).count(), 0);
});

step("each of many conversations is reached", async () => {
  const whose = await page.evaluate(() => window.Troth("getVisitorId"));
  const ids = [];
  for (let number = 1; number <= 103; number += 1) {
    const begun = await server.api("POST", "/conversations", { from: { type: "user", id: whose }, body: `Question ${number}` });
    ids.push(begun.conversation_id);
  }
  await visitor.frame.locator("#back").click();
  const lines = visitor.frame.locator("#conversations li");
  const previews = () => visitor.frame.locator("#conversations .preview").allTextContents();
  const older = visitor.frame.locator("#older");
  await lines.filter({ hasText: "Question 103" }).waitFor();
  assert.equal(await lines.count(), 50);
  await older.scrollIntoViewIfNeeded();
  await visitor.settled();
  await looks(page, "messenger-older", lookClosely);
  await older.click();
  await until(async () => (await lines.count()) === 100, "fifty more");
  assert.match(await visitor.frame.evaluate(() => document.activeElement.textContent), /^Question 53/, "it goes on at the first that came");
  await older.click();
  await until(async () => (await lines.count()) === 104, "all of them");
  assert.ok(await older.isHidden());
  assert.deepEqual(await previews(), [...Array.from({ length: 103 }, (_, at) => `Question ${103 - at}`), "Thank you."]);
  await lines.filter({ hasText: "Thank you." }).locator("button").click();
  await visitor.bubble("Thank you.").waitFor();
});

step("one that is not listed is opened by the page, and left when it is deleted", async () => {
  await page.goto(server.ready.demo_site);
  await until(() => visitor.frame, "whoever has written has the frame");
  page.offline = false;
  await page.evaluate((id) => window.Troth("showConversation", id), talk);
  await visitor.bubble("Thank you.").waitFor();
  assert.equal(await visitor.frame.locator("#conversations li").count(), 50, "it is not among them");
  await server.api("DELETE", `/conversations/${talk}`);
  await visitor.frame.locator("#home").waitFor({ state: "visible" });
  await page.evaluate(() => window.Troth("showConversation", "../data"));
  await visitor.frame.locator("#home").waitFor({ state: "visible" });
  assert.deepEqual(page.problems.filter((one) => !one.includes("404")), []);
});
