// What a website says of the messenger's looks: each setting of the loader, seen in the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Visitor, closeAll, until } from "./people.mjs";
import { Server, freePort } from "./server.mjs";

let server, visitor, page, admin;
const [WIDTH, HEIGHT] = [1440, 900];

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  ({ id: admin } = await server.api("GET", "/me"));
});

after(async () => {
  await closeAll();
  await server.stop();
});

const warnings = [];

/** Somebody comes to a website that says this of its messenger. */
async function arrive(settings) {
  await visitor?.context.close();
  visitor = await Visitor.arrive(server, { viewport: { width: WIDTH, height: HEIGHT } });
  ({ page } = visitor);
  warnings.length = 0;
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  await say(settings);
}

const say = (settings) => page.evaluate((settings) => window.Troth("update", settings), settings);
const launcher = () => page.locator("[data-troth] .launcher");
const panel = () => page.locator("[data-troth] .panel");
const badge = () => page.locator("[data-troth] .badge");

/** How far a part of the messenger is from each edge of the window, once it stands still; under the pointer it would be larger. */
async function edges(of) {
  await page.mouse.move(WIDTH / 2, 1);
  await of.evaluate((one) => {
    const drawn = new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    return drawn.then(() => Promise.all(one.getAnimations().map((moves) => moves.finished)));
  });
  const { x, y, width, height } = await of.boundingBox();
  return { left: x, right: WIDTH - x - width, top: y, bottom: HEIGHT - y - height };
}

const near = (is, wanted, what) => assert.ok(Math.abs(is - wanted) < 1, `${what}: ${is}, not ${wanted}`);

async function opened() {
  await until(() => visitor.frame, "the frame opens");
  await visitor.frame.locator("#start:enabled").waitFor();
}

test("alignment and both paddings place launcher and panel", async () => {
  await arrive({});
  const usual = await edges(launcher());
  near(usual.right, 20, "right");
  near(usual.bottom, 20, "bottom");
  await visitor.openMessenger();
  near((await edges(panel())).right, 20, "the panel's right");
  for (const [settings, side, across, up] of [
    [{ horizontal_padding: 64, vertical_padding: 110 }, "right", 64, 110],
    [{ alignment: "left" }, "left", 64, 110],
    [{ horizontal_padding: "0", vertical_padding: 0 }, "left", 0, 0],
    [{ alignment: "right", horizontal_padding: "wide", vertical_padding: null }, "right", 20, 20],
  ]) {
    await say(settings);
    const [at, over] = [await edges(launcher()), await edges(panel())];
    near(at[side], across, `${JSON.stringify(settings)} ${side}`);
    near(at.bottom, up, `${JSON.stringify(settings)} bottom`);
    near(over[side], across, `the panel's ${side}`);
    near(over.bottom, up + 72, "the panel's bottom");
    assert.ok(over.top >= 0, "the panel's head is in the window");
  }
  assert.deepEqual(page.problems, []);
});

test("z_index puts it above or below what the website draws", async () => {
  await arrive({});
  await page.evaluate(() => {
    const cover = Object.assign(document.createElement("p"), { id: "cover" });
    Object.assign(cover.style, { position: "fixed", inset: "0", margin: "0", zIndex: "50" });
    document.body.append(cover);
  });
  const above = () => page.evaluate(([x, y]) => document.elementFromPoint(x, y).hasAttribute("data-troth"), [WIDTH - 48, HEIGHT - 48]);
  assert.ok(await above(), "above everything, as usual");
  for (const [z_index, wanted] of [[49, false], ["51", true], [0, false], ["high", true]]) {
    await say({ z_index });
    assert.equal(await above(), wanted, `z_index ${z_index}`);
  }
});

test("a website's own launcher opens it, by pointer and keyboard, and gets the focus back", async () => {
  await arrive({ hide_default_launcher: true, custom_launcher_selector: "#ask, .ask" });
  await launcher().waitFor({ state: "hidden" });
  await page.evaluate(() => {
    const link = Object.assign(document.createElement("a"), { id: "ask", href: "/elsewhere" });
    const inner = Object.assign(document.createElement("b"), { textContent: "Ask us" });
    link.append(inner);
    document.body.prepend(link);
  });
  const address = page.url();
  await page.locator("#ask b").click();
  await opened();
  await panel().waitFor({ state: "visible" });
  assert.equal(page.url(), address, "the link itself leads nowhere");
  await until(() => visitor.frame.evaluate(() => document.hasFocus() && document.activeElement.id === "greeting"), "the focus is in the messenger");
  await page.keyboard.press("Escape");
  await panel().waitFor({ state: "hidden" });
  const back = () => until(() => page.evaluate(() => document.activeElement.id === "ask"), "the focus is where it came from");
  await back();
  await page.keyboard.press("Enter");
  await panel().waitFor({ state: "visible" });
  await until(() => visitor.frame.evaluate(() => document.hasFocus()), "the focus is in the messenger");
  await page.keyboard.press("Escape");
  await back();
  assert.ok(await launcher().isHidden());
  await say({ hide_default_launcher: false });
  await launcher().waitFor({ state: "visible" });
  await say({ custom_launcher_selector: "[" });
  await page.locator("h1, h2").first().click();
  await until(() => warnings.some((one) => one.includes("custom_launcher_selector is not a selector")), "the console says so");
  assert.deepEqual(page.problems, [], "and the website's clicks go on");
});

test("language_override makes the whole messenger speak that language", async () => {
  await arrive({ language_override: "ja-JP" });
  assert.equal(await launcher().getAttribute("aria-label"), "メッセンジャーを開く");
  await visitor.openMessenger();
  assert.equal(await visitor.frame.evaluate(() => document.documentElement.lang), "ja");
  assert.equal(await visitor.frame.locator("#start span").textContent(), "メッセージを送る");
  await arrive({ language_override: "tlh" });
  await visitor.openMessenger();
  assert.equal(await visitor.frame.evaluate(() => document.documentElement.lang), "en", "one that it does not speak changes nothing");
});

test("hide_notifications keeps badge and title quiet until it is taken back", async () => {
  await arrive({ hide_notifications: true });
  await page.evaluate(() => {
    window.counted = [];
    window.Troth("onUnreadCountChange", (count) => window.counted.push(count));
  });
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.say("Is the kettle loud?");
  await visitor.clickLauncher();
  const own = await page.title();
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  await server.api("POST", `/conversations/${conversations[0].id}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body: "It sings." });
  await until(() => page.evaluate(() => window.counted.at(-1) === 1), "it is counted");
  assert.equal(await page.title(), own);
  assert.ok(await badge().isHidden());
  await say({ hide_notifications: false });
  assert.equal(await page.title(), `(1) ${own}`);
  assert.equal(await badge().textContent(), "1");
  assert.ok(await badge().isVisible());
  await say({ hide_notifications: true });
  assert.equal(await page.title(), own);
  assert.ok(await badge().isHidden());
});

test("of settings that change nothing here the console is told, once", async () => {
  await arrive({ session_duration: 86_400_000, theme_mode: "dark", region: "eu", api_base: "https://elsewhere.example", widgetUrl: "x", installation_type: "npm", action_color: "#274b8f" });
  await say({ session_duration: 1, page_title: "Shop" });
  await until(() => warnings.length === 2, "both are told");
  assert.deepEqual(warnings, ["Troth: this messenger takes no notice of session_duration, theme_mode.", "Troth: this messenger takes no notice of page_title."]);
  await say({ link_color: "#123456" });
  await until(() => warnings.length === 3, "a new one is told");
  assert.deepEqual(page.problems, []);
});
