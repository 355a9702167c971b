// A day at the desk by keyboard alone: folders, acts and their undoing, notes, macros, search, palette, several at once.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { accessible, lookClosely, looks } from "./looks.mjs";
import { Teammate, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";
import { story } from "./steps.mjs";

let server, mina, page;

const step = story({ pages: () => [page] });

before(async () => {
  server = new Server();
  await server.start();
  mina = await Teammate.arrive(server);
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
const event = (text) => page.locator("#parts .event").filter({ hasText: text }).last().waitFor();
const state = (word) => shown(`#thread[data-state="${word}"]`);
const focused = (selector) => until(() => page.evaluate((one) => document.activeElement?.matches(one), selector), `${selector} has the focus`);
const has = (text) => page.locator("#thread-head .has").filter({ hasText: text }).waitFor();
const count = async (folder) => Number(await page.locator(`[data-count="${folder}"]`).textContent());
const list = (folder) => page.waitForURL((url) => url.searchParams.get("folder") === folder);

/** Opens the conversation with that person from the list, by J or K and Enter. */
async function open(name) {
  const row = mina.row(name).first();
  await row.waitFor();
  const here = (one) => one === document.activeElement;
  // The list may move while one walks.
  await until(async () => {
    for (const key of ["k", "j"]) {
      const moves = await page.locator("#list .row").count();
      for (let move = 0; move < moves && !(await row.evaluate(here)); move += 1) await press(key);
    }
    return row.evaluate(here);
  }, `${name} is reached`);
  await press("Enter");
  await page.locator("#thread h2").filter({ hasText: name }).waitFor();
}

step("G and a letter lead to every folder, and counts follow what is done", async () => {
  const team = await page.locator(".folders [data-folder^='team-']").first().getAttribute("data-folder");
  for (const [key, folder] of [["m", "mine"], ["u", "unassigned"], ["n", "mentions"], ["1", team], ["a", "all"]]) {
    await press("g", key);
    await list(folder);
    await shown("#list");
  }
  await looks(page, "desk-list", lookClosely);
  const before = await count("mine");
  await open("Bram Oyelaran");
  await press("a");
  await focused(".filter");
  await page.keyboard.type("Mina");
  await press("Enter");
  await has("Mina Okafor");
  await until(async () => (await count("mine")) === before + 1, "the count follows");
  const [name] = await page.locator(".folders .brand span").allTextContents();
  assert.equal(await page.title(), `(${before + 1}) Inbox · ${name}`, "and so does the tab's title");
});

step("A assigns to a teammate and to a team, and Z takes it back", async () => {
  await press("a");
  await focused(".filter");
  await accessible(page, "desk-assign");
  await page.keyboard.type("jonas");
  await press("Enter");
  await has("Jonas Lindqvist");
  await toast("Assigned");
  await event("assigned the conversation to Jonas Lindqvist");
  await press("z");
  await has("Mina Okafor");
  await press("a");
  await focused(".filter");
  await page.keyboard.type("orders");
  await press("Enter");
  await has("Orders");
  await event("assigned the conversation to the team Orders");
});

step("H snoozes until a morning of the reader's own, E closes, and each is taken back", async () => {
  await press("h");
  await focused(".choice");
  const monday = await page.locator("#thread-head [data-when=week]").getAttribute("value");
  const local = await page.evaluate((s) => [new Date(s * 1000).getDay(), new Date(s * 1000).getHours()], Number(monday));
  assert.deepEqual(local, [1, 9], "Monday at nine, where the reader is");
  assert.match(await page.locator("#thread-head .zone").textContent(), /your time, \w+/);
  await accessible(page, "desk-snooze");
  await looks(page, "desk-snooze");
  await press("ArrowDown", "Enter");
  await state("snoozed");
  await toast("Snoozed");
  await shown("#thread-head .snoozed-until");
  await press("z");
  await state("open");
  const hint = page.locator("#composer .closed-hint").filter({ hasText: "Their answer opens it again, yours does not." });
  await hint.waitFor({ state: "hidden" });
  await press("e");
  await state("closed");
  await hint.waitFor();
  await toast("Closed");
  await event("closed the conversation");
  await press("z");
  await state("open");
  await hint.waitFor({ state: "hidden" });
});

step("another time is read in the reader's time zone", async () => {
  const at = await page.evaluate(() => {
    const date = new Date(Date.now() + 3 * 86_400_000);
    const two = (number) => String(number).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T11:30`;
  });
  await press("h");
  await page.locator("#thread-head .until input[type=datetime-local]").fill(at);
  await press("Enter");
  await state("snoozed");
  const until = await page.locator("#thread-head .snoozed-until time").getAttribute("datetime");
  assert.equal(new Date(until).getTime(), new Date(at).getTime());
  await press("e");
  await state("open");
});

step("U marks as unread until it is opened again, and Z takes it back", async () => {
  const row = mina.row("Bram Oyelaran").first();
  const unread = (wanted) => until(() => row.evaluate((one, wanted) => one.matches(".unread") === wanted && !!one.querySelector(".dot") === wanted, wanted), `unread: ${wanted}`);
  await unread(false);
  await press("u");
  await toast("Marked as unread");
  await unread(true);
  await press("z");
  await unread(false);
  await press("u");
  await unread(true);
  // What is done in it is shown, and does not mark it read.
  await page.locator("#thread-head .star").click();
  await toast("Put before others");
  await page.locator("#thread-head .star[aria-pressed=true]").waitFor();
  await unread(true);
  await row.focus();
  await press("Enter");
  await unread(false);
});

step("the star is taken off, and Z puts it back", async () => {
  const star = (pressed) => page.locator(`#thread-head .star[aria-pressed=${pressed}]`).waitFor();
  await page.locator("#thread-head .star").focus();
  await press("Enter");
  await star(false);
  await toast("Put among others again");
  await focused(".star");
  await press("z");
  await star(true);
});

step("G S leads to the settings, and G L to the activity log", async () => {
  const talk = page.url();
  for (const [key, address] of [["s", /\/settings$/], ["l", /\/inbox\/log$/]]) {
    await page.locator("#log").focus();
    await press("g", key);
    await page.waitForURL(address);
    await page.goto(talk);
    await shown(".inbox.scripted #composer");
  }
  await page.locator("#log").focus();
});

step("Ctrl+Shift+Enter sends and closes, over a line that broke too, and Z opens it again", async () => {
  await press("r");
  await focused("#body");
  await page.keyboard.type("The lid is in the post.");
  await press("Control+Shift+Enter");
  await mina.bubble("The lid is in the post.").waitFor();
  await toast("Sent and closed");
  await state("closed");
  await page.locator("#log").focus();
  await press("z");
  await state("open");

  page.offline = true; // a broken request is an error in the console
  await page.route("**/reply", (route) => route.abort());
  await press("r");
  await page.keyboard.type("And a spare one.");
  await page.locator("#send-and-close").click();
  await page.locator("#queued .by").filter({ hasText: "Waiting for connection" }).waitFor();
  await state("open");
  await page.unroute("**/reply");
  await mina.bubble("And a spare one.").waitFor();
  await state("closed");
  page.offline = false;
  await page.locator("#log").focus();
  await press("e");
  await state("open");

  await press("n");
  await focused("#body");
  await page.locator("#send-and-close").waitFor({ state: "hidden" });
  await page.locator("#composer input[name=kind][value=comment]").check({ force: true });
  await looks(page, "desk-composer", lookClosely);
  await page.locator("#log").focus();
});

step("what was written by mistake is removed for everyone, after a question", async () => {
  const talk = page.url();
  const visitor = await Visitor.arrive(server);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.write("Which card did I use?");
  await mina.openThread("Which card did I use?");
  await mina.write("The one that ends in 4242.");
  await visitor.bubble("The one that ends in 4242.").waitFor();
  await page.locator("#parts .bubble").filter({ hasText: "4242" }).locator(".remove").focus();
  await press("Enter");
  await shown("dialog.ask[open]");
  await looks(page, "desk-remove", lookClosely);
  await press("Escape");
  await page.locator("dialog.ask").waitFor({ state: "detached" });
  await focused("#parts .remove");
  await press("Enter");
  await shown("dialog.ask[open]");
  await press("Tab", "Enter");
  await toast("Removed");
  await mina.bubble("What stood here was removed.").waitFor();
  await visitor.bubble("What stood here was taken out.").waitFor();
  for (const one of [page, visitor.frame]) await until(async () => (await one.getByText("4242").count()) === 0, "nothing of it is on a screen");
  await looks(page, "desk-removed", lookClosely);
  assert.deepEqual(visitor.page.problems, []);
  await visitor.context.close();
  await page.goto(talk);
  await shown(".inbox.scripted #composer");
  await page.locator("#log").focus();
});

step("L tags, and what was tagged is taken off again", async () => {
  await press("l");
  await focused(".tag-form input");
  await page.keyboard.type("late <parcel>");
  await press("Enter");
  const tag = page.locator("#thread-head .tag[data-tag]").filter({ hasText: "late <parcel>" });
  await tag.waitFor();
  await tag.locator("button").focus();
  await press("Enter");
  await tag.waitFor({ state: "detached" });
  await toast("Tag removed");
  await press("z");
  await tag.waitFor();
});

step("a note names a teammate, who finds it among their mentions", async () => {
  const jonas = await Teammate.arrive(server, server.ready.inbox_second);
  await press("n");
  await focused("#body");
  await page.keyboard.type("Ask @jon");
  await shown("#mention-list [aria-selected=true]");
  await accessible(page, "desk-mention");
  await press("Enter");
  assert.equal(await page.locator("#body").inputValue(), "Ask @Jonas Lindqvist ");
  await page.keyboard.type("about the lid.");
  await press("Control+Enter");
  await mina.bubble("Ask @Jonas Lindqvist about the lid.").waitFor();
  await until(async () => (await jonas.page.locator("[data-count=mentions]").textContent()) === "1", "it is counted, live");
  await jonas.page.keyboard.press("g");
  await jonas.page.keyboard.press("n");
  await jonas.page.waitForURL(/folder=mentions/);
  await jonas.row("Bram Oyelaran").waitFor();
  assert.deepEqual(jonas.page.problems, []);
  await jonas.context.close();
});

step("a macro is made, found by M, shown as it will be sent, and put where the cursor stands", async () => {
  const talk = page.url();
  await page.goto(new URL("/inbox/macros", talk).href);
  await page.locator(".new input[name=name]").fill("Greeting");
  await page.locator(".new textarea").fill("Hi {{contact.first_name|there}}, this is {{teammate.first_name}}.");
  await press("Tab", "Tab", "Enter");
  await page.locator(".done").filter({ hasText: "The macro was made." }).waitFor();
  await page.locator(".macros summary").first().focus();
  await press("Enter");
  await shown(".macros details[open] textarea");
  await looks(page, "desk-macros", lookClosely);
  await page.goto(talk);
  await shown("#composer");
  await press("m");
  await focused(".macro-chooser input");
  await page.keyboard.type("gree");
  await page.locator(".preview").filter({ hasText: "Hi Bram, this is Mina." }).waitFor();
  await looks(page, "desk-macro-chooser", lookClosely);
  await press("Enter");
  assert.equal(await page.locator("#body").inputValue(), "Hi Bram, this is Mina.");
  await page.locator("#body").fill("");
});

step("Ctrl-K finds people, conversations, macros, settings and acts", async () => {
  await page.locator("#log").focus();
  await open("Tomás Villaseñor");
  await press("Control+k");
  await focused(".palette input");
  await page.keyboard.type("bram");
  await shown(".palette[data-answered=bram] [role=option][data-conversation]");
  await looks(page, "desk-palette", lookClosely);
  const back = page.url();
  await press("Enter");
  await page.locator("#thread h2").filter({ hasText: "Bram Oyelaran" }).waitFor();
  await press("Control+k");
  await page.keyboard.type("snooze");
  await shown(".palette [role=option]");
  await press("Enter");
  await shown("#thread-head [data-menu=snooze][open]");
  await press("Escape");
  await press("Control+k");
  await page.locator(".palette [role=option]").filter({ hasText: "Tag" }).first().click();
  await shown("#thread-head [data-menu=tag][open]");
  await press("Escape");
  await press("Control+k");
  await page.keyboard.type("greeting");
  await shown(".palette [data-macro]");
  await press("Enter");
  await until(async () => (await page.locator("#body").inputValue()) === "Hi Bram, this is Mina.", "the macro stands in the composer");
  await page.locator("#body").fill("");
  await page.locator("#log").focus();
  await press("Control+k");
  await page.keyboard.type("api tok");
  await shown(".palette[data-answered='api tok'] [data-href='/settings/tokens']");
  await press("Enter");
  await page.waitForURL(/\/settings\/tokens/);
  await page.goto(back);
  await shown(".inbox.scripted #composer");
  await page.locator("#log").focus();
  await press("Control+k");
  await focused(".palette input");
  await page.keyboard.type("mina o");
  await page.locator(".palette [role=option][aria-selected=true]").filter({ hasText: "Assign to Mina Okafor" }).waitFor();
  await accessible(page, "desk-palette-assign");
  await press("Enter");
  await has("Mina Okafor");
  await toast("Assigned");
  await press("z");
  await has("Jonas Lindqvist");
  for (const [text, address] of [
    ["mentions", /folder=mentions/],
    ["activity", /\/inbox\/log/],
    ["erasures", /\/inbox\/erasures/],
    ["holds", /\/inbox\/holds/],
    ["change macros", /\/inbox\/macros/],
    ["settings", /\/settings/],
  ]) {
    await press("Control+k");
    await focused(".palette input");
    await page.keyboard.type(text);
    await page.locator(".palette [role=option][aria-selected=true]").filter({ hasText: new RegExp(text, "i") }).waitFor();
    await press("Enter");
    await page.waitForURL(address);
    await page.goto(back);
    await shown(".inbox.scripted #composer");
    await page.locator("#log").focus();
  }
  await press("Control+k");
  await focused(".palette input");
  await page.keyboard.type("sign o");
  await page.locator(".palette [role=option]").filter({ hasText: "Sign out" }).waitFor();
  await press("Escape");
});

step("what the server finds takes nothing in the palette from under the pointer, or out of hand", async () => {
  // A palette that was closed goes from the page a moment later.
  const inHand = page.locator(".palette[open] [aria-selected=true]");
  // The route stays until what it held has come: one that goes sooner lets go of it.
  let answer;
  let held = Promise.resolve();
  await page.route("**/inbox/palette", (route) => held.then(() => route.continue()));
  /** Opens the palette, whose answer waits for `answer`, and goes down to the third of what it offers. */
  const begin = async () => {
    held = new Promise((resolve) => (answer = resolve));
    await press("Control+k");
    await focused(".palette[open] input");
    await press("ArrowDown", "ArrowDown");
  };
  await begin();
  const third = await inHand.textContent();
  answer();
  await shown(".palette[open][data-answered='']");
  assert.equal(await inHand.textContent(), third);
  await press("Escape");
  await begin();
  await page.locator(".palette[open] [role=option]").filter({ hasText: "Tag" }).first().hover();
  await page.mouse.down();
  const found = page.waitForResponse("**/inbox/palette");
  answer();
  await (await found).finished();
  await page.unroute("**/inbox/palette");
  await page.evaluate(() => new Promise((past) => setTimeout(past, 300)));
  await page.mouse.up();
  await shown("#thread-head [data-menu=tag][open]");
  await press("Escape");
});

step("the palette says what it found once it has asked, and says so where it could not ask", async () => {
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  const none = page.locator(".palette[open] .none");
  await page.route("**/inbox/palette", (route) => held.then(() => route.abort()));
  await press("Control+k");
  await focused(".palette[open] input");
  await page.keyboard.type("qqqq");
  await until(async () => (await page.locator(".palette[open] [role=option]").count()) === 0, "nothing of its own fits");
  assert.ok(!(await none.isVisible()), "it has not asked yet");
  page.offline = true; // the browser notes what is cut off
  answer();
  await none.filter({ hasText: "The server could not be asked." }).waitFor();
  await accessible(page, "desk-palette-failed");
  await page.unroute("**/inbox/palette");
  page.offline = false;
  await press("Enter");
  await shown("#looked");
});

step("/ searches by a whole address, and the address of the page does not say for whom", async () => {
  await page.goto(new URL("/inbox?folder=unassigned&state=open", page.url()).href);
  await shown("#list .row");
  await press("/");
  await focused("#search input[type=search]");
  await accessible(page, "desk-search-field");
  await page.keyboard.type("bram@oyelaran.example");
  await press("Enter");
  await focused("#list .row");
  assert.deepEqual(await page.locator("#list .row-name").allTextContents(), ["Bram Oyelaran"]);
  assert.ok(!page.url().includes("oyelaran"));
  await looks(page, "desk-found", lookClosely);
  await focused("#list .row");
  await press("Enter");
  await page.locator("#thread h2").filter({ hasText: "Bram Oyelaran" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("folder"), "unassigned", "the list is still that one's");
});

step("X chooses several, which are closed together and come back together", async () => {
  await press("g", "a");
  await page.waitForURL((url) => url.pathname === "/inbox");
  await shown("#list .row");
  const before = await page.locator("#list .row").count();
  await press("j", "x", "j", "x");
  await page.locator(".chosen-count").filter({ hasText: "2 chosen" }).waitFor();
  await looks(page, "desk-bulk", lookClosely);
  await press("l");
  await focused("#bulk .tag-form input");
  await page.keyboard.type("both");
  await press("Enter");
  await toast("2 conversations changed");
  await press("j", "x", "j", "x", "e");
  await toast("2 conversations changed");
  await until(async () => (await page.locator("#list .row").count()) === before - 2, "both have left the list");
  await press("z");
  await until(async () => (await page.locator("#list .row").count()) === before, "both are back");
});

/** Goes by the palette to the first thing whose name has that text. */
async function does(text) {
  await press("Control+k");
  await focused(".palette[open] input");
  await page.keyboard.type(text);
  await page.locator(".palette[open] [role=option][aria-selected=true]").filter({ hasText: new RegExp(text, "i") }).waitFor();
  await press("Enter");
}

step("Ctrl-K does with the chosen ones what the open one is not asked for", async () => {
  const chosen = () => page.locator("#list .pick:checked").evaluateAll((picks) => picks.map((pick) => pick.value));
  const priorities = async (ids) => Promise.all(ids.map(async (id) => (await server.api("GET", `/conversations/${id}`)).priority));
  const choose = async () => {
    await page.locator("#list .row").first().focus();
    await press("x", "j", "x");
    await page.locator(".chosen-count").filter({ hasText: "2 chosen" }).waitFor();
  };
  await page.goto(new URL("/inbox?folder=all&state=open", page.url()).href);
  await shown(".inbox.scripted #list .row");
  await choose();
  const two = await chosen();
  await press("Control+k");
  await shown(".palette[open] [role=group][aria-label='2 chosen'] [role=option]");
  const offered = await page.locator(".palette[open] [role=group][aria-label='2 chosen'] [role=option]").allTextContents();
  assert.deepEqual(offered, ["Choose all that are shown", "Add a tag", "Assignee", "Snooze", "Mark as unread", "Mark as read", "Priority", "Close"]);
  await looks(page, "desk-palette-chosen", lookClosely);
  await press("Escape");
  await does("unread");
  await toast("2 conversations changed");
  const unread = () => page.locator("#list .row.unread").evaluateAll((rows) => rows.map((row) => row.dataset.id));
  await until(async () => two.every((id, at, all) => all.length === 2 && id) && (await unread()).filter((id) => two.includes(id)).length === 2, "both are unread");
  await choose();
  await does("mark as read");
  await toast("2 conversations changed");
  await until(async () => !(await unread()).some((id) => two.includes(id)), "both are read");
  await press("z");
  await until(async () => (await unread()).filter((id) => two.includes(id)).length === 2, "and unread again");
  const before = await priorities(two);
  await choose();
  await does("priority");
  await focused("#bulk [data-menu=priority] .choice");
  await looks(page, "desk-bulk-priority", lookClosely);
  await press("Enter");
  await toast("2 conversations changed");
  assert.deepEqual(await priorities(two), ["priority", "priority"]);
  await press("z");
  await until(async () => (await priorities(two)).join() === before.join(), "each is as it was");
  // With one open beside them, it is still the chosen ones that are meant.
  await page.locator("#list .row").nth(2).click();
  await shown("#thread .state-button");
  await page.locator("#log").focus();
  await choose();
  await does("close");
  await toast("2 conversations changed");
  await shown('#thread[data-state="open"]');
  const states = await Promise.all(two.map(async (id) => (await server.api("GET", `/conversations/${id}`)).state));
  assert.deepEqual(states, ["closed", "closed"]);
  await press("z");
  await until(async () => (await page.locator(`#list .row:is([data-id="${two[0]}"], [data-id="${two[1]}"])`).count()) === 2, "both are back");
});

step("Ctrl-K leads to the composer, to what is beside it, and to what is done with the person", async () => {
  await open("Bram Oyelaran");
  await page.locator("#log").focus();
  for (const [text, kind] of [["note", "note"], ["reply", "comment"]]) {
    await does(text);
    await focused("#body");
    assert.equal(await page.locator("#composer input[name=kind]:checked").getAttribute("value"), kind);
    await page.locator("#log").focus();
  }
  await does("emoji");
  await shown("#emoji-grid [role=option]");
  await press("Escape");
  await page.locator("#log").focus();
  const chooser = page.waitForEvent("filechooser");
  await does("attach");
  await chooser;
  await page.locator("#log").focus();
  await press("Control+k");
  await page.keyboard.type("block");
  await shown(".palette[open] [role=group][aria-label='Bram Oyelaran'] [aria-selected=true]");
  await looks(page, "desk-palette-person", lookClosely);
  await press("Enter");
  await focused("#person [data-keep=block][open] .primary");
  await press("Escape");
  // On a phone the person is a screen of its own.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await shown(".inbox.scripted #composer");
  await page.locator("#log").focus();
  await does("block");
  await focused("#person [data-keep=block][open] .primary");
  assert.ok(await page.locator("#person").isVisible());
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(new URL("/inbox?folder=all&state=open", page.url()).href);
  await shown(".inbox.scripted #list .row");
});

step("what is known of a person is changed beside the conversation", async () => {
  await open("Bram Oyelaran");
  await page.locator("#person [data-keep=edit] summary").focus();
  await press("Enter");
  await page.locator("#person input[name=phone]").fill("+31 20 555 0199");
  await looks(page, "desk-person", lookClosely, page.locator("#person input[name=phone]"));
  await page.locator("#person input[name=phone]").focus();
  await press("Enter");
  await toast("Saved");
  await page.locator("#person dd").filter({ hasText: "+31 20 555 0199" }).waitFor();
});

step("what somebody else changed meanwhile is shown beside what was typed, which is saved over it", async () => {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const person = `/contacts/${await page.locator("#person").getAttribute("data-id")}`;
  const phone = page.locator("#person input[name=phone]");
  const summary = page.locator("#person [data-keep=edit] summary");
  await summary.focus();
  await press("Enter");
  await phone.fill("+31 20 555 0200");
  await server.api("PUT", person, { phone: "+31 20 555 0111", email: "bram@post.example" });
  page.offline = true; // the browser notes the refusal
  await press("Enter");
  await toast("Not done: somebody else changed this in the meantime");
  await page.locator("#person .now").filter({ hasText: "Now: +31 20 555 0111" }).waitFor();
  page.offline = false;
  assert.equal(await phone.inputValue(), "+31 20 555 0200", "what was typed is not lost");
  assert.equal(await page.locator("#person input[name=email]").inputValue(), "bram@post.example", "and takes nothing else back");
  await looks(page, "desk-person-changed", lookClosely, phone);
  await phone.focus();
  await press("Enter");
  await toast("Saved");
  await page.locator("#person dd").filter({ hasText: "+31 20 555 0200" }).waitFor();
  const now = await server.api("GET", person);
  assert.deepEqual([now.phone, now.email], ["+31 20 555 0200", "bram@post.example"]);

  await summary.focus();
  await press("Enter");
  await phone.waitFor();
  await server.api("PUT", person, { phone: "+31 20 555 0300" });
  await server.api("PUT", `/conversations/${id}`, { title: "Thirty teapots" });
  await page.locator("#thread-head .called").filter({ hasText: "Thirty teapots" }).waitFor();
  await summary.focus();
  await press("Enter");
  await page.locator("#person dd").filter({ hasText: "+31 20 555 0300" }).waitFor();
});

step("tags and notes are put on a person, and what a conversation is called and noted of it is read and changed", async () => {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await server.api("PUT", `/conversations/${id}`, { title: "Forty teapots for the spring fair", custom_attributes: { banister: "KF-2041" } });
  await page.locator("#thread-head .called").filter({ hasText: "Forty teapots for the spring fair" }).waitFor();
  await page.locator("#person dd").filter({ hasText: "KF-2041" }).waitFor();

  const noted = page.locator("#person [data-person=noted]");
  const openNoted = async () => {
    await page.locator("#person [data-keep=noted] summary").focus();
    await press("Enter");
    await noted.locator("input[name=title]").waitFor();
  };
  await openNoted();
  await noted.locator("input[name=value]").first().fill("KF-2042");
  await noted.locator(".another input[name=attribute]").fill("deposit");
  await noted.locator(".another input[name=value]").fill("half");
  await looks(page, "desk-noted", lookClosely, noted.locator("input[name=title]"));
  await noted.locator("input[name=title]").fill("Fifty teapots");
  await press("Enter");
  await toast("Saved");
  await page.locator("#thread-head .called").filter({ hasText: "Fifty teapots" }).waitFor();
  await page.locator("#person dd").filter({ hasText: "half" }).waitFor();
  await focused("#person [data-keep=noted] summary");
  const { title, custom_attributes: kept } = await server.api("GET", `/conversations/${id}`);
  assert.deepEqual([title, kept], ["Fifty teapots", { banister: "KF-2042", deposit: "half" }]);

  await openNoted();
  await noted.locator("input[name=value]").first().fill("KF-2043");
  await server.api("PUT", `/conversations/${id}`, { custom_attributes: { banister: "KF-9999" } });
  page.offline = true; // the browser notes the refusal
  await press("Enter");
  await toast("Not done: somebody else changed this in the meantime");
  await noted.locator(".now").filter({ hasText: "Now: KF-9999" }).waitFor();
  page.offline = false;
  await noted.locator("input[name=value]").first().focus();
  await press("Enter");
  await toast("Saved");
  await page.locator("#person dd").filter({ hasText: "KF-2043" }).waitFor();
  await focused("#person [data-keep=noted] summary");

  await page.locator("#person [data-keep=tag] summary").focus();
  await press("Enter");
  await focused("#person .tag-form input[name=name]");
  await page.keyboard.type("Wholesale");
  await lookClosely(page, "desk-person-tag");
  await press("Enter");
  const tag = page.locator("#person .tag").filter({ hasText: "Wholesale" });
  await tag.waitFor();
  await focused("#person [data-keep=tag] summary");
  for (const text of ["Pays on the first of the month.", "Asks for Mina by name: https://kettle.example/bram"]) {
    await page.locator("#person [data-keep=note] summary").focus();
    await press("Enter");
    await page.locator("#person [data-keep=note] textarea").fill(text);
    await page.locator("#person [data-keep=note] button").focus();
    await press("Enter");
    await page.locator("#person .noted li").first().filter({ hasText: text }).waitFor();
    await focused("#person [data-keep=note] summary");
  }
  assert.match(await page.locator("#person .noted .by").first().textContent(), /^Mina Okafor/);
  await looks(page, "desk-person-notes", lookClosely);
  await tag.locator("button").focus();
  await press("Enter");
  await tag.waitFor({ state: "detached" });
});

step("a person is put into a company and taken out again", async () => {
  await page.locator("#person [data-keep=company] summary").focus();
  await press("Enter");
  await page.locator("#person [data-person=attach] input[name=company]").fill("c-77");
  await page.locator("#person [data-person=attach] input[name=name]").fill("Oyelaran & Daughters");
  await looks(page, "desk-company", lookClosely);
  await page.locator("#person [data-person=attach] input[name=name]").focus();
  await press("Enter");
  await toast("Saved");
  const company = page.locator("#person .companies li").filter({ hasText: "Oyelaran & Daughters" });
  await company.waitFor();
  const { data } = await server.api("GET", "/companies");
  const { id } = data.find((one) => one.company_id === "c-77" && one.name === "Oyelaran & Daughters");
  // What their own systems know of it is read here, and changed.
  await server.api("PUT", `/companies/${id}`, { plan: "Gold", custom_attributes: { fleet: 3 } });
  await page.reload();
  await shown(".inbox.scripted #composer");
  await company.locator("summary").first().focus();
  await press("Enter");
  await company.locator("dd").filter({ hasText: "Gold" }).waitFor();
  await company.locator(".change .change summary").focus();
  await press("Enter");
  await company.locator("input[name=size]").fill("some");
  page.offline = true; // the browser notes the refusal
  await press("Enter");
  await toast("Not done: write a whole number");
  page.offline = false;
  await company.locator("input[name=size]").fill("40");
  await company.locator(".attribute input[name=value]").first().fill("4");
  await looks(page, "desk-company-known", lookClosely, company.locator("input[name=size]"));
  await company.locator("input[name=size]").focus();
  await press("Enter");
  await toast("Saved");
  await company.locator("dd").filter({ hasText: "40" }).waitFor();
  const known = await server.api("GET", `/companies/${id}`);
  assert.deepEqual([known.size, known.plan?.name, known.custom_attributes.fleet], [40, "Gold", 4]);
  await page.getByRole("button", { name: "Take out of Oyelaran & Daughters" }).focus();
  await press("Enter");
  await company.waitFor({ state: "detached" });
  await toast("Saved");
});

step("who is blocked is told why nothing arrives, and can write again when they are let", async () => {
  const talk = page.url();
  const visitor = await Visitor.arrive(server);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.write("Buy my kettles!");
  await mina.openThread("Buy my kettles!");
  const does = async (act) => {
    await page.locator("#person [data-keep=block] summary").focus();
    await press("Enter");
    await looks(page, `desk-${act}`, lookClosely);
    await page.locator(`#person [data-person=${act}] button`).focus();
    await press("Enter");
    await page.locator(`#person [data-person=${act}]`).waitFor({ state: "detached" });
    await toast("Saved");
  };
  const told = page.locator("#person").getByText("Blocked: they can write nothing more.");
  await does("block");
  await told.waitFor();
  visitor.page.offline = true; // the browser notes the refusal
  await visitor.write("Only today!");
  const refused = visitor.frame.locator(".failed");
  await refused.filter({ hasText: "You cannot write here any more." }).waitFor();
  await does("unblock");
  await told.waitFor({ state: "detached" });
  await refused.getByRole("button", { name: "Try again" }).click();
  await mina.bubble("Only today!").waitFor();
  await visitor.context.close();

  await server.api("POST", "/contacts", { role: "user", external_id: "merle", name: "Merle Quist" });
  await page.evaluate(() => (window.stayed = true));
  await page.locator("#person [data-keep=merge] summary").focus();
  await press("Enter");
  const into = page.locator("#person [data-person=merge] input[name=into]");
  await into.fill("nobody-at-all");
  page.offline = true; // the browser notes the refusal
  await press("Enter");
  await toast("Not done:");
  page.offline = false;
  await looks(page, "desk-merge", lookClosely);
  await into.fill("merle");
  await press("Enter");
  await toast("Saved");
  await page.locator("#person h2").filter({ hasText: "Merle Quist" }).waitFor();
  await page.locator("#thread h2").filter({ hasText: "Merle Quist" }).waitFor();
  await mina.row("Merle Quist").filter({ hasText: "Only today!" }).waitFor();
  await mina.bubble("Buy my kettles!").waitFor();
  await mina.write("We have kettles of our own.");
  assert.ok(await page.evaluate(() => window.stayed), "the page's script sent it");
  await page.goto(talk);
  await shown(".inbox.scripted #composer");
});

step("what is begun is found in another browser, who else is here is said, and a draft goes when it is sent", async () => {
  await open("Bram Oyelaran");
  const bram = new URL(page.url()).pathname;
  const kept = page.waitForResponse((answer) => answer.url().endsWith("/draft"));
  await press("r");
  await focused("#body");
  await page.keyboard.type("Forty teapots are");
  assert.equal((await kept).status(), 204);
  const elsewhere = await Teammate.arrive(server);
  await elsewhere.page.goto(new URL(bram, page.url()).href);
  await elsewhere.page.locator("#body").waitFor();
  assert.equal(await elsewhere.page.locator("#body").inputValue(), "Forty teapots are");

  const jonas = await Teammate.arrive(server, server.ready.inbox_second);
  await jonas.page.goto(new URL(bram, page.url()).href);
  await page.locator("#others").filter({ hasText: "Jonas Lindqvist is looking at this too" }).waitFor();
  assert.equal(await jonas.page.locator("#body").inputValue(), "", "a draft is its teammate's alone");
  await looks(page, "desk-others", lookClosely);
  await jonas.page.keyboard.press("n");
  await jonas.page.keyboard.type("A");
  await page.locator("#others").filter({ hasText: "Jonas Lindqvist is writing here too" }).waitFor();
  assert.deepEqual(jonas.page.problems, []);
  await jonas.context.close();

  await page.locator("#body").focus();
  await page.keyboard.type(" no trouble.");
  await press("Control+Enter");
  await mina.bubble("Forty teapots are no trouble.").waitFor();
  await elsewhere.bubble("Forty teapots are no trouble.").waitFor();
  await elsewhere.page.reload();
  await elsewhere.page.locator("#body").waitFor();
  assert.equal(await elsewhere.page.locator("#body").inputValue(), "");
  assert.deepEqual(elsewhere.page.problems, []);
  await elsewhere.context.close();
});

step("new messages are told by the desktop to whoever chose that, without what they say", async () => {
  await page.context().grantPermissions(["notifications"], { origin: new URL(page.url()).origin });
  await page.evaluate(() => {
    window.told = [];
    window.Notification = class extends EventTarget {
      static permission = "granted";
      constructor(title, options) {
        super();
        window.told.push([title, options]);
      }
    };
    document.hasFocus = () => false;
  });
  assert.equal(await page.locator("#notices").getAttribute("aria-pressed"), "false");
  await page.locator("#notices").focus();
  await press("Enter");
  assert.equal(await page.locator("#notices").getAttribute("aria-pressed"), "true");
  const someone = await server.api("POST", "/contacts", { role: "user", external_id: "desk-1", name: "Vera Holm" });
  await server.api("POST", "/conversations", { from: { type: "user", id: someone.id }, body: "A secret about the kettle" });
  await mina.row("Vera Holm").waitFor();
  await until(() => page.evaluate(() => window.told.length), "it is told");
  const told = JSON.stringify(await page.evaluate(() => window.told));
  assert.ok(told.includes("New message from Vera Holm") && !told.includes("kettle"), told);
  // What colleagues do with what nobody has read yet is no message.
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  const { id: admin } = await server.api("GET", "/me");
  const parts = { message_type: "assignment", type: "admin", admin_id: admin, assignee_id: admin };
  const mine = await count("mine");
  await until(() => Date.now() / 1000 > conversations[0].updated_at + 1, "another second has begun");
  await server.api("POST", `/conversations/${conversations[0].id}/parts`, parts);
  await until(async () => (await count("mine")) === mine + 1, "the list is drawn anew");
  assert.equal(await page.locator("#list .row.unread").filter({ hasText: "Vera Holm" }).count(), 1);
  await server.api("POST", "/conversations", { from: { type: "user", id: someone.id }, body: "And its lid" });
  await until(() => page.evaluate(() => window.told.length > 1), "the next message is told");
  assert.equal(await page.evaluate(() => window.told.length), 2, "and nothing but messages");
});

step("what the server refuses is taken back before one's eyes, with the reason", async () => {
  const before = await page.locator("#thread-head .has").textContent();
  await page.locator("#log").focus();
  await press("a");
  await focused(".filter");
  await page.keyboard.type("jonas");
  // While the menu is open, whoever is chosen goes.
  const other = await page.context().newPage();
  await other.goto(new URL("/settings/teammates", page.url()).href);
  const leave = other.locator("details:has(form[action$='/deactivate'])").first();
  await leave.locator("summary").click();
  await leave.locator("form button").click();
  await other.waitForURL(/done=off/);
  await page.bringToFront();
  page.offline = true; // a refused request is an error in the console
  await press("Enter");
  await toast("Not done: there is no such teammate any more");
  await has(before);
  page.offline = false;
  await other.close();
});

step("? lists the keys", async () => {
  await page.locator("#log").focus();
  await press("?");
  await shown("dialog.keys");
  await looks(page, "desk-keys", lookClosely);
  await press("Escape");
  await page.locator("dialog.keys").waitFor({ state: "detached" });
});

step("what opens over the inbox is there in Japanese", async () => {
  const context = await browser({ locale: "ja-JP" });
  const desk = await watchedPage(context);
  await desk.goto(server.ready.inbox);
  await desk.locator("#list .row").first().click();
  await desk.locator("#thread #parts .bubble").first().waitFor();
  const opened = async (name, open, ready) => {
    await desk.locator("#log").focus();
    await open();
    await desk.locator(ready).first().waitFor();
    await looks(desk, `desk-ja-${name}`, lookClosely);
    await desk.keyboard.press("Escape");
    await desk.locator(ready).first().waitFor({ state: "hidden" });
  };
  const key = (name) => () => desk.keyboard.press(name);
  await opened("palette", key("Control+k"), "dialog.palette [role=option]");
  await opened("keys", key("?"), "dialog.keys");
  await opened("emoji", () => desk.locator("#emoji").click(), "#emoji-grid [role=option]");
  await opened("macros", key("m"), ".macro-chooser [role=option]");
  await opened("snooze", key("h"), "#thread-head [data-menu=snooze][open] .choice");
  await opened("tag", key("l"), "#thread-head [data-menu=tag][open] .tag-form input:not([type=hidden])");
  assert.deepEqual(desk.problems, []);
  await context.close();
});

step("all of it is there in Japanese, and on a phone without a keyboard", async () => {
  const context = await browser({ locale: "ja-JP", viewport: { width: 390, height: 844 } });
  const phone = await watchedPage(context);
  await phone.goto(server.ready.inbox);
  await phone.locator("#list .row").first().waitFor();
  await looks(phone, "desk-ja-list", lookClosely);
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.locator("#list .row").first().click();
  await phone.locator("#thread #parts .bubble").first().waitFor();
  await phone.locator("#thread-head [data-menu=assign] summary").click();
  await phone.locator("#thread-head [data-menu=assign] .choice").first().waitFor();
  await looks(phone, "desk-ja-assign", lookClosely);
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.locator("#thread-head [data-menu=assign] .choice[value^=team-]").last().click();
  await phone.locator("#toast").filter({ hasText: "割り当てました" }).waitFor();
  await context.close();
});
