// What an inbox has beside the acts of every day: views, a real way back, and times for several at once.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { accessible, lookClosely, looks } from "./looks.mjs";
import { Teammate, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";
import { story } from "./steps.mjs";

let server, mina, page;

const step = story({ pages: () => [page] });

before(async () => {
  server = new Server();
  await server.start();
  // Far from where the server is, and from where the test runs.
  mina = await Teammate.arrive(server, server.ready.inbox, { timezoneId: "Asia/Tokyo" });
  page = mina.page;
});

after(async () => {
  await closeAll();
  await server.stop();
});

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const shown = (selector) => page.locator(selector).first().waitFor();
const toast = (text) => page.locator("#toast").filter({ hasText: text }).waitFor();
const focused = (selector) => until(() => page.evaluate((one) => document.activeElement?.matches(one), selector), `${selector} has the focus`);
const goTo = async (path) => {
  await page.goto(new URL(path, page.url()).href);
  await shown(".inbox.scripted, .erasure-page");
};
const ids = () => page.locator("#list .row").evaluateAll((rows) => rows.map((row) => row.dataset.id));
const listed = (count) => until(async () => (await page.locator("#list .row").count()) === count, `${count} are listed`);
let view;

step("a view is made from the list that is open, stands among the folders, and counts", async () => {
  await goTo("/inbox?folder=unassigned&state=open&sort=waiting");
  await shown("#list .row");
  const first = (await ids())[0];
  await goTo(`/inbox/${first}?folder=unassigned&state=open&sort=waiting`);
  await page.locator("#thread-head .star").click();
  await toast("Put before others");
  await press("g", "v");
  await page.waitForURL(/\/inbox\/views\?folder=unassigned/);
  assert.equal(await page.locator(".new select[name=whose]").inputValue(), "nobody");
  assert.equal(await page.locator(".new select[name=sort]").inputValue(), "waiting");
  await page.locator(".new input[name=name]").fill("Urgent & <free>");
  await page.locator(".new input[name=priority]").check();
  await page.locator(".new select[name=shared]").selectOption("yes");
  await looks(page, "views-new", lookClosely);
  await page.locator(".new button").click();
  await page.waitForURL((url) => /^view-\d+$/.test(url.searchParams.get("folder") ?? ""));
  view = new URL(page.url()).searchParams.get("folder");
  await page.locator("h1").filter({ hasText: "Urgent & <free>" }).waitFor();
  assert.deepEqual(await ids(), [first]);
  assert.equal(await page.locator(`[data-count="${view}"]`).textContent(), "1");
  await looks(page, "views-open", lookClosely);
});

step("G and a digit lead to it after the teams, and so does the palette", async () => {
  const teams = await page.locator(".folders [data-folder^='team-']").count();
  await press("g", "a");
  await page.waitForURL(/folder=all/);
  await shown("#list .row");
  await press("g", String(teams + 1));
  await page.waitForURL((url) => url.searchParams.get("folder") === view);
  await press("g", "a");
  await page.waitForURL(/folder=all/);
  await shown("#list .row");
  await press("Control+k");
  await focused(".palette input");
  await page.keyboard.type("urgent");
  await shown(".palette[data-answered=urgent] [data-href*='view-']");
  await accessible(page, "views-palette");
  await press("Enter");
  await page.waitForURL((url) => url.searchParams.get("folder") === view);
});

step("what no longer fits leaves it, and its count follows", async () => {
  await page.locator("#list .row").first().click();
  await shown("#composer");
  await page.locator("#log").focus();
  await press("e");
  await toast("Closed");
  await listed(0);
  await page.locator(".empty").filter({ hasText: "Nothing is in this view now." }).waitFor();
  await until(async () => (await page.locator(`[data-count="${view}"]`).textContent()) === "0", "it is counted");
  await press("z");
  await listed(1);
});

step("a view for everybody is a colleague's too, who cannot change it; it is renamed and deleted", async () => {
  const jonas = await Teammate.arrive(server, server.ready.inbox_second);
  await jonas.page.locator(`.folders [data-folder="${view}"]`).click();
  await jonas.page.locator("h1").filter({ hasText: "Urgent & <free>" }).waitFor();
  await jonas.page.goto(new URL("/inbox/views", page.url()).href);
  await jonas.page.locator(".macros summary").first().click();
  await jonas.page.locator(".macros details[open] a").waitFor();
  assert.equal(await jonas.page.locator(".macros form, .new select[name=shared]").count(), 0);
  await accessible(jonas.page, "views-colleague");
  assert.deepEqual(jonas.page.problems, []);
  await jonas.page.goto(new URL(`/inbox?folder=${view}`, page.url()).href);
  await jonas.page.locator(".inbox.scripted").waitFor();

  await goTo("/inbox/views");
  await page.locator(".macros summary").first().focus();
  await press("Enter");
  await shown(".macros details[open] input[name=name]");
  await looks(page, "views-change", lookClosely);
  await page.locator(".macros details[open] input[name=name]").fill("Renamed");
  await press("Enter");
  await page.locator(".done").filter({ hasText: "The view was changed." }).waitFor();
  await page.locator(".macros summary").filter({ hasText: "Renamed" }).click();
  await page.locator(".macros .careful summary").click();
  await looks(page, "views-delete", lookClosely);
  await page.locator(".macros .careful .danger").click();
  await page.locator(".done").filter({ hasText: "The view was deleted." }).waitFor();
  await goTo("/inbox");
  assert.equal(await page.locator(`.folders [data-folder="${view}"]`).count(), 0);
  // Whoever has it open stands before the usual list as soon as something happens.
  const someone = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-0", name: "Kim Aster" });
  await server.api("POST", "/conversations", { from: { type: "user", id: someone.id }, body: "Good morning" });
  await jonas.page.waitForURL((url) => url.pathname === "/inbox" && !url.searchParams.has("folder"));
  await jonas.row("Kim Aster").waitFor();
  await jonas.context.close();
});

step("a page that was open before learns of a view and a tag that came since", async () => {
  const jonas = await Teammate.arrive(server, server.ready.inbox_second);
  await jonas.page.locator("#list .row").first().click();
  await jonas.page.locator("#thread #composer").waitFor();
  const id = new URL(jonas.page.url()).pathname.split("/").at(-1);
  await goTo("/inbox/views");
  await page.locator(".new input[name=name]").fill("Came later");
  await page.locator(".new select[name=shared]").selectOption("yes");
  await page.locator(".new button").click();
  await page.waitForURL((url) => /^view-\d+$/.test(url.searchParams.get("folder") ?? ""));
  const folder = jonas.page.locator(`.folders [data-folder="${new URL(page.url()).searchParams.get("folder")}"]`);
  assert.equal(await folder.count(), 0);
  await server.api("POST", `/conversations/${id}/reply`, { message_type: "note", type: "admin", admin_id: "1", body: "Something new" });
  await folder.filter({ hasText: "Came later" }).waitFor();
  await server.api("POST", "/tags", { name: "came later" });
  const menu = jonas.page.locator("#thread-head [data-menu=tag] summary");
  await until(async () => {
    await menu.click();
    await jonas.page.keyboard.press("Escape");
    return jonas.page.locator('#tag-names option[value="came later"]').count();
  }, "the tag is suggested");
  assert.deepEqual(jonas.page.problems, []);
  await goTo("/inbox/views");
  await page.locator(".macros summary").filter({ hasText: "Came later" }).click();
  await page.locator(".macros details[open] .careful summary").click();
  await page.locator(".macros details[open] .careful .danger").click();
  await page.locator(".done").filter({ hasText: "The view was deleted." }).waitFor();
  await server.api("POST", `/conversations/${id}/reply`, { message_type: "note", type: "admin", admin_id: "1", body: "And gone" });
  await folder.waitFor({ state: "detached" });
  await jonas.context.close();
});

step("what was closed comes back in its place, waiting and unread as before", async () => {
  const someone = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-1", name: "Vera Holm" });
  await server.api("POST", "/conversations", { from: { type: "user", id: someone.id }, body: "Is anybody there?" });
  await goTo("/inbox?folder=all&state=open&sort=waiting");
  const row = page.locator("#list .row.unread").filter({ hasText: "Vera Holm" });
  await row.waitFor();
  const order = await ids();
  await row.focus();
  await press("x", "e");
  await toast("1 conversation changed");
  await listed(order.length - 1);
  await press("z");
  await row.waitFor();
  assert.deepEqual(await ids(), order, "where it stood among those who wait");
});

step("several are snoozed until a minute that is chosen, in the reader's time zone", async () => {
  await goTo("/inbox?folder=all&state=open");
  await shown("#list .row");
  const before = await page.locator("#list .row").count();
  const [one] = await ids();
  await press("j", "x", "j", "x", "h");
  await focused("#bulk .choice");
  const at = await page.evaluate(() => {
    const date = new Date(Date.now() + 3 * 86_400_000);
    const two = (number) => String(number).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T11:30`;
  });
  await page.locator("#bulk .until input").fill(at);
  await looks(page, "bulk-snooze", lookClosely);
  await page.locator("#bulk .until input").focus();
  await press("Enter");
  await toast("2 conversations changed");
  await listed(before - 2);
  // A time that was left in a menu, and has passed, is in the way of nothing else.
  await press("j", "x", "h");
  await focused("#bulk .choice");
  await page.locator("#bulk .until input").fill("2020-01-01T09:00");
  await press("Escape", "u");
  await toast("1 conversation changed");
  await goTo(`/inbox/${one}`);
  const till = await page.locator("#thread-head .snoozed-until time").getAttribute("datetime");
  assert.equal(new Date(till).getTime(), new Date(`${at}+09:00`).getTime());
  await press("e");
  await shown('#thread[data-state="open"]');
});

step("the palette's search goes on in the list, which says how far it looked", async () => {
  await goTo("/inbox");
  await shown("#list .row");
  await press("Control+k");
  await page.keyboard.type("no such person");
  const option = page.locator(".palette[data-answered='no such person'] [role=option]").filter({ hasText: "Search conversations for" });
  await option.waitFor();
  await accessible(page, "older-palette");
  await press("Enter");
  await page.locator("#looked").filter({ hasText: /By name and message: all \d+ conversations/ }).waitFor();
  const one = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-2", name: "Zelda Marsh" });
  await server.api("POST", "/conversations", { from: { type: "user", id: one.id }, body: "The first of many" });
  const other = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-3", name: "Ada Quill" });
  for (let number = 0; number < 150; number += 1) await server.api("POST", "/conversations", { from: { type: "user", id: other.id }, body: `Number ${number}` });
  await press("/");
  await page.locator("#search input[type=search]").fill("marsh");
  await press("Enter");
  await page.locator("#looked").filter({ hasText: "150 conversations, back to" }).waitFor();
  await looks(page, "older-search", lookClosely);
  await page.locator("#older button").focus();
  await press("Enter");
  await page.locator("#list .row").filter({ hasText: "Zelda Marsh" }).waitFor();
  await page.locator("#looked").filter({ hasText: /all \d+ conversations/ }).waitFor();
  await focused("#list .row");
  await looks(page, "older-found", lookClosely);
});

step("somebody is brought into a conversation, looked at, and taken out again", async () => {
  await page.locator("#list .row").filter({ hasText: "Zelda Marsh" }).click();
  await shown("#composer");
  await page.locator("[data-keep=bring-in] summary").click();
  await page.locator(".find-people input[name=who]").fill("ada quill");
  await press("Enter");
  await page.locator(".candidate").filter({ hasText: "Ada Quill" }).waitFor();
  await looks(page, "people-found", lookClosely, page.locator("#person .candidates"));
  await page.locator(".candidate").filter({ hasText: "Ada Quill" }).click();
  const ada = page.locator(".participant").filter({ hasText: "Ada Quill" });
  await ada.waitFor();
  await page.locator("#parts .event").filter({ hasText: "brought another person" }).waitFor();
  await looks(page, "people-several", lookClosely, page.locator("#person .participants"));
  await ada.focus();
  await press("Enter");
  await page.locator("#person h2").filter({ hasText: "Ada Quill" }).waitFor();
  await page.locator(".participant[aria-current]").filter({ hasText: "Ada Quill" }).waitFor();

  await page.locator("[data-keep=bring-in] summary").click();
  await page.locator(".find-people input[name=who]").fill("new@marsh.example");
  await press("Enter");
  await page.locator(".candidate").filter({ hasText: "new@marsh.example" }).click();
  await until(async () => (await page.locator(".participant").count()) === 3, "three are in it");
  await page.getByRole("button", { name: "Take Ada Quill out of the conversation" }).click();
  await ada.waitFor({ state: "detached" });
  await page.locator("#person h2").filter({ hasText: "Zelda Marsh" }).waitFor();
});

step("emoji are chosen by name, by keyboard alone, and after a colon", async () => {
  await page.locator("#emoji").focus();
  await press("Enter");
  await focused(".emoji-chooser input");
  await shown("#emoji-grid [role=option]");
  await looks(page, "emoji", lookClosely);
  await press("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft");
  await page.keyboard.type("thumbs u");
  await page.locator(".emoji-name").filter({ hasText: "thumbs up" }).waitFor();
  await press("Enter");
  await focused("#body");
  assert.equal(await page.locator("#body").inputValue(), "👍");
  await page.keyboard.type(" at 10:30 :park");
  assert.equal(await page.locator("#emoji-option-list").isVisible(), false, "no emoji is called so");
  for (let letter = 0; letter < 3; letter += 1) await press("Backspace");
  await page.keyboard.type("arty");
  await shown("#emoji-option-list [aria-selected=true]");
  await accessible(page, "emoji-colon");
  await press("Enter");
  assert.equal(await page.locator("#body").inputValue(), "👍 at 10:30 🥳");
  await page.locator("#body").fill("");
});

step("an erasure lists what it left to look over, and what can be done about it", async () => {
  const talk = new URL(page.url()).pathname.split("/").pop();
  await page.locator("#person .erase summary").click();
  await page.locator("#person .erase button").click();
  await page.locator("#erasure[data-over='yes']").waitFor();
  await page.locator(".reviews li").filter({ hasText: `Conversation ${talk}` }).waitFor();
  await looks(page, "erasure-review", lookClosely, page.locator(".reviews"));
  const screen = page.url();
  await page.locator(".reviews a").click();
  await page.locator("#thread h2").filter({ hasText: "new@marsh.example" }).waitFor();
  await page.goto(screen);
  await page.locator(".reviews form[action$='/done'] button").click();
  await page.locator(".reviews li.done").filter({ hasText: "Looked over by Mina Okafor" }).waitFor();
  await page.locator(".reviews .careful summary").click();
  await looks(page, "erasure-reviewed", lookClosely, page.locator(".reviews .danger"));
  await page.locator(".reviews .careful .danger").click();
  await page.waitForURL((url) => url.href !== screen);
  await page.locator("#erasure[data-over='yes']").waitFor();
  await page.goto(screen);
  await page.locator(".reviews li").filter({ hasText: "Deleted" }).waitFor();
  await goTo("/inbox");
});

step("an earlier conversation that is opened from the person stands before them, on a phone and on a tablet", async () => {
  const vera = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-before", name: "Vera Lind" });
  const talks = [];
  for (const body of ["The first of two", "The second of two"]) {
    const { conversation_id: id } = await server.api("POST", "/conversations", { from: { type: "user", id: vera.id }, body });
    talks.push(id);
  }
  for (const width of [390, 1000]) {
    await page.setViewportSize({ width, height: 844 });
    await goTo(`/inbox/${talks[1]}?folder=all&state=open`);
    await page.locator(".to-person").click();
    const person = page.locator("#person-pane");
    await person.waitFor();
    let asked = 0;
    const count = (request) => (asked += new URL(request.url()).pathname === `/inbox/${talks[0]}/thread` ? 1 : 0);
    page.on("request", count);
    await page.locator("#person .talk").click();
    await mina.bubble("The first of two").waitFor();
    await person.waitFor({ state: "hidden" });
    page.off("request", count);
    assert.equal(asked, 1, "it is opened once");
    await page.goBack();
    await mina.bubble("The second of two").waitFor();
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

step("on a tablet, folders have their counts, and teams and views the first letters of their names", async () => {
  await goTo("/inbox?folder=all&state=open");
  await page.setViewportSize({ width: 820, height: 1180 });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await lookClosely(page, `inbox-820-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const all = page.locator(".folders [data-folder=all]");
  await all.locator(".count").waitFor();
  const team = page.locator(".folders [data-folder^='team-']").first();
  await team.locator(".folder-letters").waitFor();
  assert.match(await team.locator(".folder-letters").textContent(), /^\p{L}{1,2}$/u);
  await page.getByRole("link", { name: await team.getAttribute("title") }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
});

step("views are there in Japanese, and on a phone", async () => {
  const context = await browser({ locale: "ja-JP", viewport: { width: 390, height: 844 } });
  const phone = await watchedPage(context);
  await phone.goto(server.ready.inbox);
  await phone.locator("#list .row").first().waitFor();
  await phone.goto(new URL("/inbox/views", phone.url()).href);
  await phone.locator(".new input[name=name]").fill("急ぎ");
  await looks(phone, "views-ja", lookClosely);
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.locator(".new button").click();
  await phone.locator("h1").filter({ hasText: "急ぎ" }).waitFor();
  await looks(phone, "views-ja-open", lookClosely);
  await context.close();
});

step("a search that looks further back says so where it said how far it had looked", async () => {
  const someone = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-far", name: "Rowan Pike" });
  for (let number = 0; number < 150; number += 1) await server.api("POST", "/conversations", { from: { type: "user", id: someone.id }, body: `Order ${number}` });
  await goTo("/inbox");
  await page.locator("#search input[type=search]").fill("Mina");
  await press("Enter");
  const said = page.locator("#looked [role=status]");
  await said.filter({ hasText: "150" }).waitFor();
  const before = await said.elementHandle();
  const first = await said.textContent();
  await page.locator("#older button").click();
  await page.locator("#older").waitFor({ state: "detached" });
  assert.ok(await before.evaluate((one) => one.isConnected), "what a screen reader listens to stays");
  assert.notEqual(await before.textContent(), first);
  assert.equal(await said.count(), 1);
});

step("what the pointer is down on is not taken from under it, and counts when it is let go", async () => {
  const vera = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-pressed", name: "Vera Lund" });
  const { conversation_id: id } = await server.api("POST", "/conversations", { from: { type: "user", id: vera.id }, body: "Is it dishwasher safe?" });
  const row = `#list .row[data-id="${id}"]`;
  const write = (body) => server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "user", intercom_user_id: vera.id, body });
  const press = async (selector, meanwhile) => {
    const one = await page.locator(selector).elementHandle();
    await one.hover();
    await page.mouse.down();
    const told = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/inbox/list");
    await meanwhile();
    await (await told).finished();
    await page.evaluate(() => new Promise((past) => setTimeout(past, 300)));
    assert.ok(await one.evaluate((element) => element.isConnected), `${selector} is still there`);
    await page.mouse.up();
  };
  await goTo("/inbox?folder=all&state=open&sort=newest");
  await press(row, () => write("And the lid?"));
  await mina.bubble("And the lid?").waitFor();
  await page.locator(row).filter({ hasText: "And the lid?" }).waitFor();
  await press("#thread-head [data-menu=assign] summary", () => server.api("PUT", `/conversations/${id}`, { title: "Of lids" }));
  await shown("#thread-head [data-menu=assign][open]");
  await page.keyboard.press("Escape");
  await page.locator("#thread-head .called").filter({ hasText: "Of lids" }).waitFor();
  await press("#person .erase summary", () => write("And the cup?"));
  await mina.bubble("And the cup?").waitFor();
  await shown("#person .erase[open]");
});

step("what comes while nobody looks is unread until somebody does", async () => {
  const vera = await server.api("POST", "/contacts", { role: "user", external_id: "inbox-unlooked", name: "Vera Moss" });
  const { conversation_id: id } = await server.api("POST", "/conversations", { from: { type: "user", id: vera.id }, body: "Is it heavy?" });
  const write = (body) => server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "user", intercom_user_id: vera.id, body });
  // A driven browser shows every tab, so the page is told that it is in the background.
  const look = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await goTo(`/inbox/${id}?folder=all&state=open&sort=newest`);
  const row = (unread) => page.locator(`#list .row${unread ? ".unread" : ":not(.unread)"}[data-id="${id}"]`);
  await row(false).waitFor();
  await look(true);
  for (const text of ["How heavy?", "And the lid?"]) {
    await write(text);
    await mina.bubble(text).waitFor();
    await row(true).filter({ hasText: text }).waitFor();
  }
  await look(false);
  await row(false).waitFor();
  await write("Thank you");
  await row(false).filter({ hasText: "Thank you" }).waitFor();
});

step("J goes on after the last row, and much is chosen at once", async () => {
  await goTo("/inbox?folder=all&state=open");
  await listed(50);
  const last = (await ids()).at(-1);
  await page.locator(`#list .row[data-id="${last}"]`).focus();
  await press("j");
  await listed(100);
  const next = (await ids())[50];
  await focused(`#list .row[data-id="${next}"]`);

  const chosen = (count) => page.locator(".chosen-count").filter({ hasText: new RegExp(`^${count} of \\d+ chosen$`) }).waitFor();
  await page.locator("#list .pick").nth(1).click();
  await chosen(1);
  await page.locator("#list .pick").nth(5).click({ modifiers: ["Shift"] });
  await chosen(5);
  await page.locator("#list .pick").nth(4).click({ modifiers: ["Shift"] });
  await chosen(3);
  await page.locator("#bulk [data-all]").click();
  await chosen(100);
  await looks(page, "inbox-all-chosen", lookClosely);
  await page.locator("#log, #list .row").first().focus();
  await press("Shift+X");
  await page.locator("#bulk").waitFor({ state: "hidden" });
  await press("Shift+X");
  await chosen(100);
  await press("u");
  await toast("100 conversations changed");
});
