// What is new is told by a sound and by the desktop, whatever the list shows; what one does oneself, or has before one, is not.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Teammate, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";
import { story } from "./steps.mjs";

let server, mina, page, jonas, person, visitor;
let number = 0;

const step = story({ pages: () => [mina, jonas].filter(Boolean).map((one) => one.page) });

/** Records what the desktop is told, and every note that a real audio context is made to play; `away` says where one looks. */
function record() {
  window.told = [];
  window.notes = [];
  window.away = true;
  window.Notification = class extends EventTarget {
    static permission = "granted";
    constructor(title, options) {
      super();
      window.told.push({ title, ...options, notice: this });
    }
    close() {}
  };
  document.hasFocus = () => !window.away;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when) {
    window.notes.push(this.context.state);
    return start.call(this, when);
  };
}

before(async () => {
  server = new Server();
  await server.start();
  mina = await Teammate.arrive(server);
  page = mina.page;
  await page.addInitScript(record);
  await page.goto(new URL("/inbox?folder=mine", page.url()).href);
  await page.locator("#list").waitFor();
  jonas = await Teammate.arrive(server, server.ready.inbox_second);
  person = await server.api("POST", "/contacts", { role: "user", external_id: "notices-1", name: "Vera Holm" });
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** What was told so far, by title. */
const told = () => page.evaluate(() => window.told.map((one) => one.title));
const sounds = () => page.evaluate(() => window.notes.length);

/** Until exactly these were told since `before`. */
async function tells(before, titles) {
  await until(async () => (await told()).length >= before.length + titles.length, `${titles} is told`);
  assert.deepEqual((await told()).slice(before.length), titles);
}

/** A new conversation with her; answers its id. */
async function asks(body) {
  const begun = await server.api("POST", "/conversations", { from: { type: "user", id: person.id }, body });
  return begun.conversation_id;
}

/** Somebody else begins a conversation; answers their name. */
async function marks() {
  number += 1;
  const name = `Marker ${number}`;
  const marker = await server.api("POST", "/contacts", { role: "user", external_id: `marker-${number}`, name });
  await server.api("POST", "/conversations", { from: { type: "user", id: marker.id }, body: "Is it heard?" });
  return name;
}

/** Nothing was told since `before`: a conversation that begins now is told, and what came before it would have been. */
async function settled(before) {
  await tells(before, [`New message from ${await marks()}`]);
}

step("who stands in Mine is told of what nobody has, by a sound that is really started", async () => {
  await page.locator("#notices").click();
  await page.locator("#notices[aria-pressed=true]").waitFor();
  await until(sounds, "the choice is heard");
  assert.ok((await page.evaluate(() => window.notes)).every((state) => state === "running"));
  const before = await sounds();
  await asks("A secret about the kettle");
  await tells([], ["New message from Vera Holm"]);
  assert.equal(await sounds(), before + 2, "two soft notes");
  assert.equal(await mina.row("Vera Holm").count(), 0, "the list does not show it");
  assert.ok(!JSON.stringify(await page.evaluate(() => window.told)).includes("kettle"));
});

step("so is who looks at what a search found, and the notice opens what it tells of", async () => {
  await page.keyboard.press("/");
  await page.locator("#search input[name=q]").fill("Bram");
  await page.locator("#search input[name=q]").press("Enter");
  await page.locator("#list[data-searched]").waitFor();
  const before = await told();
  const id = await asks("And its lid");
  await tells(before, ["New message from Vera Holm"]);
  assert.ok(await page.locator("#list[data-searched]").isVisible(), "what was found stays");
  await page.evaluate(() => window.told.at(-1).notice.dispatchEvent(new Event("click")));
  await mina.bubble("And its lid").waitFor();
  assert.equal(new URL(page.url()).pathname, `/inbox/${id}`);
});

step("what is before one's eyes is not told, and is once one looks away", async () => {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const again = (body) => server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "user", intercom_user_id: person.id, body });
  await page.evaluate(() => (window.away = false));
  const [before, quiet] = [await told(), await sounds()];
  await again("Still there?");
  await mina.bubble("Still there?").waitFor();
  // What is elsewhere is heard, and by no notice over what one looks at.
  await marks();
  await until(async () => (await sounds()) === quiet + 2, "the other one alone is heard");
  assert.deepEqual(await told(), before);
  await page.evaluate(() => (window.away = true));
  await again("Hello?");
  await tells(before, ["New message from Vera Holm"]);
});

step("what a colleague gives one, and where one is mentioned, is told; what one does oneself is not", async () => {
  const path = new URL(page.url()).pathname;
  await jonas.page.goto(new URL(path, page.url()).href);
  await jonas.page.locator("#composer").waitFor();
  const before = await told();
  await jonas.write("@Mina Okafor, do you know?", "note");
  await tells(before, ["You were mentioned: Vera Holm"]);

  const given = await told();
  const give = async (who, name) => {
    await who.page.locator("#thread-head [data-menu=assign] summary").click();
    await who.page.locator("#thread-head .choice", { hasText: name }).first().click();
    await who.page.locator("#thread-head .has", { hasText: name }).waitFor();
    await who.page.locator("#parts .event", { hasText: name }).last().waitFor();
  };
  await give(jonas, "Mina Okafor");
  await tells(given, ["Assigned to you: Vera Holm"]);

  const own = await told();
  await give(mina, "Jonas Lindqvist");
  await give(mina, "Mina Okafor");
  await mina.write("A note of one's own, @Mina Okafor", "note");
  await mina.write("I am on it.");
  await settled(own);
});

step("what is a colleague's is not told, and whoever chose silence hears nothing", async () => {
  await jonas.page.locator("#thread-head [data-menu=assign] summary").click();
  await jonas.page.locator("#thread-head .choice", { hasText: "Jonas Lindqvist" }).first().click();
  await page.locator("#thread-head .has", { hasText: "Jonas Lindqvist" }).waitFor();
  const before = await told();
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "user", intercom_user_id: person.id, body: "Thank you, Jonas" });
  await mina.bubble("Thank you, Jonas").waitFor();
  await settled(before);
  await page.locator("#notices").click();
  await page.locator("#notices[aria-pressed=false]").waitFor();
  const count = async () => Number(await page.locator('[data-count="unassigned"]').textContent());
  const nobodys = [{ field: "open", operator: "=", value: true }, ...["admin", "team"].map((whose) => ({ field: `${whose}_assignee_id`, operator: "=", value: 0 }))];
  const query = { operator: "AND", value: nobodys };
  await until(async () => (await count()) === (await server.api("POST", "/conversations/search", { query })).total_count, "all of before is counted");
  const [silent, quiet, free] = [await told(), await sounds(), await count()];
  await asks("Does anybody hear me?");
  await until(async () => (await count()) === free + 1, "it is counted");
  assert.deepEqual([await told(), await sounds()], [silent, quiet]);
});

step("the messenger plays a sound for who asked for it, once an answer comes", async () => {
  visitor = new Visitor();
  visitor.context = await browser();
  visitor.page = await watchedPage(visitor.context);
  await visitor.context.addInitScript(record);
  await visitor.page.goto(server.ready.demo_site, { waitUntil: "networkidle" });
  await visitor.openMessenger();
  const heard = () => visitor.frame.evaluate(() => window.notes);
  assert.deepEqual(await heard(), []);
  await visitor.settled();
  await visitor.frame.locator("#sound").click();
  await until(async () => (await heard()).length === 2, "the choice is heard");
  await visitor.begin();
  await visitor.say("Do you deliver on Sundays?");
  assert.equal((await heard()).length, 2, "one's own words are not told");
  await jonas.page.goto(new URL("/inbox?folder=unassigned", jonas.page.url()).href);
  await jonas.openThread("Do you deliver on Sundays?");
  await jonas.write("On Sundays we sleep.");
  await visitor.bubble("On Sundays we sleep.").waitFor();
  await until(async () => (await heard()).length === 4, "the answer is heard");
  assert.ok((await heard()).every((state) => state === "running"));
  assert.deepEqual(visitor.page.problems, []);
});

step("so is who goes on to another page, has clicked there, and left the messenger closed", async () => {
  const { page } = visitor;
  await page.reload();
  await until(() => visitor.frame, "the frame opens out of sight");
  await page.mouse.click(200, 200);
  await jonas.write("On Mondays we do.");
  await until(async () => (await visitor.frame.evaluate(() => window.notes)).length === 2, "the answer is heard");
  assert.ok(await page.locator("iframe").isHidden());
  assert.deepEqual(await visitor.frame.evaluate(() => window.notes), ["running", "running"]);
  assert.deepEqual(page.problems, []);
});
