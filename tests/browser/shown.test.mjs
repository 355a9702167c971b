// What people send and what they are called stays in sight: pictures, files without a word, long names, whose a conversation is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";

import { look, lookClosely, looks } from "./looks.mjs";
import { Teammate, Visitor, browser, closeAll, hand, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";
import { story } from "./steps.mjs";

const LONG = `Donaudampfschifffahrtselektrizitaeten${"hauptbetriebswerkbauunterbeamtengesellschaft".repeat(2)}`;
const WIDTHS = [[1440, 900], [1280, 760], [1024, 760], [820, 760], [390, 844]];

let server, visitor, mina, page, long;

const step = story({ pages: () => [visitor?.page, page].filter((one) => one?.problems) });

before(async () => {
  server = new Server();
  await server.start();
  visitor = await Visitor.arrive(server);
  await visitor.openMessenger();
});

after(async () => {
  await closeAll();
  await server.stop();
});

const shown = (selector) => page.locator(selector).first().waitFor();
const focused = (selector) => until(() => page.evaluate((one) => document.activeElement?.matches(one), selector), `${selector} has the focus`);
const atEnd = (place) => until(() => place.locator("#log").evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2), "the log stands at its end");
const drawn = (place) => until(() => place.locator("#parts .bubble img").last().evaluate((image) => image.naturalHeight === 1600).catch(() => false), "the picture is drawn");

/** A picture taller than any window here. */
async function tall(name) {
  const data = await visitor.page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 1600 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#1f6f5c";
    pen.fillRect(0, 0, 400, 1600);
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return { name, mimeType: "image/png", buffer: Buffer.from(data, "base64") };
}

async function send(...files) {
  await visitor.frame.locator("#files").setInputFiles(files);
  await visitor.frame.locator("#send:enabled").click();
  for (const { name } of files) await visitor.frame.locator("#parts .group:not(.queued) .file-name").filter({ hasText: name }).waitFor();
}

step("a picture that arrives in the messenger is seen to its end", async () => {
  await visitor.begin();
  await visitor.say(Array.from({ length: 40 }, (_, line) => `Line ${line + 1}`).join("\n"));
  await send(await tall("first.png"));
  await drawn(visitor.frame);
  await atEnd(visitor.frame);
  await visitor.settled();
  await look(visitor.page, "shown-messenger");
});

step("a visitor who gave no name has one that can be read, the same on both sides", async () => {
  mina = await Teammate.arrive(server);
  page = mina.page;
  const { name } = await visitor.page.evaluate(() => window.Troth("whoami"));
  assert.match(name, /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+$/u);
  assert.ok((await visitor.frame.locator("#intro").textContent()).includes(name));
  await mina.row("first.png").waitFor();
  assert.equal(await mina.row("first.png").locator(".row-name").textContent(), name);
});

step("a thread with a tall picture opens at its end, in place and as a page", async () => {
  await mina.row("first.png").click();
  await drawn(page);
  await atEnd(page);
  const inside = await watchedPage(await browser());
  await inside.context().addCookies(await mina.context.cookies());
  await inside.goto(page.url());
  await drawn(inside);
  await atEnd(inside);
  await inside.locator("#log").evaluate((log) => log.scrollTo(0, 0));
  await send(await tall("second.png"));
  await drawn(inside);
  await until(() => inside.locator("#parts .bubble img").count().then((count) => count === 2), "the second picture is there");
  assert.equal(await inside.locator("#log").evaluate((log) => log.scrollTop), 0, "whoever reads further up is left there");
  assert.deepEqual(inside.problems, []);
  await mina.row("second.png").waitFor();
});

step("a picture opens large over the page, by keyboard too, and closes to where one was", async () => {
  const link = page.locator("#parts a.file").last();
  await link.click();
  await shown("dialog.picture[open] img");
  await until(() => page.locator(".picture img").evaluate((image) => image.naturalHeight === 1600), "it is drawn");
  const { height, bottom } = await page.locator(".picture img").evaluate((image) => image.getBoundingClientRect().toJSON());
  assert.ok(height > 600 && bottom <= 900, `${height} high, down to ${bottom}`);
  assert.equal(await page.locator(".picture a").getAttribute("download"), "second.png");
  await looks(page, "shown-picture", lookClosely);
  await page.keyboard.press("Escape");
  await page.locator(".picture").waitFor({ state: "detached" });
  await focused("#parts a.file");
  await page.keyboard.press("Enter");
  await shown("dialog.picture[open]");
  await page.mouse.click(8, 8);
  await page.locator(".picture").waitFor({ state: "detached" });
  await focused("#parts a.file");
});

step("what a teammate pastes and drops is shown before it is sent, and reaches the visitor", async () => {
  const wide = (place) => until(() => place.evaluate((image) => image.naturalWidth === 320).catch(() => false), "the picture is drawn");
  await hand(page, "paste", "#composer #body", "glaze.png");
  await wide(page.locator("#chosen img"));
  for (const [place, name] of [["#log", "price.txt"], ["#composer", "wrong.txt"]]) assert.ok(await hand(page, "drop", place, name), `the page takes what is dropped on ${place}`);
  assert.deepEqual(await page.locator("#chosen .file-name").allTextContents(), ["glaze.png", "price.txt", "wrong.txt"]);
  await looks(page, "shown-chosen", lookClosely);
  await page.getByRole("button", { name: "Remove wrong.txt" }).click();
  await page.locator("#composer #body").fill("This glaze, at this price.");
  await page.locator("#send").click();
  for (const place of [page, visitor.frame]) {
    const given = place.locator("#parts .group:not(.queued)").last();
    await given.filter({ hasText: "This glaze, at this price." }).waitFor();
    assert.deepEqual(await given.locator(".file-name").allTextContents(), ["glaze.png", "price.txt"]);
    await wide(place.locator("#parts .bubble img").last());
  }
  assert.equal(await page.locator("#chosen li").count(), 0);
  const saved = visitor.page.waitForEvent("download");
  await visitor.frame.locator("#parts button.file").filter({ hasText: "price.txt" }).click();
  assert.equal(readFileSync(await (await saved).path(), "utf8"), "What price.txt says");
});

step("files without a word are told by name, and several by their number", async () => {
  const note = (name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
  await send(note("one.txt"), note("two.txt"), note("three.txt"));
  await mina.row("3 files").waitFor();
  await visitor.frame.locator("#back").click();
  await visitor.frame.locator("#conversations .preview").filter({ hasText: "3 files" }).waitFor();
  await visitor.settled();
  await look(visitor.page, "shown-home");
});

step("a long name stays within the thread, and beside what can be done with it", async () => {
  const { id } = await server.api("POST", "/contacts", { role: "user", external_id: "long", name: LONG });
  for (const body of ["The first question, which is a long one and goes on for a while", "The second"]) {
    await server.api("POST", "/conversations", { from: { type: "user", id }, body });
  }
  await mina.openThread("The second");
  long = page.url();
  for (const [name, has] of [["jonas", "Jonas Lindqvist"], ["orders", "Jonas Lindqvist · Orders"]]) {
    await page.locator("#log").focus();
    await page.keyboard.press("a");
    await focused(".filter");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await page.locator("#thread-head .has").filter({ hasText: has }).waitFor();
    await page.locator("#thread-head .chip").and(page.locator(`[title="${has}"]`)).waitFor();
  }
  for (const tagged of ["untagged", "tagged"]) {
    if (tagged === "tagged") {
      await page.locator("#log").focus();
      await page.keyboard.press("l");
      await focused(".tag-form input");
      await page.keyboard.type("vip");
      await page.keyboard.press("Enter");
      await page.locator("#thread-head .tag[data-tag] button").waitFor();
    }
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height });
      const name = await page.locator("#thread-head h2").evaluate((title) => title.getBoundingClientRect().width);
      assert.ok(name >= 143, `${tagged} at ${width}: the name has ${name} px`);
      const outside = await page.evaluate(() => {
        const log = document.getElementById("log");
        const head = document.getElementById("thread-head");
        return [log, head].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.id);
      });
      assert.deepEqual(outside, [], `${tagged} at ${width}`);
      const lines = await page.locator("#thread-head").evaluate((head) => {
        const acts = [...head.querySelectorAll(".star, .chip, .state-button")].map((one) => one.getBoundingClientRect());
        return new Set(acts.map((box) => Math.round((box.top + box.bottom) / 2))).size;
      });
      if (width > 400) assert.equal(lines, 1, `${tagged} at ${width}: what can be done stands on one line`);
      await look(page, `shown-long-${tagged}-${width}`);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

step("another conversation of the person begins on the left, its state below", async () => {
  const boxes = await page.locator(".previous a").first().evaluate((link) => [...link.children].map((one) => one.getBoundingClientRect().toJSON()));
  assert.equal(boxes[0].left, boxes[1].left);
  assert.ok(boxes[0].bottom <= boxes[1].top + 1, "one below the other");
  assert.ok(boxes[0].width > 180, `the text has ${boxes[0].width} px`);
});

step("a row says whose the conversation is, and when it wakes", async () => {
  await mina.row(LONG).filter({ hasText: "Assignee: Jonas Lindqvist" }).waitFor();
  await looks(page, "shown-rows", lookClosely);
  await page.locator("#log").focus();
  await page.keyboard.press("h");
  await focused(".choice");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await shown('#thread[data-state="snoozed"]');
  const wakes = await page.locator("#thread-head .snoozed-until time").getAttribute("datetime");
  await page.locator(".states a").filter({ hasText: "Snoozed" }).click();
  await page.waitForURL(/state=snoozed/);
  const row = mina.row(LONG).first();
  await row.locator(".row-age").filter({ hasText: "until" }).waitFor();
  assert.equal(await row.locator(".row-age time").getAttribute("datetime"), wakes);
  await look(page, "shown-snoozed");
  await page.setViewportSize({ width: 1024, height: 760 });
  const room = await row.locator(".row-preview").evaluate((preview) => preview.getBoundingClientRect().width);
  assert.ok(room > 110, `what was said has ${room} px`);
  await look(page, "shown-snoozed-1024");
  await page.setViewportSize({ width: 1440, height: 900 });
});

step("an order applies when it is chosen, and the field keeps the focus", async () => {
  await page.goto(new URL("/inbox?folder=all&state=open", long).href);
  await shown(".inbox.scripted");
  assert.equal(await page.locator(".order button").isVisible(), false);
  await page.locator(".order select").selectOption("oldest");
  await page.waitForURL((url) => url.searchParams.get("sort") === "oldest" && url.hash === "");
  await shown(".inbox.scripted");
  await focused(".order select");
  assert.equal(await page.locator(".order select").inputValue(), "oldest");
  await page.goBack();
  await page.waitForURL((url) => url.searchParams.get("sort") === null);
  await shown(".inbox.scripted");
  assert.equal(await page.locator(".order select").inputValue(), "newest", "the field says what the list shows");
});

step("all of it is there in Japanese", async () => {
  const japanese = await watchedPage(await browser({ locale: "ja-JP" }));
  await japanese.context().addCookies(await mina.context.cookies());
  await japanese.goto(long);
  await japanese.locator(".inbox.scripted").waitFor();
  await japanese.locator("#list .row").filter({ hasText: "3個のファイル" }).waitFor();
  for (const [width, height] of WIDTHS) {
    await japanese.setViewportSize({ width, height });
    const name = await japanese.locator("#thread-head h2").evaluate((title) => title.getBoundingClientRect().width);
    assert.ok(name >= 143, `at ${width}: the name has ${name} px`);
    await look(japanese, `shown-japanese-${width}`);
  }
});
