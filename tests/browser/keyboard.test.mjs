// A whole conversation without a pointer, on both sides: where the focus is at each step, and what a screen reader is told.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { accessible } from "./looks.mjs";
import { PATIENCE, Teammate, Visitor, blocked, closeAll, until } from "./people.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
let server, visitor, mina, page;

const step = story({ of: mode, timeout: 6 * PATIENCE, pages: () => [visitor, mina].map((one) => one.page) });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  [visitor, mina] = [await Visitor.arrive(server), await Teammate.arrive(server)];
  page = visitor.page;
  await page.locator("[data-troth]").waitFor({ state: "attached" });
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** What has the focus on the website: its name, with a number that tells it from others of that name. */
const onSite = () =>
  page.evaluate(() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    const all = [...(one.getRootNode().querySelectorAll("*") ?? [])];
    return one === document.body ? "body" : `${one.className || one.localName} ${all.indexOf(one)}`;
  });

const inFrame = () =>
  visitor.frame.evaluate(() => {
    const one = document.activeElement;
    return one !== document.body ? `${one.id || one.className || one.localName} ${[...document.querySelectorAll("*")].indexOf(one)}` : "nothing";
  });

/** What has the focus: on the website, or in the messenger. */
async function focus() {
  const there = await onSite();
  return there.startsWith("iframe ") ? `messenger: ${await inFrame()}` : there;
}

async function focused(what) {
  let there;
  const arrived = async () => (there = await focus()).startsWith(`${what} `);
  await until(arrived, `the focus is on ${what}`).catch((problem) => assert.fail(`${problem.message}, not on ${there}`));
}

/** Walks on with Tab, or back, to what is named. */
async function walk(what, key = "Tab") {
  for (let steps = 0; steps < 60; steps += 1) {
    const before = await focus();
    if (before.startsWith(`${what} `)) return;
    await page.keyboard.press(key);
    await until(async () => (await focus()) !== before, `${key} leads on from ${before}`);
  }
  assert.fail(`${key} does not lead to ${what}: it ends at ${await focus()}`);
}

const launcher = () => page.locator("[data-troth] .launcher");
/** What was told a screen reader since it was asked last. */
const told = (frame) => frame.evaluate(() => window.told.splice(0));
const listen = (frame) =>
  frame.evaluate(() => {
    const said = document.getElementById("said");
    window.told = [];
    new MutationObserver(() => said.textContent && window.told.push(said.textContent)).observe(said, { childList: true, characterData: true, subtree: true });
  });
const hears = async (frame, text) => {
  const all = [];
  await until(async () => all.push(...(await told(frame))) && all.some((one) => one === text), `"${text}" is told`);
  assert.deepEqual(all, [text]);
};

step("the launcher is reached and opens the messenger, where a conversation is begun", async () => {
  await walk("launcher");
  assert.equal(await launcher().getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Enter");
  await until(() => visitor.frame, "the frame opens");
  await visitor.frame.locator("#start:enabled").waitFor();
  await focused("messenger: greeting");
  assert.equal(await launcher().getAttribute("aria-expanded"), "true");
  await listen(visitor.frame);
  await walk("messenger: start");
  await page.keyboard.press("Enter");
  await focused("messenger: body");
  assert.ok(await visitor.frame.locator("#send").isDisabled());
  await page.keyboard.type("Is the tin airtight?");
  await page.keyboard.press("Enter");
  await visitor.arrived("Is the tin airtight?");
  await focused("messenger: body");
});

step("an address is left, which is thanked for, and one goes on writing", async () => {
  await visitor.frame.locator("#leave").waitFor({ state: "visible" });
  assert.deepEqual(await told(visitor.frame), [], "nothing of one's own is told");
  await walk("messenger: leave-email", "Shift+Tab");
  await page.keyboard.type("tin@people.example");
  await page.keyboard.press("Enter");
  await hears(visitor.frame, "Thank you. We can reach you at tin@people.example.");
  await visitor.frame.locator("#leave").waitFor({ state: "hidden" });
  await focused("messenger: body");
});

const here = (selector) => until(() => mina.page.evaluate((one) => document.activeElement?.matches(one), selector), `${selector} has the focus`);

step("a teammate finds it, opens it and answers, each of which the visitor is told", async () => {
  const { keyboard } = mina.page;
  const row = mina.row("Is the tin airtight?").first();
  await row.waitFor();
  // The list may move while one walks.
  await until(async () => {
    await keyboard.press("j");
    return row.evaluate((one) => one === document.activeElement);
  }, "J leads to it");
  await keyboard.press("Enter");
  await mina.bubble("Is the tin airtight?").waitFor();
  await listen(mina.page);
  for (const answer of ["It is.", "For about a year."]) {
    await keyboard.press("r");
    await here("#composer #body");
    await keyboard.type(answer);
    await keyboard.press("Control+Enter");
    await mina.bubble(answer).waitFor();
    await visitor.bubble(answer).waitFor();
    await hears(visitor.frame, "New message from Mina Okafor");
    await here("#composer #body");
    await keyboard.press("Escape");
    await here("#log");
  }
  await focused("messenger: body");
  assert.deepEqual(await told(mina.page), [], "nothing of one's own is told");
});

step("a note is the team's alone, and the visitor's next word is told there", async () => {
  const { keyboard } = mina.page;
  await keyboard.press("n");
  await here("#composer #body");
  await keyboard.type("Ask the maker.");
  await keyboard.press("Control+Enter");
  await mina.bubble("Ask the maker.").waitFor();
  await keyboard.press("Escape");
  await here("#log");
  await page.keyboard.type("Thank you!");
  await page.keyboard.press("Enter");
  await mina.bubble("Thank you!").waitFor();
  const [said] = await until(async () => (await mina.page.evaluate(() => window.told.length)) && told(mina.page), "it is told");
  assert.match(said, /^New message from /);
  assert.equal(await visitor.bubble("Ask the maker.").count(), 0);
  assert.deepEqual(await told(visitor.frame), []);
});

step("what is closed there is said here, and Escape leads back to the list", async () => {
  const { keyboard } = mina.page;
  const id = await mina.page.locator("#thread").getAttribute("data-id");
  await keyboard.press("e");
  await mina.page.locator("#thread[data-state=closed]").waitFor();
  await visitor.frame.locator("#closed[role=status]").filter({ hasText: "This conversation is closed." }).waitFor();
  await keyboard.press("Escape");
  // It leaves the list of what is open, and does not take the focus along.
  await mina.page.locator(`#list .row[data-id="${id}"]`).waitFor({ state: "detached" });
  await here("#list .row");
});

step("back at home the conversation is listed, and Escape closes with the focus on the launcher", async () => {
  await accessible(page, "keyboard-conversation");
  await walk("messenger: back", "Shift+Tab");
  await page.keyboard.press("Enter");
  await focused("messenger: greeting");
  await visitor.frame.locator("#conversations li").filter({ hasText: "Thank you!" }).waitFor();
  await page.keyboard.press("Escape");
  await focused("launcher");
  assert.equal(await launcher().getAttribute("aria-expanded"), "false");
  assert.ok(await page.locator("[data-troth] .panel").isHidden());
  await page.keyboard.press("Enter");
  await focused("messenger: greeting");
  await visitor.frame.locator("#conversations button").first().waitFor();
  await walk("messenger: sound");
  await walk("messenger: to-data", "Shift+Tab");
  await page.keyboard.press("Enter");
  await focused("messenger: data-title");
  await walk("messenger: erase");
  await page.keyboard.press("Escape");
  await focused("launcher");
});
