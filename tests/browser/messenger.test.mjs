// The messenger's own manners: who is there, typing, seen, sound, several tabs, an address, one's own data.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";

import { look, lookClosely, looks } from "./looks.mjs";
import { Teammate, Visitor, blocked, closeAll, hand, kept, until, watchedPage } from "./people.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
/** The bytes of an archive as text; the names of what is in it stand there as they are. */
function archived(path) {
  const text = readFileSync(path, "latin1");
  assert.ok(text.startsWith("PK"), "it is an archive");
  return text;
}

let server, visitor, teammate;

const step = story({ of: mode });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** The frame as the server sends it, with other settings of the workspace. */
async function withSettings(page, settings) {
  await page.unroute("**/frame").catch(() => {});
  await page.route("**/frame", async (route) => {
    const response = await route.fetch();
    const block = /(<script type="application\/json" id="settings">)(.*?)(<\/script>)/s;
    const body = (await response.text()).replace(block, (all, begin, json, end) => begin + JSON.stringify({ ...JSON.parse(json), ...settings }) + end);
    await route.fulfill({ response, body });
  });
}

const allWeek = (from_minute, until_minute) => ({ time_zone: "Asia/Tokyo", hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from_minute, until_minute })) });

step("home says who is there, by the office's clock", async () => {
  visitor = await Visitor.arrive(server);
  const { page } = visitor;
  await withSettings(page, { reply_time: "hours", office_hours: allWeek(0, 1440) });
  await visitor.openMessenger();
  await visitor.frame.locator("#presence-text").getByText("within a few hours").waitFor();
  await visitor.settled();
  await looks(page, "messenger-home-open");
  const office = (hours, at) =>
    visitor.frame.evaluate(
      async ([hours, at]) => {
        const { office } = await import("/assets/messenger/presence.js");
        return office(hours, new Date(at));
      },
      [hours, at],
    );
  const weekdays = { time_zone: "Europe/Berlin", hours: [1, 2, 3, 4, 5].map((day) => ({ day, from_minute: 540, until_minute: 1020 })) };
  assert.deepEqual(await office(weekdays, "2026-03-02T08:00:00Z"), { open: true, opensIn: 0 }, "Monday, 9:00 in Berlin");
  assert.deepEqual(await office(weekdays, "2026-03-02T07:59:00Z"), { open: false, opensIn: 1 });
  assert.deepEqual(await office(weekdays, "2026-03-06T16:00:00Z"), { open: false, opensIn: 3840 }, "Friday, 17:00: back on Monday");
  assert.deepEqual(await office(weekdays, "2026-07-06T07:00:00Z"), { open: true, opensIn: 0 }, "in summer an hour earlier");
  assert.equal(await office({ ...weekdays, time_zone: "Mars/Olympus" }, "2026-03-02T08:00:00Z"), null);
  assert.equal(await office(null, "2026-03-02T08:00:00Z"), null);
  const { now } = await visitor.frame.evaluate(async () => {
    const { minuteOfWeek } = await import("/assets/messenger/presence.js");
    return { now: minuteOfWeek(new Date(), "Asia/Tokyo") % 1440 };
  });
  const later = now < 720 ? [now + 300, now + 301] : [now - 300, now - 299];
  await withSettings(page, { reply_time: "minutes", office_hours: allWeek(...later), data_contact: "privacy@kettle-and-fern.example" });
  await page.reload({ waitUntil: "networkidle" });
  await visitor.openMessenger();
  await visitor.frame.locator(".presence.away").getByText("Away now. Back").waitFor();
  await visitor.settled();
  await look(page, "messenger-home-away");
  assert.equal(await kept(page) + (await kept(visitor.frame)), 0, "nothing is stored by looking");
});

step("a sound is played for who asked for it, and what they chose is kept", async () => {
  const { frame } = visitor;
  const button = frame.locator("#sound");
  assert.equal(await button.getAttribute("data-on"), "false");
  await button.click();
  assert.equal(await button.getAttribute("data-on"), "true");
  assert.ok((await kept(visitor.page)) + (await kept(frame)) > 0, "the choice is kept");
  await button.click();
  assert.equal(await button.getAttribute("data-on"), "false");
  assert.ok((await kept(visitor.page)) + (await kept(frame)) > 0, "and so is silence");
});

step("a pasted picture is shown before it is sent, and after", async () => {
  await visitor.begin();
  await hand(visitor.frame, "paste", "#body", "crack.png");
  const preview = visitor.frame.locator("#chosen img");
  await until(() => preview.evaluate((image) => image.naturalWidth === 320).catch(() => false), "the preview is drawn");
  await visitor.settled();
  await look(visitor.page, "messenger-preview");
  await visitor.write("My cup has a crack.");
  await visitor.bubble("My cup has a crack.").waitFor();
  await until(() => visitor.frame.locator("#parts .bubble img").evaluate((image) => image.naturalWidth === 320).catch(() => false), "the picture is shown");
});

step("what is dropped anywhere on the conversation goes with the message", async () => {
  const { frame } = visitor;
  for (const [place, name] of [["#log", "receipt.txt"], ["#composer", "label.txt"]]) assert.ok(await hand(frame, "drop", place, name), `the page takes what is dropped on ${place}`);
  assert.deepEqual(await frame.locator("#chosen .file-name").allTextContents(), ["receipt.txt", "label.txt"]);
  await visitor.settled();
  await looks(visitor.page, "messenger-dropped");
  await frame.getByRole("button", { name: "Remove label.txt" }).click();
  await frame.locator("#send:enabled").click();
  await frame.locator("#parts .file-name").filter({ hasText: "receipt.txt" }).waitFor();
  await frame.locator(".queued").waitFor({ state: "detached" });
  assert.equal(await frame.locator(".file-name").filter({ hasText: "label.txt" }).count(), 0);
});

step("each side sees that the other is writing, and that what it wrote was seen", async () => {
  const read = visitor.frame.locator("#parts .seen");
  assert.equal(await read.count(), 0, "nobody has looked");
  teammate = await Teammate.arrive(server);
  await teammate.row("receipt.txt").first().click();
  await teammate.bubble("My cup has a crack.").waitFor();
  await read.waitFor();
  assert.equal(await visitor.frame.locator("#parts .group").last().locator(".seen").count(), 1, "it stands under the last message");
  await visitor.settled();
  await looks(visitor.page, "messenger-seen", lookClosely);
  await visitor.frame.locator("#body").pressSequentially("And the", { delay: 20 });
  await teammate.page.locator("#typing").getByText("is writing").waitFor();
  await visitor.frame.locator("#body").fill("");
  await teammate.page.locator("#composer input[name=kind][value=note]").check({ force: true });
  await teammate.page.locator("#composer #body").pressSequentially("A note", { delay: 20 });
  await teammate.page.locator("#composer #body").fill("");
  assert.ok(await visitor.frame.locator("#typing").isHidden(), "a note is not announced");
  await teammate.page.locator("#composer input[name=kind][value=comment]").check({ force: true });
  await teammate.page.locator("#composer #body").pressSequentially("We are", { delay: 20 });
  await visitor.frame.locator("#typing").getByText("is writing").waitFor();
  await visitor.settled();
  await look(visitor.page, "messenger-typing");
  await teammate.write("We are sorry. A new one is on its way.");
  await visitor.bubble("We are sorry. A new one is on its way.").waitFor();
  assert.equal(await read.count(), 0, "the answer says as much");
  const seen = (text) => teammate.page.locator(`#parts .bubble:has-text("${text}") + .seen`);
  await seen("We are sorry.").waitFor();
  await look(teammate.page, "inbox-seen");
  await visitor.frame.locator("#back").click();
  await teammate.write("It leaves today.");
  await until(() => visitor.frame.locator("#conversations .unread").count(), "it came, and is not looked at");
  assert.equal(await seen("We are sorry.").count(), 1, "what was seen stays where it was seen");
  assert.equal(await seen("It leaves today.").count(), 0);
  await look(teammate.page, "inbox-seen-before");
  await visitor.openConversation();
  await seen("It leaves today.").waitFor();
  assert.equal(await teammate.page.locator("#parts .seen").count(), 1);
});

step("an answer that is on its way while the messenger is closed was seen by nobody", async () => {
  const opened = /[/]conversations[/][^/]+[?]/;
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  await visitor.context.route(opened, (route) => held.then(() => route.continue()));
  const asked = visitor.page.waitForRequest(opened);
  await teammate.write("It has a new box.");
  await asked;
  await visitor.frame.locator("#conversation [data-act='close']").click();
  await visitor.frame.locator("#conversation").waitFor({ state: "hidden" });
  hold();
  await until(async () => (await visitor.page.title()).startsWith("(1) "), "it is counted");
  const seen = teammate.page.locator('#parts .bubble:has-text("It has a new box.") + .seen');
  assert.equal(await seen.count(), 0);
  await visitor.context.unroute(opened);
  await visitor.clickLauncher();
  await seen.waitFor();
  await until(async () => !(await visitor.page.title()).startsWith("("), "it is not counted any more");
});

step("what the pointer is down on is opened, though something comes meanwhile", async () => {
  const { frame, page } = visitor;
  await frame.locator("#back").click();
  await visitor.settled();
  const line = await frame.locator("#conversations button").first().elementHandle();
  await line.hover();
  await page.mouse.down();
  const told = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/conversations"));
  await teammate.write("It is wrapped in paper.");
  await (await told).finished();
  // One more answer, and what came of the last one would be drawn.
  await frame.evaluate(() => fetch("").then((answer) => answer.text()));
  assert.ok(await line.evaluate((one) => one.isConnected), "it is still there");
  await page.mouse.up();
  await visitor.bubble("It is wrapped in paper.").waitFor();
});

step("what was begun in one conversation waits there, and is not said in another", async () => {
  const { frame } = visitor;
  const [body, back, start] = ["#body", "#back", "#start"].map((name) => frame.locator(name));
  await body.fill("And its lid");
  await back.click();
  await start.click();
  assert.equal(await body.inputValue(), "");
  await body.fill("Something else");
  await back.click();
  await start.click();
  assert.equal(await body.inputValue(), "Something else", "of which nothing was sent goes on");
  await body.fill("");
  await back.click();
  await visitor.openConversation();
  assert.equal(await body.inputValue(), "And its lid");
  await body.fill("");
});

step("several tabs keep in step", async () => {
  const tab = new Visitor();
  tab.context = visitor.context;
  tab.page = await watchedPage(visitor.context);
  await tab.page.goto(server.ready.demo_site);
  await until(() => tab.frame, "the other tab has the messenger too");
  await visitor.clickLauncher(); // hidden in the first tab
  await teammate.write("Is there anything else?");
  const counted = (page) => page.evaluate(() => new Promise((resolve) => window.Troth("onUnreadCountChange", resolve)));
  for (const page of [visitor.page, tab.page]) await until(async () => (await counted(page)) === 1, "both count it");
  await tab.clickLauncher();
  await tab.openConversation();
  await tab.bubble("Is there anything else?").waitFor();
  for (const page of [visitor.page, tab.page]) await until(async () => (await counted(page)) === 0, "both know that it was read");
  assert.match(await visitor.page.title(), /^[^(]/);
  await tab.page.close();
});

step("when nobody is there, an address is asked for once and taken", async () => {
  const { page } = visitor;
  await page.evaluate(() => {
    window.supplied = 0;
    window.Troth("onUserEmailSupplied", () => (window.supplied += 1));
  });
  await visitor.clickLauncher();
  assert.ok(await visitor.frame.locator("#leave").isHidden(), "not while an answer is the last word");
  await visitor.write("No, thank you.");
  await visitor.bubble("No, thank you.").waitFor();
  await visitor.frame.locator("#leave").waitFor({ state: "visible" });
  assert.match(await visitor.frame.locator("#intro").textContent(), /^You appear here as [A-Z][a-z]+ [A-Z][a-z]+\.$/);
  await visitor.settled();
  await looks(page, "messenger-address");
  await visitor.frame.locator("#leave-email").fill("heron@people.example");
  await visitor.frame.locator("#leave button").click();
  await visitor.frame.locator("#leave").waitFor({ state: "hidden" });
  await until(() => page.evaluate(() => window.supplied === 1), "the page is told");
  await visitor.frame.locator("#intro").getByText("You appear here as heron@people.example.").waitFor();
});

step("the address that was left is in sight, and put right where it has a slip", async () => {
  const { frame, page } = visitor;
  const reached = frame.locator("#reached");
  const field = () => visitor.frame.locator("#leave-email");
  await reached.getByText("We can reach you at heron@people.example.").waitFor();
  await visitor.settled();
  await looks(page, "messenger-reached", lookClosely);
  await reached.getByRole("button", { name: "Change" }).click();
  assert.equal(await frame.evaluate(() => document.activeElement.id), "leave-email");
  assert.deepEqual([await field().inputValue(), await reached.isVisible()], ["heron@people.example", false]);
  await field().fill("heron@birds.example");
  await field().press("Enter");
  await reached.getByText("We can reach you at heron@birds.example.").waitFor();
  await frame.locator("#leave").waitFor({ state: "hidden" });
  assert.equal(await frame.evaluate(() => document.activeElement.id), "body");
  await page.reload();
  await visitor.openMessenger();
  await visitor.openConversation();
  await visitor.frame.locator("#reached").getByText("We can reach you at heron@birds.example.").waitFor();
  await visitor.frame.getByRole("button", { name: "Change" }).click();
  await field().fill("heron@people.example");
  await visitor.frame.locator("#leave button").click();
  await visitor.frame.locator("#reached").getByText("We can reach you at heron@people.example.").waitFor();
  const { data } = await server.api("GET", "/contacts?per_page=150");
  assert.ok(data.some(({ email, role }) => email === "heron@people.example" && role === "lead"));
});

step("a person sees what is held, takes it along, and has it erased", async () => {
  const { frame, page } = visitor;
  await frame.locator("#back").click();
  await frame.locator("#to-data").click();
  await frame.locator("#data-known").getByText("heron@people.example").waitFor();
  assert.match(await frame.locator("#data-where").textContent(), /the European Union/);
  assert.match(await frame.locator("#data-contact").textContent(), /privacy@kettle-and-fern/);
  await visitor.settled();
  await looks(page, "messenger-data");
  const [saved] = await Promise.all([page.waitForEvent("download"), frame.locator("#download").click()]);
  assert.equal(saved.suggestedFilename(), "my-data.zip");
  assert.ok(archived(await saved.path()).includes("person.json"));
  await frame.locator("#download:enabled").waitFor();
  await frame.locator("#erase").click();
  assert.equal(await frame.evaluate(() => document.activeElement.id), "erase-no", "the careful answer comes first");
  await frame.locator("#erase-no").click();
  await frame.locator("#erase").click();
  page.offline = true; // refused requests of a session that has ended are no problem
  await frame.locator("#erase-yes").click();
  await frame.locator("#erased").waitFor();
  await until(async () => (await kept(page)) + (await kept(frame)) === 0, "nothing stays on the device");
  const { data } = await server.api("GET", "/contacts?per_page=150");
  assert.ok(!data.some(({ email }) => email === "heron@people.example"));
  await teammate.row("No, thank you.").waitFor({ state: "detached" });
});

step("until its scripts are there, the messenger offers nothing that would be lost", async () => {
  const page = await watchedPage(visitor.context);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/messenger/talk.js*", (route) => held.then(() => route.continue()));
  await page.goto(new URL(`/messenger/${server.ready.workspace}/frame`, server.ready.inbox).href, { waitUntil: "commit" });
  await page.locator("#start").waitFor();
  assert.ok(await page.locator("#start").isDisabled());
  release();
  await page.locator("#start").click();
  await page.locator("#body").waitFor();
  await page.close();
});

step("the focus goes into the messenger once that is there, and is taken from nobody who went on elsewhere", async () => {
  const page = await watchedPage(visitor.context);
  const visit = Object.assign(new Visitor(), { context: visitor.context, page });
  const focused = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement.localName ?? document.activeElement.localName);
  /** Opens the messenger, which is on its way while `meanwhile` is done. */
  const open = async (meanwhile) => {
    await page.goto(server.ready.demo_site);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/frame", (route) => held.then(() => route.continue()));
    const asked = page.waitForRequest("**/frame");
    await visit.clickLauncher();
    await asked;
    await meanwhile();
    release();
    await until(() => visit.frame, "the messenger's frame opens");
    await visit.frame.locator("#start:enabled").waitFor();
    await visit.settled();
    await page.unroute("**/frame");
  };
  await open(async () => assert.equal(await focused(), "button", "it stays where it was until there is something to go to"));
  await until(async () => (await focused()) === "iframe", "it goes into the messenger");
  await until(() => visit.frame.evaluate(() => document.activeElement.id === "greeting"), "and to its beginning");
  await visit.begin();
  await page.keyboard.type("Typed");
  await until(async () => (await visit.frame.locator("#body").inputValue()) === "Typed", "keys come there");
  await open(() => page.evaluate(() => document.querySelector("main, body").appendChild(document.createElement("input")).focus()));
  await page.keyboard.type("Searched for");
  assert.deepEqual([await focused(), await page.locator("input").inputValue()], ["input", "Searched for"]);
  await page.close();
});
