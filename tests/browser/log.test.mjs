// The activity log in the inbox: what was just done stands there, and can be found, taken away and moved through by keyboard.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { Teammate, closeAll } from "./people.mjs";
import { Server } from "./server.mjs";

let server, teammate, page;

before(async () => {
  server = new Server();
  await server.start();
  teammate = await Teammate.arrive(server);
  ({ page } = teammate);
});

after(async () => {
  await closeAll();
  await server.stop();
});

test("a look at a conversation stands in the log, with its place and its checkpoint", async () => {
  await page.locator("#list .row").first().click();
  await page.locator("#thread #parts .bubble").first().waitFor();
  const id = new URL(page.url()).pathname.split("/").pop();
  await page.goto(new URL("/inbox/log", page.url()).href);
  const line = page.locator("#entries > li").filter({ hasText: `conversation ${id}` }).and(page.locator("[title='conversation.read']")).first();
  await line.waitFor();
  assert.match(await line.locator(".proof").textContent(), /#\d+\s+checkpoint \d+/);
  assert.deepEqual(page.problems, []);
});

test("the filter keeps what it is asked for", async () => {
  await page.locator("select[name=act]").selectOption("log.read");
  await page.locator(".log-filter .primary").click();
  await page.waitForURL(/act=log\.read/);
  const acts = await page.locator("#entries > li").evaluateAll((all) => all.map((one) => one.title));
  assert.ok(acts.length > 0 && acts.every((act) => act === "log.read"));
  await page.locator(".log-filter .quiet").click();
  await page.waitForURL(/\/inbox\/log$/);
});

test("J and K move through it", async () => {
  const ids = await page.locator("#entries > li").evaluateAll((lines) => lines.map((line) => line.id));
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.locator("body").press("j");
  assert.equal(await focused(), ids[0]);
  await page.keyboard.press("j");
  assert.equal(await focused(), ids[1]);
  await page.keyboard.press("k");
  assert.equal(await focused(), ids[0]);
});

test("a checkpoint and an export can be taken away", async () => {
  const take = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  };
  const checkpoint = await take("Download checkpoint");
  assert.match(checkpoint.name, /^checkpoint-[a-z0-9]+-\d+\.txt$/);
  const [origin, size] = checkpoint.text.split("\n");
  assert.match(origin, /^troth\/log\//);
  const log = await take("Export");
  const lines = log.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.ok(lines[0].size > Number(size));
  assert.equal(lines.length, lines[0].size + 2);
  assert.equal(lines.at(-2).reads.action, "log.exported");
  assert.ok(lines.at(-1).checkpoint.startsWith(`${origin}\n${lines[0].size}\n`));
});

test("an agent does not see it", async () => {
  const agent = await Teammate.arrive(server, server.ready.inbox_second);
  assert.equal(await agent.page.locator("a[href='/inbox/log']").count(), 0);
  for (const path of ["/inbox/log", "/inbox/log/checkpoint", "/inbox/log/export"]) {
    const answer = await agent.page.request.get(new URL(path, agent.page.url()).href);
    assert.ok([403, 404].includes(answer.status()), `${path}: ${answer.status()}`);
  }
  await agent.context.close();
});
