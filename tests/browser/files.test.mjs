// Files in the messenger: what cannot be sent is said where it is seen, what was chosen is not lost, and what was sent stays open.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { look, lookClosely, looks } from "./looks.mjs";
import { Visitor, blocked, closeAll, until } from "./people.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
const MB = 1024 * 1024;
let server, visitor, page;

const step = story({ of: mode, pages: () => [page] });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  visitor = await Visitor.arrive(server);
  ({ page } = visitor);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.say("My cup has a crack.");
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** A file of so many bytes, as a browser's dialog gives it. */
const sized = (name, bytes) => ({ name, mimeType: "text/plain", buffer: Buffer.alloc(bytes, "a") });
const choose = (...files) => visitor.frame.locator("#files").setInputFiles(files);
const chosen = () => visitor.frame.locator("#chosen .file-name").allTextContents();
const written = () => visitor.frame.locator("#body").inputValue();
const failed = () => visitor.frame.locator(".failed");
const problem = (text) => visitor.frame.locator("#problem").getByText(text).waitFor();

/** Nothing is chosen and nothing written any more. */
async function putAway() {
  const remove = visitor.frame.locator("#chosen button");
  while (await remove.count()) await remove.first().click();
  await visitor.frame.locator("#body").fill("");
}

async function comeBack() {
  await visitor.openMessenger();
  await visitor.openConversation();
  await visitor.bubble("My cup has a crack.").waitFor();
}

step("a file that cannot be read any more is said, and nothing of the message is lost", async () => {
  const path = join(process.env.TROTH_SCRATCH, "moved.txt");
  writeFileSync(path, "It was here a moment ago.");
  await choose(path);
  rmSync(path);
  await visitor.write("This is the receipt.");
  await problem("could not be read");
  assert.deepEqual([await written(), await chosen()], ["This is the receipt.", ["moved.txt"]]);
  await visitor.settled();
  await looks(page, "files-unreadable", lookClosely);
  await putAway();
  await visitor.frame.locator("#problem").waitFor({ state: "hidden" });
});

step("what is too large or too many is said before anything is sent, and what was chosen stays", async () => {
  await choose(sized("small.txt", 1000));
  for (const files of [[sized("large.txt", 10 * MB + 1)], [1, 2].map((nth) => sized(`half-${nth}.txt`, 10 * MB)), Array.from({ length: 10 }, (_, nth) => sized(`${nth}.txt`, 1))]) {
    await visitor.frame.locator("#body").fill("Here they are.");
    await visitor.frame.locator("#problem").waitFor({ state: "hidden" });
    await choose(...files);
    await problem("10 files of 10 MB each");
    assert.deepEqual(await chosen(), ["small.txt"]);
  }
  await visitor.settled();
  await looks(page, "files-too-large", lookClosely);
  await putAway();
  await choose(...Array.from({ length: 10 }, (_, nth) => sized(`${nth}.txt`, 1)));
  assert.equal((await chosen()).length, 10);
  await putAway();
});

step("a message that is refused is taken back with its files", async () => {
  const text = "a".repeat(64 * 1024 + 1);
  page.offline = true; // a refusal is an error in the console
  await choose(sized("bill.txt", 12));
  await visitor.write(text);
  await failed().getByRole("button", { name: "Change it" }).click();
  await failed().waitFor({ state: "detached" });
  page.offline = false;
  assert.deepEqual([await written(), await chosen()], [text, ["bill.txt"]]);
  await visitor.write("Here is the bill.");
  await visitor.arrived("Here is the bill.");
  const download = page.waitForEvent("download");
  await visitor.frame.locator("#parts button.file").filter({ hasText: "bill.txt" }).click();
  assert.equal((await download).suggestedFilename(), "bill.txt");
});

step("a message whose files find no room on the device says so, and keeps its text when the page is left", async () => {
  const sent = "**/messages";
  await visitor.context.route(sent, () => {}); // never answered
  await choose(sized("album.txt", 6 * MB));
  await visitor.write("Here is the whole album.");
  await visitor.frame.locator(".queued .by").getByText("Stay on this page until it is sent.").waitFor();
  await visitor.settled();
  await look(page, "files-stay");
  const asked = page.waitForEvent("dialog").then((dialog) => dialog.accept().then(() => dialog.type()));
  await page.reload();
  assert.equal(await asked, "beforeunload");
  await visitor.context.unroute(sent);
  await comeBack();
  await failed().getByText("Attach them again.").waitFor();
  assert.deepEqual(await failed().getByRole("button").allTextContents().then((all) => all.filter((one) => !one.includes("album"))), ["Change it", "Discard"], "what is not whole is not sent");
  await visitor.settled();
  await looks(page, "files-lost", lookClosely);
  await failed().getByRole("button", { name: "Change it" }).click();
  await failed().waitFor({ state: "detached" });
  assert.equal(await written(), "Here is the whole album.");
  await putAway();
  await page.reload();
  await comeBack();
  assert.equal(await failed().count(), 0, "it does not come again");
});

/** The picture is drawn as large as it is. */
const drawn = () => until(() => visitor.frame.locator("#parts .bubble img").evaluate((image) => image.naturalWidth === 320).catch(() => false), "the picture is drawn");

step("a file opens though the link to it has ended, and a picture is drawn again", async () => {
  const data = await visitor.frame.evaluate(() => Object.assign(document.createElement("canvas"), { width: 320, height: 180 }).toDataURL("image/png").split(",")[1]);
  await choose({ name: "crack.png", mimeType: "image/png", buffer: Buffer.from(data, "base64") });
  await visitor.write("This is how it looks.");
  await visitor.arrived("This is how it looks.");
  await drawn();
  page.offline = true; // a refusal is an error in the console
  const ended = new Set();
  const links = "**/files/**";
  const old = new Map(); // by file, the link that has ended
  const second = () => Math.floor(Date.now() / 1000);
  const signed = second();
  await until(() => second() > signed, "a new link is another one");
  await visitor.context.route(links, (route) => {
    const url = route.request().url();
    const name = url.split("?")[0];
    if (!old.has(name)) old.set(name, url);
    if (old.get(name) !== url) return route.continue();
    ended.add(name);
    return route.fulfill({ status: 404 });
  });
  const open = (name) => visitor.frame.locator("#parts button.file").filter({ hasText: name }).click();
  const download = page.waitForEvent("download");
  await open("bill.txt");
  assert.equal((await download).suggestedFilename(), "bill.txt");
  await visitor.frame.locator("#back").click();
  await visitor.openConversation();
  await drawn();
  assert.equal(ended.size, 2, "both links had ended");
  await visitor.context.unroute(links);
  await visitor.context.route(links, (route) => route.fulfill({ status: 404 }));
  await open("bill.txt");
  await problem("could not be opened");
  await visitor.settled();
  await visitor.context.unroute(links);
  page.offline = false;
  await looks(page, "files-unopened", lookClosely);
});
