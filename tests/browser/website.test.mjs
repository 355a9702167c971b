// What people do on the website, and the page that they write from: on the person and in the thread, as far as the workspace asks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookClosely, looks, sizes } from "./looks.mjs";
import { Teammate, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

let server, owner, visitor, id, site;

before(async () => {
  server = new Server();
  await server.start();
  site = new URL(server.ready.demo_site);
  owner = await Teammate.arrive(server);
});

after(async () => {
  await closeAll();
  await server.stop();
});

const events = () => server.api("GET", `/events?type=user&intercom_user_id=${id}`).then((answer) => answer.events);
const track = (name, metadata) => visitor.page.evaluate(([name, metadata]) => window.Troth("trackEvent", name, metadata), [name, metadata]);

/** Sets whether the page is shared, as an admin does. */
async function share(on) {
  const { page } = owner;
  await page.goto(new URL("/settings/messenger", server.ready.inbox).href);
  await page.locator("input[name=share_page]").setChecked(on);
  await page.locator("#look .primary").click();
  await page.locator(".said.good").waitFor();
  assert.equal(await page.locator("input[name=share_page]").isChecked(), on);
}

/** Somebody comes to the shop with something personal in its address, and writes; answers what their messenger sent. */
async function write(text) {
  visitor = await Visitor.arrive(server);
  await visitor.page.goto(`${site.href}?mail=ada@people.example#token`, { waitUntil: "networkidle" });
  await visitor.openMessenger();
  await visitor.begin();
  const sent = visitor.page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/conversations"));
  await visitor.say(text);
  id = await until(() => visitor.page.evaluate(() => window.Troth("getVisitorId")), "the visitor has an id");
  return (await sent).postDataJSON();
}

async function open(text) {
  await owner.page.goto(new URL("/inbox", server.ready.inbox).href);
  await owner.openThread(text);
}

test("while nobody asks for it, the page is told to nobody", async () => {
  const sent = await write("Do you ship to Kyoto?");
  assert.equal("page" in sent, false);
  await open("Do you ship to Kyoto?");
  assert.equal(await owner.page.locator("#written-on").count(), 0);
  assert.equal(await owner.page.locator("#events-title").count(), 0, "nothing was done, nothing is shown");
});

test("a workspace that asks sees the page in the thread, without what people typed", async () => {
  await share(true);
  const sent = await write("Is the kettle dishwasher safe?");
  assert.deepEqual(sent.page, { url: `${site.origin}${site.pathname}`, referrer: null });
  await open("Is the kettle dishwasher safe?");
  const link = owner.page.locator("#written-on a");
  assert.equal(await link.getAttribute("href"), `${site.origin}${site.pathname}`);
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  assert.equal(await owner.page.getByText("ada@people.example").count(), 0);
});

test("what they do is told once, also over a broken connection, and stands on the person", async () => {
  visitor.page.offline = true; // the browser notes what is cut off
  let cut = 0;
  await visitor.context.route("**/track", async (route) => {
    if (cut++) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await track("put-in-basket", { tea: "Sencha from Uji", grams: 100 });
  await until(() => cut > 1, "it is sent again");
  await visitor.context.unroute("**/track");
  await until(() => events().then((all) => all.length === 1), "and kept");
  visitor.page.offline = false;
  await track("looked-at-checkout");
  await until(() => events().then((all) => all.length === 2), "the next one too");
  const created_at = Math.floor(Date.now() / 1000);
  await server.api("POST", "/events", { id, event_name: "paid", created_at, metadata: { price: { amount: 1200, currency: "eur" } } });

  await open("Is the kettle dishwasher safe?");
  const did = owner.page.locator(".did > li");
  await until(async () => (await did.count()) === 3, "three are shown");
  assert.deepEqual((await owner.page.locator(".did-name").allTextContents()).sort(), ["looked-at-checkout", "paid", "put-in-basket"]);
  const put = did.filter({ hasText: "put-in-basket" });
  assert.match(await put.textContent(), /tea.*Sencha from Uji.*from the website’s page/);
  assert.match(await did.filter({ hasText: "paid" }).textContent(), /price · amount.*1200.*from your server/);
  await owner.page.locator(".held li", { hasText: "Events" }).waitFor();
  await looks(owner.page, "website-inbox", lookClosely);
  await owner.page.setViewportSize(sizes[390]);
  await owner.page.locator(".to-person").click();
  await owner.page.locator("#events-title").scrollIntoViewIfNeeded();
  await lookClosely(owner.page, "website-person-390");
  await owner.page.setViewportSize(sizes[1440]);
});

test("a reload does not tell again what was told", async () => {
  let sent = 0;
  visitor.page.on("request", (request) => request.url().endsWith("/track") && (sent += 1));
  await visitor.page.reload();
  await until(() => visitor.frame, "whoever wrote before has their messenger at once");
  await track("came-back");
  await until(() => sent, "it is sent"); // the browser may tell of it later than the server keeps it
  await until(() => events().then((all) => all.length === 4), "that is new");
  assert.equal(sent, 1, "and only that was sent");
  assert.deepEqual(visitor.page.problems, []);
});

/** The colours of the launcher, of the messenger's head, and of the arrow on it, as they are drawn. */
async function colours(page, frame) {
  const launcher = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.querySelector("[data-troth]").shadowRoot.querySelector(".launcher"));
    return [backgroundColor, color];
  });
  const [head, arrow] = await frame.evaluate(() => [".home-head", "#start .icon"].map((one) => getComputedStyle(document.querySelector(one))).map(({ backgroundColor, color }) => [backgroundColor, color]));
  return [launcher, head, arrow];
}

const [WHITE, DARK] = ["rgb(255, 255, 255)", "rgb(0, 0, 0)"];

test("launcher, head and arrow have one colour: the workspace's, or the page's where it has none", async () => {
  const { page } = await (visitor = await Visitor.arrive(server));
  await visitor.openMessenger();
  const all = (background, on) => Array(3).fill([background, on]);
  const are = (expected, what) => until(async () => JSON.stringify(await colours(page, visitor.frame)) === JSON.stringify(expected), what);
  await are(all("rgb(31, 111, 92)", WHITE), "its own");
  await page.evaluate(() => window.Troth("update", { background_color: "#ffd400" }));
  await are(all("rgb(255, 212, 0)", DARK), "the page's");
  await page.evaluate(() => window.Troth("update", { action_color: "#7a1fa2" }));
  await are(all("rgb(122, 31, 162)", WHITE), "its buttons'");
  await lookClosely(page, "website-colour");

  await owner.page.goto(new URL("/settings/messenger", server.ready.inbox).href);
  await owner.page.locator("input[name=colour]").fill("#274b8f");
  await owner.page.locator("#look .primary").click();
  await owner.page.locator(".said.good").waitFor();
  const { page: later } = await (visitor = await Visitor.arrive(server));
  await visitor.openMessenger();
  await later.evaluate(() => window.Troth("update", { action_color: "#7a1fa2" }));
  await until(async () => JSON.stringify(await colours(later, visitor.frame)) === JSON.stringify(all("rgb(39, 75, 143)", WHITE)), "the workspace's");
});

test("what a website says of all its boxes does not hide the messenger", async () => {
  visitor = new Visitor();
  visitor.context = await browser({ bypassCSP: true });
  const page = (visitor.page = await watchedPage(visitor.context));
  for (const rule of [
    "div:empty { display: none }",
    "body > *:not(main) { visibility: hidden }",
    "* { pointer-events: none }",
    "body > div { display: none !important; opacity: 0 !important; transform: translateX(200vw) }",
    "* { all: unset !important }",
    "body > * { position: relative; z-index: 1 } main { z-index: 9 !important; min-height: 100vh; background: white }",
  ]) {
    await page.goto(server.ready.demo_site, { waitUntil: "networkidle" });
    await page.addStyleTag({ content: rule });
    const { width, height } = page.viewportSize();
    assert.ok(await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.matches("[data-troth]"), [width - 48, height - 48]), rule);
    await visitor.openMessenger();
    await visitor.begin();
  }
});
