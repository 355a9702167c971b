// Intercom's own loader drives the messenger: every call of it, as a visitor and as a user who is proven.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";

import { Teammate, Visitor, blocked, browser, closeAll, kept, until, watchedPage } from "./people.mjs";
import { call, openSdkPage, sign, widget } from "./sdk.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
let server, secret, visitor, page;
let warnings = [];
let title = "";
const foreign = new Set();

const step = story({ of: mode });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  ({ secret } = await server.api("POST", "/secure_mode_secrets", { name: "Shop" }));
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** A browser of somebody's own on the page. */
async function arrive() {
  visitor = new Visitor();
  visitor.context = await browser({ bypassCSP: true });
  page = visitor.page = await watchedPage(visitor.context);
  warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (!["localhost", "127.0.0.1", ""].includes(hostname)) foreign.add(hostname);
  });
  await openSdkPage(page, server);
  title = await page.title();
}

const init = (settings = {}) => call(page, "Intercom", { app_id: server.ready.workspace, widgetUrl: widget(server), region: "eu", ...settings });
const heard = () => page.evaluate(() => window.heard);
const hear = (name) => page.evaluate((name) => window.sdk[name]((...given) => window.heard.push([name, ...given])), name);
const conversations = () => visitor.frame.locator("#conversations li");
const contact = (externalId) => server.api("GET", `/contacts/find_by_external_id/${externalId}`);
const done = (id) => server.api("GET", `/events?type=user&intercom_user_id=${id}`).then(({ events }) => events);
const warned = (text) => warnings.some((one) => one.includes(text));
const home = async () => {
  await until(() => visitor.frame, "the frame opens");
  await visitor.frame.locator("#home").waitFor({ state: "visible" });
};

/** The messenger is taken down, and its frame is not found any more. */
async function left() {
  await page.locator("[data-troth]").waitFor({ state: "detached" });
  await until(() => !visitor.frame, "the frame is gone");
}

async function answer(id, body) {
  const { id: admin } = await server.api("GET", "/me");
  await server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body });
}

step("it loads our widget, and nothing of anybody else's", async () => {
  await arrive();
  await init();
  await page.locator("[data-troth]").waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => window.intercomSettings.api_base), "https://api-iam.eu.intercom.io");
  assert.equal(page.frames().length, 1, "no frame before the first click");
  assert.equal(await kept(page), 0);
  assert.equal(await call(page, "getVisitorId"), undefined);
  for (const name of ["looked", "looked again"]) await call(page, "trackEvent", name);
  await until(() => warned("events are kept of whoever is known here"), "the console says that nothing is kept of nobody");
  assert.equal(warnings.filter((one) => one.includes("events are kept")).length, 1, "once");
  assert.equal(page.frames().length, 1);
  assert.equal(await kept(page), 0);
  assert.equal(await page.evaluate(() => window.Intercom === window.Troth), true);
});

step("show, hide and their listeners", async () => {
  for (const name of ["onShow", "onHide", "onUnreadCountChange", "onUserEmailSupplied"]) await hear(name);
  await call(page, "show");
  await home();
  await call(page, "hide");
  await call(page, "showMessages");
  await call(page, "hide");
  await call(page, "showSpace", "messages");
  await call(page, "hide");
  assert.deepEqual(await heard(), [["onUnreadCountChange", 0], ...Array(3).fill([["onShow"], ["onHide"]]).flat()]);
});

step("a new message is begun with a text, written, and counted when it is answered", async () => {
  await call(page, "showNewMessage", "Where is my order?");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) === "Where is my order?", "the text stands there");
  await visitor.frame.locator("#body").press("Enter");
  await visitor.bubble("Where is my order?").waitFor();
  const id = await until(() => call(page, "getVisitorId"), "the visitor has an id");
  assert.deepEqual(await call(page, "whoami").then(({ id, verified }) => ({ id, verified })), { id, verified: false });
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  assert.equal(conversations[0].contacts.contacts[0].id, id);
  await call(page, "hide");
  await answer(conversations[0].id, "It left this morning.");
  await until(async () => (await heard()).some(([name, count]) => name === "onUnreadCountChange" && count === 1), "the page is told");
  assert.equal(await page.title(), `(1) ${title}`);
  await call(page, "hideNotifications", true);
  assert.equal(await page.title(), title);
  await call(page, "hideNotifications", false);
  await call(page, "showConversation", conversations[0].id);
  await visitor.bubble("It left this morning.").waitFor();
  await until(async () => (await page.title()) === title, "it is read");
});

step("what is asked for last is shown, though the server is slow with what was asked before", async () => {
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  await visitor.context.route(/[/]conversations([/?]|$)/, (route) => held.then(() => route.continue()));
  const asked = page.waitForRequest(/[/]conversations([/?]|$)/);
  await call(page, "showConversation", conversations[0].id);
  await asked;
  await call(page, "startConversation", "Something else");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) === "Something else", "the text stands there");
  // The conversation and the list for what was asked first, the list once more for what was asked last.
  let lists = 0;
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith("/conversations") && ++lists === 2);
  hold();
  await answered;
  await visitor.context.unroute(/[/]conversations([/?]|$)/);
  // One more answer, and what came of the last one is on the screen.
  await visitor.frame.evaluate(() => fetch("").then((answer) => answer.text()));
  assert.equal(await visitor.frame.locator("#body").inputValue(), "Something else");
});

step("what somebody began to write gives way to no text of the page's", async () => {
  const body = visitor.frame.locator("#body");
  await body.fill("I had begun");
  await call(page, "showNewMessage");
  assert.equal(await body.inputValue(), "I had begun");
  await call(page, "showNewMessage", "What the page says");
  await until(async () => (await body.inputValue()) === "What the page says", "the page's text stands there");
  await call(page, "showMessages");
  await call(page, "showNewMessage", "What the page says");
  await until(async () => (await body.inputValue()) === "What the page says", "the same one goes on");
  await body.fill("");
  await call(page, "showMessages");
  await visitor.frame.locator("#start").click();
  assert.equal(await body.inputValue(), "I had begun");
  await body.fill("");
});

step("what the messenger does not do is said once on the console, and nothing else", async () => {
  warnings = [];
  for (const name of ["startTour", "showArticle", "showNews", "startSurvey", "startChecklist", "showTicket"]) {
    await call(page, name, 1);
    await until(() => warned(`"${name}" is not something`), name);
    assert.equal(warnings.length, 1);
    warnings.pop();
  }
  await call(page, "startConversation", "Another thing");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) === "Another thing", "the text stands there");
  assert.deepEqual(warnings, []);
});

step("what a visitor does is kept once they are known, and marked as said by the page", async () => {
  warnings = [];
  const id = await call(page, "getVisitorId");
  await call(page, "trackEvent", "ordered", { price: 12 });
  const [event] = await until(() => done(id).then((all) => all.length && all), "it is kept");
  assert.deepEqual([event.event_name, event.metadata, event.told_by], ["ordered", { price: 12 }, "website"]);
  await call(page, "trackEvent", " ");
  await until(() => warned("an event has a name"), "what is none is told");
  warnings = [];
  await call(page, "trackEvent", "deep", { a: { b: { c: 1 } } });
  await until(() => warned("an event was not kept: the values of"), "and what the server refuses");
  await until(() => page.problems.some((one) => one.includes("422")), "as the browser notes");
  page.problems = page.problems.filter((one) => !one.includes("422"));
  assert.equal((await done(id)).length, 1);
});

step("shutdown leaves nothing on the device", async () => {
  const areas = await Promise.all([visitor.frame, page].map((frame) => frame.evaluate(() => ({ ...localStorage })).catch(() => ({}))));
  const { token } = JSON.parse(areas.flatMap(Object.entries).find(([name]) => name.endsWith(".visitor"))[1]);
  await call(page, "shutdown");
  await left();
  assert.equal(await kept(page), 0);
  const status = await fetch(new URL(`/messenger/${server.ready.workspace}/conversations`, server.ready.inbox), { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(status.status, 401, "the session has ended on the server too");
  await call(page, "boot", { app_id: server.ready.workspace });
  await page.locator("[data-troth]").waitFor({ state: "attached" });
  await call(page, "show");
  await home();
  assert.equal(await conversations().count(), 0);
  assert.equal(await kept(visitor.frame), 0);
  assert.equal(page.problems.length, 0, page.problems.join());
});

step("what is asked while they leave ends with them", async () => {
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  await call(page, "showNewMessage", "I am about to leave");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) !== "", "the text stands there");
  await visitor.frame.locator("#body").press("Enter");
  await visitor.arrived("I am about to leave");
  await visitor.context.route("**/conversations", (route) => held.then(() => route.continue()).catch(() => {}));
  const asked = page.waitForRequest((request) => request.url().endsWith("/conversations"));
  await call(page, "showMessages");
  await asked;
  await call(page, "shutdown");
  await left();
  hold();
  await visitor.context.unroute("**/conversations");
  assert.equal(page.problems.length, 0, page.problems.join());
  await call(page, "boot", { app_id: server.ready.workspace });
  await call(page, "show");
  await home();
});

step("a visitor is made to the end before the page's user takes their place", async () => {
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  await visitor.context.route("**/visitors", (route) => held.then(() => route.continue()));
  await call(page, "showNewMessage", "Who am I?");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) !== "", "the text stands there");
  const asked = page.waitForRequest((request) => request.url().endsWith("/visitors"));
  await visitor.frame.locator("#body").press("Enter");
  await asked;
  await call(page, "update", { user_id: "mae", intercom_user_jwt: sign(secret, { user_id: "mae" }) });
  hold();
  await until(() => call(page, "whoami").then((who) => who?.verified), "the page is told");
  await visitor.arrived("Who am I?");
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  assert.equal(conversations[0].contacts.contacts[0].id, (await contact("mae")).id);
  await visitor.context.unroute("**/visitors");
  await call(page, "shutdown");
  await left();
  await call(page, "boot", { app_id: server.ready.workspace });
  await call(page, "show");
  await home();
  assert.equal(page.problems.length, 0, page.problems.join());
});

step("a proven user finds their conversations on every device; a visitor's go along", async () => {
  await call(page, "showNewMessage", "I am not signed in yet");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) !== "", "the text stands there");
  await visitor.frame.locator("#body").press("Enter");
  await visitor.arrived("I am not signed in yet");
  await call(page, "update", { user_id: "ada", intercom_user_jwt: sign(secret, { user_id: "ada", name: "Ada", email: "ada@people.example" }) });
  await until(() => call(page, "whoami").then((who) => who?.verified), "the page is told");
  assert.equal((await contact("ada")).name, "Ada");
  await call(page, "showMessages");
  await conversations().filter({ hasText: "I am not signed in yet" }).waitFor();
  assert.equal(page.problems.length, 0, page.problems.join());

  await arrive();
  await init();
  await call(page, "showNewMessage", "On my phone");
  await until(() => visitor.frame, "the frame opens");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) !== "", "the text stands there");
  await visitor.frame.locator("#body").press("Enter");
  await visitor.arrived("On my phone");
  await call(page, "update", { user_id: "ada", intercom_user_jwt: sign(secret, { user_id: "ada" }) });
  await until(() => call(page, "whoami").then((who) => who?.verified), "the page is told");
  await call(page, "showMessages");
  for (const text of ["I am not signed in yet", "On my phone"]) await conversations().filter({ hasText: text }).waitFor();
  assert.equal(page.problems.length, 0, page.problems.join());

  await arrive();
  await init({ user_id: "ada", intercom_user_jwt: sign(secret, { user_id: "ada" }) });
  await call(page, "trackEvent", "came-back", { from: "phone" });
  await until(() => call(page, "whoami").then((who) => who?.verified), "on another device, before any click");
  const { id } = await contact("ada");
  await until(() => done(id).then((all) => all.some((one) => one.event_name === "came-back")), "what was told before they were proven is theirs");
  await call(page, "show");
  await conversations().filter({ hasText: "I am not signed in yet" }).waitFor();
});

step("the next one on the device sees nothing of theirs, however quickly they come", async () => {
  await page.evaluate(
    ([app_id, intercom_user_jwt]) => {
      window.sdk.trackEvent("ordered-by-ada");
      window.sdk.shutdown();
      window.sdk.trackEvent("ordered-by-nobody");
      window.sdk.boot({ app_id, user_id: "eve", intercom_user_jwt });
    },
    [server.ready.workspace, sign(secret, { user_id: "eve" })],
  );
  const { id } = await until(() => contact("eve").catch(() => null), "eve is there");
  await until(() => call(page, "getVisitorId").then((now) => now === id), "the messenger is eve's");
  await call(page, "trackEvent", "came");
  await until(() => done(id).then((all) => all.length), "what eve does is hers");
  assert.deepEqual((await done(id)).map((one) => one.event_name), ["came"]);
  await call(page, "show");
  await home();
  assert.equal(await conversations().count(), 0);
});

step("what one user began is not there for the next", async () => {
  const body = visitor.frame.locator("#body");
  await call(page, "showNewMessage", "Where is what I ordered for my mother?");
  await until(async () => (await body.inputValue()) !== "", "the text stands there");
  await call(page, "update", { user_id: "ivo", intercom_user_jwt: sign(secret, { user_id: "ivo" }) });
  const { id } = await until(() => contact("ivo").catch(() => null), "ivo is there");
  await until(() => call(page, "getVisitorId").then((now) => now === id), "the messenger is ivo's");
  await home();
  await visitor.frame.locator("#start").click();
  await body.waitFor();
  assert.equal(await body.inputValue(), "");
  await visitor.frame.locator("#back").click();
});

step("what one user did is told in nobody else's name, however long it waits", async () => {
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  const track = "**/track";
  await visitor.context.route(track, (route) => held.then(() => route.continue()));
  const begun = page.waitForRequest((request) => request.url().endsWith("/track"));
  for (const name of ["first-of-ivo", "second-of-ivo"]) await call(page, "trackEvent", name);
  await begun;
  await call(page, "update", { user_id: "noa", intercom_user_jwt: sign(secret, { user_id: "noa" }) });
  hold();
  const { id } = await until(() => contact("noa").catch(() => null), "noa is there");
  await until(() => call(page, "getVisitorId").then((now) => now === id), "the messenger is noa's");
  await call(page, "trackEvent", "first-of-noa");
  await until(() => done(id).then((all) => all.length), "what noa does is hers");
  assert.deepEqual((await done(id)).map((one) => one.event_name), ["first-of-noa"]);
  await visitor.context.unroute(track);
});

const host = () => page.locator("[data-troth]");
const written = async (text) => {
  await call(page, "showNewMessage", text);
  await until(() => visitor.frame, "the frame opens");
  await until(async () => (await visitor.frame.locator("#body").inputValue()) === text, "the text stands there");
  await visitor.frame.locator("#body").press("Enter");
  await visitor.arrived(text);
};
const statusOf = (token) => fetch(new URL(`/messenger/${server.ready.workspace}/conversations`, server.ready.inbox), { headers: { Authorization: `Bearer ${token}` } }).then(({ status }) => status);
const identified = () => page.waitForResponse((response) => response.url().endsWith("/identify")).then((response) => response.json());

step("a page that swaps its whole body keeps the messenger", async () => {
  await arrive();
  await init();
  await written("Before the body is another");
  const id = await call(page, "getVisitorId");
  // A frame that is being replaced may go at any moment.
  const listed = () => until(() => visitor.frame && conversations().filter({ hasText: "Before the body is another" }).isVisible().catch(() => false), "it is listed again");
  for (const swap of [
    () => document.documentElement.replaceChild(document.createElement("body"), document.body),
    () => (document.body.innerHTML = "<main>Another page</main>"),
    () => (document.body = document.createElement("body")),
  ]) {
    await page.evaluate(swap);
    await host().waitFor({ state: "attached" });
    await listed();
    assert.equal(await call(page, "getVisitorId"), id);
  }
  const back = (name) => page.evaluate((name) => {
    document.querySelector("[data-troth]").remove();
    window.Troth(name);
    return document.querySelectorAll("[data-troth]").length;
  }, name);
  for (const name of ["update", "boot", "reattach_activator", "show"]) assert.equal(await back(name), 1, name);
  await listed();
  assert.equal(page.problems.length, 0, page.problems.join());
});

step("a user's session ends also where their messenger is no more in the page", async () => {
  const entered = identified();
  await call(page, "update", { user_id: "uma", intercom_user_jwt: sign(secret, { user_id: "uma" }) });
  const { token } = await entered;
  await until(() => call(page, "whoami").then((who) => who?.verified), "the messenger is uma's");
  assert.equal(await statusOf(token), 200);
  await page.evaluate(() => {
    document.querySelector("[data-troth]").remove();
    window.Troth("shutdown");
  });
  await left();
  assert.equal(await statusOf(token), 401);
  assert.equal(await kept(page), 0);
  await page.evaluate(() => (document.body.innerHTML = "<main>Another page</main>"));
  assert.equal(await host().count(), 0, "what was taken down stays so");
});

step("whoever leaves with their page is forgotten by the next one", async () => {
  for (let tries = 0; tries < 3; tries += 1) {
    await arrive();
    await page.goto(server.ready.demo_site);
    await page.waitForFunction(() => window.Troth?.loaded);
    const made = page.waitForResponse((response) => response.url().endsWith("/visitors")).then((response) => response.json());
    await page.evaluate(() => window.Troth("showNewMessage", "Nobody else's business"));
    await until(() => visitor.frame, "the frame opens");
    await until(async () => (await visitor.frame.locator("#body").inputValue()) !== "", "the text stands there");
    await visitor.frame.locator("#body").press("Enter");
    await visitor.arrived("Nobody else's business");
    const { token } = await made;
    await page.goto(server.ready.demo_site, { waitUntil: "commit" });
    await page.waitForFunction(() => window.Troth?.loaded);
    await Promise.all([
      page.waitForNavigation(),
      page.evaluate(() => {
        window.Troth("shutdown");
        location.reload();
      }),
    ]);
    await page.waitForFunction(() => window.Troth?.loaded);
    await until(() => statusOf(token).then((status) => status === 401), "the session has ended");
    await page.evaluate(() => window.Troth("show"));
    await home();
    await until(() => page.evaluate(() => !Object.keys(localStorage).some((name) => name.endsWith(".leaving"))), "the mark is gone");
    assert.equal(await conversations().count(), 0);
    assert.equal(await page.evaluate(() => window.Troth("getVisitorId")), undefined);
  }
});

step("somebody who is named while another leaves has their messenger", async () => {
  await arrive();
  await init({ user_id: "ada", intercom_user_jwt: sign(secret, { user_id: "ada" }) });
  await until(() => call(page, "whoami").then((who) => who?.verified), "the messenger is ada's");
  await page.evaluate(
    ([app_id, intercom_user_jwt]) => {
      window.sdk.shutdown();
      window.sdk.Intercom({ app_id, user_id: "bea", intercom_user_jwt });
    },
    [server.ready.workspace, sign(secret, { user_id: "bea" })],
  );
  const { id } = await until(() => contact("bea").catch(() => null), "bea is there");
  await until(() => call(page, "getVisitorId").then((now) => now === id), "the messenger is bea's");
  await call(page, "show");
  await home();
  assert.equal(await conversations().count(), 0);
  assert.equal(page.problems.length, 0, page.problems.join());
});

step("who is not proven is a visitor, and the console says so", async () => {
  for (const intercom_user_jwt of [undefined, sign("another secret", { user_id: "ada" }), sign(secret, { user_id: "ada", exp: 1 })]) {
    await arrive();
    await init({ user_id: "ada", ...(intercom_user_jwt && { intercom_user_jwt }) });
    await until(() => warned("could not be verified"), "the console says so");
    assert.ok(warned("/inbox/log) says why"));
    await call(page, "show");
    await home();
    assert.equal(await conversations().count(), 0);
    assert.equal(await call(page, "whoami"), null);
  }
});

step("what cannot say who somebody is proves nothing, is told on the console, and keeps nobody from the messenger", async () => {
  await arrive();
  await page.evaluate(
    ([app_id, widgetUrl]) => window.sdk.Intercom({ app_id, widgetUrl, region: "eu", user_id: true, intercom_user_jwt: Promise.resolve("a token") }),
    [server.ready.workspace, widget(server)],
  );
  await until(() => warned("user_id is neither text nor a number") && warned("intercom_user_jwt is a promise: await it first"), "the console says so");
  await call(page, "show");
  await home();
  assert.equal(await call(page, "whoami"), null);
  assert.equal(warnings.length, 2, warnings.join());
  assert.equal(page.problems.length, 0, page.problems.join());
});

step("what the server cannot read proves nothing either, and what they do next is not held up", async () => {
  await arrive();
  await init({ user_id: 1.5, intercom_user_jwt: sign(secret, { user_id: "ada" }) });
  await until(() => warned("could not be verified"), "the console says so");
  await call(page, "trackEvent", "looked");
  await until(() => warned("events are kept of whoever is known here"), "it is told that nothing is kept of nobody");
  await call(page, "show");
  await home();
  assert.equal(await call(page, "whoami"), null);
});

step("a user is proven in the language that the messenger speaks: their letters will have it", async () => {
  await arrive();
  const asked = page.waitForRequest((request) => request.url().endsWith("/identify"));
  await init({ user_id: "yui", intercom_user_jwt: sign(secret, { user_id: "yui" }), language_override: "ja" });
  assert.equal((await (await asked).allHeaders())["accept-language"], "ja");
  await until(() => call(page, "whoami").then((who) => who?.verified), "the messenger is yui's");
});

step("what is told of a user and not kept is said once", async () => {
  await arrive();
  await init({ user_id: "kai", intercom_user_jwt: sign(secret, { user_id: "kai" }), plan: "gold", company: { id: "1", name: "Kai & sons" }, action_color: "#274b8f" });
  await until(() => warned("what this page says of its user: plan, company."), "the console says so");
  await call(page, "update", { plan: "silver" });
  await until(() => call(page, "whoami").then((who) => who?.verified), "the messenger is kai's");
  assert.equal(warnings.filter((one) => one.includes("not kept of what")).length, 1);
  assert.deepEqual((await contact("kai")).custom_attributes, {});
});

step("what the README signs with Node is taken", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [example] = readme.match(/^ {4}const \{ createHmac \}[^]*?\n {4}\}\n/m);
  const signIt = new Function("require", `${example}; return sign;`)(createRequire(import.meta.url));
  await arrive();
  await init({ user_id: "rea", intercom_user_jwt: signIt({ user_id: "rea" }, secret) });
  await until(() => call(page, "whoami").then((who) => who?.verified), "the messenger is rea's");
});

step("a hash proves who they are once the workspace lets it, and so may a page tell of them unsigned", async () => {
  const hashed = (who, key = secret) => createHmac("sha256", key).update(who).digest("hex");
  const rule = async (name) => {
    await teammate.page.goto(new URL("/settings/identity", server.ready.inbox).href);
    await teammate.page.locator(`input[name=${name}]`).check();
    await teammate.page.locator("form[action$='/rules'] .primary").click();
    await teammate.page.locator(".said.good").waitFor();
  };
  const teammate = await Teammate.arrive(server);
  const [good, said] = [{ user_id: "lev", user_hash: hashed("lev") }, { plan: "gold" }];
  await arrive();
  await init({ ...good, ...said });
  await until(() => warned("could not be verified"), "no hash is taken before");
  await rule("user_hash");
  await arrive();
  await init({ ...good, ...said });
  await until(() => warned("what this page says of its user: plan."), "but nothing unsigned");
  await until(() => call(page, "whoami").then((who) => who?.verified), "the messenger is lev's");
  assert.deepEqual((await contact("lev")).custom_attributes, {});
  await written("Where is my teapot?");
  await rule("unsigned_attributes");
  await arrive();
  await init({ ...good, ...said });
  await until(() => contact("lev").then((one) => one.custom_attributes.plan === "gold"), "what the page says is kept");
  await call(page, "showMessages");
  await conversations().filter({ hasText: "Where is my teapot?" }).waitFor();
  assert.deepEqual(warnings, []);
  assert.equal(page.problems.length, 0, page.problems.join());
  for (const user_hash of [hashed("eve"), hashed("lev", "another secret"), "", hashed("lev").slice(0, -1)]) {
    await arrive();
    await init({ user_id: "lev", user_hash });
    await until(() => warned("could not be verified"), "the console says so");
    await call(page, "show");
    await home();
    assert.equal(await conversations().count(), 0, user_hash);
    assert.equal(await call(page, "whoami"), null);
  }
});

step("no request went anywhere else", async () => assert.deepEqual([...foreign], []));
