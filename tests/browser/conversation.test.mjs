// A visitor and a teammate talk: live on both sides, kept over reloads and a server's stop, seen by nobody else.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { PATIENCE, Teammate, Visitor, blocked, closeAll, kept, until } from "./people.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
const FIRST = "Does the moss teapot keep its heat? 苔の急須 🫖";
const ANSWER = "For about an hour, with the lid on.";
const NOTE = "Regular customer: offer the tea cosy.";
const SCRIPT = `<img src="x" onerror="window.hurt=1"><script>window.hurt=1</script><b>bold?</b>`;
let server, visitor, teammate;

const step = story();

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
});

after(async () => {
  await closeAll();
  await server.stop();
});

const contacts = async () => (await server.api("GET", "/contacts")).total_count;
const watched = () => [visitor, teammate].filter(Boolean).map((one) => one.page);

function assertNoProblems() {
  for (const page of watched()) assert.deepEqual(page.problems, [], page.url());
}

step(`nothing is stored before the first click, nor before the first message (${mode})`, async () => {
  const known = await contacts();
  visitor = await Visitor.arrive(server);
  await visitor.page.locator("[data-troth]").waitFor({ state: "attached" });
  assert.equal(visitor.page.frames().length, 1, "no frame before the click");
  assert.equal(await kept(visitor.page), 0);
  assert.deepEqual(await visitor.context.cookies(), []);
  await visitor.openMessenger();
  assert.equal(new URL(visitor.frame.url()).hostname, "127.0.0.1", "another site than the shop's, localhost");
  assert.equal(await visitor.frame.evaluate(() => document.hasStorageAccess()), !blocked, mode);
  await visitor.begin();
  assert.equal(await kept(visitor.page) + (await kept(visitor.frame)), 0);
  assert.deepEqual(await visitor.context.cookies(), []);
  assert.equal(await contacts(), known, "no visitor before the first message");
  assertNoProblems();
});

step(`a message is in the inbox, and the answer in the messenger, without a reload (${mode})`, async () => {
  teammate = await Teammate.arrive(server);
  for (const page of watched()) await page.evaluate(() => (window.sameDocument = true));
  await visitor.write(FIRST);
  await visitor.bubble(FIRST).waitFor();
  await teammate.row(FIRST).waitFor();
  await teammate.openThread(FIRST);
  await teammate.write(NOTE, "note");
  await teammate.write(ANSWER);
  await visitor.bubble(ANSWER).waitFor();
  assert.equal(await visitor.bubble(NOTE).count(), 0, "a note is for teammates");
  for (const page of watched()) assert.equal(await page.evaluate(() => window.sameDocument), true, "no reload");
  assertNoProblems();
});

step(`a reload keeps all on both sides (${mode})`, async () => {
  await teammate.page.reload();
  for (const text of [FIRST, NOTE, ANSWER]) await teammate.bubble(text).waitFor();
  await visitor.page.reload();
  await visitor.openMessenger();
  await visitor.openConversation();
  for (const text of [FIRST, ANSWER]) await visitor.bubble(text).waitFor();
  assert.equal(await visitor.bubble(NOTE).count(), 0);
  assertNoProblems();
});

step(`a conversation opened while the list is still asked for shows its messages (${mode})`, async () => {
  await visitor.page.reload();
  await visitor.openMessenger();
  await visitor.frame.locator("#conversations button").first().waitFor();
  let [asked, release] = [0, null];
  const released = new Promise((resolve) => (release = resolve));
  const slow = async (route) => {
    asked += 1;
    await released;
    await route.continue();
  };
  await visitor.page.route("**/conversations", slow);
  for (let clicks = 0; clicks < 2; clicks += 1) await visitor.clickLauncher(); // closed and opened, it asks again
  await until(() => asked, "the list is asked for");
  await visitor.openConversation();
  release();
  for (const text of [FIRST, ANSWER]) await visitor.bubble(text).waitFor();
  await visitor.page.unroute("**/conversations", slow);
  assertNoProblems();
});

step(`two visitors never see each other's conversations (${mode})`, async () => {
  const other = await Visitor.arrive(server);
  await other.openMessenger();
  assert.equal(await other.frame.locator("#conversations li").count(), 0);
  await other.begin();
  await other.write("I am somebody else.");
  await teammate.row("I am somebody else.").waitFor();
  const mine = new URL(teammate.page.url()).pathname.split("/").at(-1);
  const asOther = async (id) => {
    const areas = await Promise.all([other.frame, other.page].map((frame) => frame.evaluate(() => ({ ...localStorage })).catch(() => ({}))));
    const [, kept] = areas.flatMap(Object.entries).find(([name]) => name.endsWith(".visitor"));
    const { token } = JSON.parse(kept);
    const base = new URL(other.frame.url()).pathname.replace(/\/frame$/, "");
    return other.frame.evaluate(
      async ([path, token]) => {
        const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
        return { status: answer.status, body: await answer.text() };
      },
      [`${base}/conversations${id}`, token],
    );
  };
  const list = await asOther("");
  assert.equal(list.status, 200);
  assert.equal(JSON.parse(list.body).conversations.length, 1);
  other.page.offline = true; // a refused request is an error in the console
  assert.equal((await asOther(`/${mine}`)).status, 404);
  assert.equal((await asOther("/123456789")).body, (await asOther(`/${mine}`)).body, "theirs and none: the same answer");
  await visitor.frame.locator("#back").click();
  assert.equal(await visitor.frame.locator("#conversations li").count(), 1);
  await visitor.openConversation();
  assert.deepEqual(other.page.problems, []);
  await other.context.close();
});

step(`what looks like markup is shown as text (${mode})`, async () => {
  const talk = teammate.page.url();
  await visitor.write(SCRIPT);
  await visitor.bubble(SCRIPT).waitFor();
  await teammate.bubble(SCRIPT).waitFor();
  await server.api("POST", "/contacts", { role: "user", external_id: "markup", name: SCRIPT }).then(async (person) => {
    await server.api("POST", "/conversations", { from: { type: "user", id: person.id }, body: "Who am I?" });
  });
  await teammate.row("Who am I?").waitFor();
  await teammate.openThread("Who am I?");
  assert.equal(await teammate.page.locator("#person h2").textContent(), SCRIPT);
  for (const frame of [teammate.page, visitor.page, visitor.frame]) assert.equal(await frame.evaluate(() => window.hurt), undefined);
  await teammate.page.goto(talk);
  await teammate.bubble(FIRST).waitFor();
  assertNoProblems();
});

step(`an unsent message waits for the server and arrives once (${mode})`, async () => {
  for (const page of watched()) page.offline = true;
  await server.stop();
  const late = "Written while nobody listened.";
  await visitor.write(late);
  await visitor.frame.locator(".queued .text").filter({ hasText: late }).waitFor();
  await teammate.page.locator("#composer #body").fill("An answer into the void.");
  await teammate.page.locator("#send").click();
  await teammate.page.locator("#queued .text").filter({ hasText: "An answer into the void." }).waitFor();
  await server.start();
  await visitor.frame.locator(".queued").waitFor({ state: "detached" });
  await teammate.bubble(late).waitFor();
  await visitor.bubble("An answer into the void.").waitFor();
  await until(() => teammate.page.locator("#queued li").count().then((count) => count === 0), "the answer is sent");
  const id = new URL(teammate.page.url()).pathname.split("/").at(-1);
  const { source, conversation_parts: list } = await server.api("GET", `/conversations/${id}?display_as=plaintext`);
  const bodies = [source, ...list.conversation_parts].map((part) => part.body);
  for (const text of [late, "An answer into the void."]) assert.equal(bodies.filter((body) => body === text).length, 1, text);
  for (const page of watched()) page.offline = false;
});

step(`signing out ends the session (${mode})`, async () => {
  await teammate.page.locator("form[action='/sign-out'] button").click();
  await teammate.page.waitForURL(/\/sign-in\//, { timeout: PATIENCE });
  await teammate.page.goto(new URL("/inbox", server.ready.inbox).href);
  assert.match(teammate.page.url(), /\/sign-in/);
  assertNoProblems();
});
