// People who write from right to left: what they write runs their way, and what stands beside it keeps its own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { looks, lookClosely } from "./looks.mjs";
import { Teammate, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { call, openSdkPage, sign, widget } from "./sdk.mjs";
import { Server } from "./server.mjs";

const NAME = "שירה כהן 7";
/** Says of itself that what follows runs the other way. */
const TURNED = "Eve\u202egnp.exe";
const TEXT = "שלום, הזמנתי 2 קומקומים (דגם Moss)!\nمتى يصل الطلب؟";

let server, secret, visitor, teammate;

/** From left to right: the places of the first and of the last letter of an element's text; the same for one that was replaced. */
const ends = (locator) =>
  locator.evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
    const place = (node, at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect().left;
    };
    const [first, last] = [texts[0], texts.at(-1)];
    if (!element.isConnected || !first) return [0, 0];
    return [place(first, first.data.search(/\S/)), place(last, last.data.trimEnd().length - 1)];
  });

/** What was sent is drawn again when it is stored. */
const runsLeft = (locator) => until(() => ends(locator).then(([first, last]) => last < first), `${locator}: its last letter stands left of its first`);
const runsRight = (locator) => until(() => ends(locator).then(([first, last]) => first < last), `${locator}: its first letter stands left of its last`);

before(async () => {
  server = new Server();
  await server.start();
  ({ secret } = await server.api("POST", "/secure_mode_secrets", { name: "Shop" }));
  visitor = new Visitor();
  visitor.context = await browser({ bypassCSP: true });
  visitor.page = await watchedPage(visitor.context);
  await openSdkPage(visitor.page, server);
  await visitor.page.evaluate(() => (document.documentElement.dir = "rtl"));
});

after(async () => {
  await closeAll();
  await server.stop();
});

test("on a website that runs from right to left the launcher stands and opens where it always does", async () => {
  const { page } = visitor;
  await call(page, "Intercom", { app_id: server.ready.workspace, widgetUrl: widget(server), user_id: "shira", intercom_user_jwt: sign(secret, { user_id: "shira", name: NAME }) });
  await until(() => call(page, "whoami").then((who) => who?.verified), "she is proven");
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.frame.locator("#body").fill(TEXT);
  assert.equal(await visitor.frame.locator("#body").evaluate((field) => getComputedStyle(field).unicodeBidi), "plaintext");
  await visitor.frame.locator("#body").press("Enter");
  await visitor.arrived(TEXT);
  await runsLeft(visitor.bubble(TEXT));
  await looks(page, "directions-messenger", lookClosely);
});

test("in the inbox her words run her way, and names, times and numbers keep their places", async () => {
  teammate = await Teammate.arrive(server);
  const { page } = teammate;
  await teammate.row(NAME).click();
  await teammate.bubble(TEXT).waitFor();
  await runsLeft(teammate.bubble(TEXT));
  const by = page.locator("#parts .by").first();
  await runsLeft(by.locator(".who"));
  const [who, time] = await Promise.all([by.locator(".who").boundingBox(), by.locator("time").boundingBox()]);
  assert.ok(who.x + who.width <= time.x, "the time stands after her name");
  await teammate.write("Both arrive on Monday: (1) תודה");
  await runsRight(teammate.bubble("Both arrive on Monday: (1) תודה"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await page.locator('#thread[data-state="closed"]').waitFor();
  await looks(page, "directions-inbox", lookClosely);
});

test("in a sentence of the log a name stands apart, and cannot turn what follows it", async () => {
  const { page } = teammate;
  const { id } = await server.api("POST", "/contacts", { role: "user", external_id: "eve", name: TURNED });
  await server.api("POST", "/conversations", { from: { type: "user", id }, body: "Look at this" });
  await page.goto(new URL("/inbox/log", page.url()).href);
  for (const told of [`${NAME}\u2069 wrote message`, "Evegnp.exe\u2069"]) {
    const sentence = page.locator(".told").filter({ hasText: told }).first();
    await sentence.waitFor();
    await runsRight(sentence);
  }
  assert.equal(await page.locator(".told").filter({ hasText: "\u202e" }).count(), 0);
  await looks(page, "directions-log", lookClosely);

  await page.goto(new URL("/inbox", page.url()).href);
  const row = teammate.row("Look at this");
  const [name, age] = await Promise.all([row.locator("text=gnp.exe").boundingBox(), row.locator("time").boundingBox()]);
  assert.ok(name.x < age.x, "the age stands where it does in every row");
});
