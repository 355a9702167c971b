// What is written at the desk reaches whom it was meant for, once, and is not lost: in long threads, over slow and broken lines, in
// several browsers, and with the hands on keyboard and pointer in turn.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Teammate, closeAll, until } from "./people.mjs";
import { Server } from "./server.mjs";
import { story } from "./steps.mjs";

let server, mina, page;

const step = story({ pages: () => [page] });

const talks = new Map(); // by name, the conversation and who it is with

/** Somebody new who asks something. */
async function asks(name, body) {
  const { id } = await server.api("POST", "/contacts", { role: "user", external_id: name, name });
  await server.api("POST", "/conversations", { from: { type: "user", id }, body });
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  talks.set(name, { id: conversations[0].id, person: id });
}

const goesOn = (name, body) => {
  const { id, person } = talks.get(name);
  return server.api("POST", `/conversations/${id}/reply`, { message_type: "comment", type: "user", intercom_user_id: person, body });
};
const partsOf = async (name) => {
  const { conversation_parts: parts } = await server.api("GET", `/conversations/${talks.get(name).id}`);
  return parts.conversation_parts.map(({ body }) => (body ?? "").replace(/<\/?p>/g, ""));
};

before(async () => {
  server = new Server();
  await server.start();
  for (const name of ["Ada Quill", "Bo Strand", "Cleo Marsh", "Dov Winter"]) await asks(name, `${name} asks.`);
  mina = await Teammate.arrive(server);
  page = mina.page;
});

after(async () => {
  await closeAll();
  await server.stop();
});

const body = () => page.locator("#composer #body");
const text = () => body().inputValue();
const withName = (name) => page.locator("#thread h2").filter({ hasText: name }).waitFor();

async function open(name, by = mina) {
  await by.row(name).first().click();
  await by.page.locator("#thread h2").filter({ hasText: name }).waitFor();
}

step("each message of a long thread is shown once, however it grows", async () => {
  for (let line = 1; line <= 60; line += 1) await goesOn("Ada Quill", `line ${line}`);
  await open("Ada Quill");
  const lines = () => page.locator("#parts .bubble .text").allTextContents();
  await until(async () => (await lines()).length === 50, "the newest fifty");
  const grows = async (line) => {
    await goesOn("Ada Quill", `line ${line}`);
    await mina.bubble(`line ${line}`).waitFor();
    const all = await lines();
    assert.deepEqual(all, [...new Set(all)], "none twice");
    assert.equal(all.at(-1), `line ${line}`);
    return all.length;
  };
  for (const line of [61, 62, 63]) assert.equal(await grows(line), line - 10);
  await page.locator("#earlier").click();
  await mina.bubble("Ada Quill asks.").waitFor();
  for (const line of [64, 65]) assert.equal(await grows(line), line + 1);
  const { conversation_parts: parts } = await server.api("GET", `/conversations/${talks.get("Ada Quill").id}`);
  const [second] = parts.conversation_parts.filter(({ body }) => body === "<p>line 2</p>");
  await server.api("POST", "/conversations/redact", { type: "conversation_part", conversation_id: talks.get("Ada Quill").id, conversation_part_id: second.id });
  await mina.bubble("What stood here was removed.").waitFor();
  assert.equal((await lines()).indexOf("What stood here was removed."), 2, "in its place, though it is not among the newest fifty");
});

step("earlier messages come once, and into the conversation that they are of", async () => {
  const older = (url) => url.pathname.endsWith("/thread") && url.searchParams.has("before");
  let release;
  let asked = 0;
  const held = new Promise((resolve) => (release = resolve));
  await page.reload();
  await page.locator(".inbox.scripted #earlier").waitFor();
  await page.route(older, async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  const answered = page.waitForResponse((answer) => older(new URL(answer.url())));
  await page.locator("#earlier").dblclick();
  await until(() => asked, "they are asked for");
  await open("Bo Strand");
  release();
  await (await answered).finished();
  await goesOn("Bo Strand", "Are you there?");
  await mina.bubble("Are you there?").waitFor();
  assert.equal(asked, 1, "a second click asks for nothing");
  assert.deepEqual((await page.locator("#parts .bubble .text").allTextContents()).filter((line) => line.startsWith("line")), []);
  await page.unroute(older);

  await open("Ada Quill");
  page.offline = true; // the browser notes what is cut off
  await page.route(older, (route) => route.abort());
  await page.locator("#earlier").click();
  await page.locator("#toast").filter({ hasText: "Could not do that." }).waitFor();
  await page.unroute(older);
  page.offline = false;
  await page.locator("#earlier").dblclick();
  await mina.bubble("Ada Quill asks.").waitFor();
  const lines = await page.locator("#parts .bubble .text").allTextContents();
  assert.deepEqual(lines, [...new Set(lines)], "none twice");
});

step("what is typed while a conversation comes goes to that one", async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const coming = `**/inbox/${talks.get("Bo Strand").id}/thread*`;
  await page.route(coming, (route) => held.then(() => route.continue()));
  await mina.row("Bo Strand").first().click();
  await until(() => page.evaluate(() => document.getElementById("thread-pane").inert), "what goes takes nothing any more");
  await page.keyboard.press("r");
  await page.keyboard.type("Refund is on its way");
  release();
  await withName("Bo Strand");
  await until(async () => (await text()) === "Refund is on its way", "it waits where it was meant");
  await page.unroute(coming);
  await body().press("Control+Enter");
  await mina.bubble("Refund is on its way").waitFor();
  assert.ok((await partsOf("Bo Strand")).includes("Refund is on its way"));
  assert.ok(!(await partsOf("Ada Quill")).includes("Refund is on its way"));
});

step("a key is for the conversation that was meant, and for none that is opened in its place", async () => {
  const slow = async (name) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const coming = `**/inbox/${talks.get(name).id}/thread*`;
    // One that is not waited for any more cannot go on.
    await page.route(coming, (route) => held.then(() => route.continue()).catch(() => {}));
    return async () => {
      release();
      await page.unroute(coming);
    };
  };
  const meant = async (name) => {
    await mina.row(name).first().focus();
    await page.keyboard.press("e");
    await until(() => page.evaluate(() => document.getElementById("thread-pane").inert), "it is on its way");
  };
  const standing = () => page.locator("#thread").getAttribute("data-state");

  let come = await slow("Ada Quill");
  await meant("Ada Quill");
  await open("Cleo Marsh");
  assert.equal(await standing(), "open", "another was asked for instead");
  await meant("Ada Quill");
  await mina.row("Cleo Marsh").first().click();
  await come();
  await open("Ada Quill");
  assert.equal(await standing(), "open", "who stayed meant nothing by it any more");

  await open("Cleo Marsh");
  come = await slow("Ada Quill");
  const other = await slow("Bo Strand");
  await meant("Ada Quill");
  await mina.row("Bo Strand").first().click();
  await page.keyboard.press("r");
  await page.keyboard.type("Hello");
  await other();
  await withName("Bo Strand");
  await until(async () => (await text()) === "Hello", "what is meant for the second is done");
  assert.equal(await standing(), "open");
  await come();
  await body().fill("");
});

step("who clicks beside the text goes on writing", async () => {
  await page.locator("#composer .kinds label").filter({ hasText: "Note" }).click();
  await page.keyboard.type("each parcel");
  assert.equal(await text(), "each parcel");
  await page.locator("#send").click();
  await page.keyboard.type("every next line");
  await until(async () => (await text()) === "every next line", "the field is left only on purpose");
  await page.locator("#composer .kinds label").filter({ hasText: "Reply" }).click();
  await page.locator("#thread[data-state=open]").waitFor();
  await body().fill("");
});

step("a dialog over the text leaves the caret where it was", async () => {
  await page.keyboard.type("half a sen");
  await page.keyboard.press("Control+k");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.keyboard.type("tence");
  assert.equal(await text(), "half a sentence");
  await page.locator("#emoji").click();
  await page.locator("dialog[open] [role=option]").first().waitFor();
  await page.keyboard.press("Enter");
  await until(async () => (await text()) !== "half a sentence", "something is put in");
  assert.ok((await text()).startsWith("half a sentence"), await text());
  await body().fill("");
});

step("a file that is chosen stays with what it goes with", async () => {
  await page.locator("#files").setInputFiles({ name: "bill.txt", mimeType: "text/plain", buffer: Buffer.from("12 EUR") });
  await page.locator("#chosen li").filter({ hasText: "bill.txt" }).waitFor();
  await open("Cleo Marsh");
  assert.equal(await page.locator("#chosen li").count(), 0);
  await open("Bo Strand");
  await page.locator("#chosen li").filter({ hasText: "bill.txt" }).waitFor();
  await body().fill("Here is the bill.");
  await page.locator("#send").click();
  await mina.bubble("Here is the bill.").waitFor();
  await page.locator("#parts .file-name").filter({ hasText: "bill.txt" }).waitFor();
});

step("what is begun while an answer waits for the line is not lost with it", async () => {
  page.offline = true; // the browser notes what is cut off
  await page.route("**/reply", (route) => route.abort("connectionfailed"));
  await body().fill("First answer");
  await page.locator("#send").click();
  await page.locator(".queued").waitFor();
  await page.keyboard.type("and the next one");
  await until(() => page.evaluate(() => Object.keys(sessionStorage).some((name) => name.startsWith("draft-"))), "it is kept");
  await page.unroute("**/reply");
  await mina.bubble("First answer").waitFor();
  await page.locator(".queued").waitFor({ state: "detached" });
  await until(() => page.evaluate(() => !Object.keys(sessionStorage).some((name) => name.startsWith("draft-"))), "it is brought once the answer is there");
  page.offline = false;
  await page.reload();
  await until(async () => (await text()) === "and the next one", "it stands there again");
});

step("what one teammate left unsent in a tab is theirs when they come back, and never another's", async () => {
  const kept = (kind) => page.evaluate((kind) => Object.keys(sessionStorage).filter((name) => name.startsWith(kind)).length, kind);
  const enter = async (link) => {
    await page.goto(link);
    await page.locator(".inbox.scripted #list .row").first().waitFor();
    await open("Dov Winter");
  };
  await open("Dov Winter");
  page.offline = true; // the browser notes what is cut off
  await page.route("**/reply", (route) => route.abort("connectionfailed"));
  await body().fill("In the name of Mina");
  await page.locator("#send").click();
  const queued = page.locator(".queued .text").filter({ hasText: "In the name of Mina" });
  await queued.waitFor();
  await body().fill("Mina goes on");
  await until(() => kept("draft-"), "it is kept");
  await enter(server.ready.inbox);
  await queued.waitFor();
  assert.equal(await text(), "Mina goes on", "she signed in again");

  await enter(server.ready.inbox_second);
  await page.unroute("**/reply");
  assert.equal(await text(), "");
  assert.equal(await page.locator(".queued").count(), 0);
  assert.deepEqual([await kept("unsent-"), await kept("draft-")], [0, 0], "nothing of hers stays");
  await mina.write("In the name of Jonas");
  const all = await partsOf("Dov Winter");
  assert.ok(all.includes("In the name of Jonas") && !all.includes("In the name of Mina"), all.join());
  page.offline = false;
  await enter(server.ready.inbox);
  assert.equal(await page.locator(".queued").count(), 0);
});

step("what was finished in another browser does not come back as a draft", async () => {
  await open("Cleo Marsh");
  await body().fill("Draft in the first");
  await page.locator(".folders [data-folder=unassigned]").click(); // before the pause is over
  await page.waitForURL((url) => url.searchParams.get("folder") === "unassigned");
  const other = await Teammate.arrive(server);
  await open("Cleo Marsh", other);
  const there = other.page.locator("#composer #body");
  await until(async () => (await there.inputValue()) === "Draft in the first", "it is there too");
  await open("Cleo Marsh");
  await until(async () => (await text()) === "Draft in the first", "and here");
  await there.fill("Finished in the second");
  await there.press("Control+Enter");
  await other.bubble("Finished in the second").waitFor();
  await other.context.close();
  await open("Bo Strand");
  await open("Cleo Marsh");
  await mina.bubble("Finished in the second").waitFor();
  assert.equal(await text(), "");
});

step("over a broken line the inbox stays, and opens what was asked for once it is back", async () => {
  page.offline = true; // the browser notes what is cut off
  await page.context().setOffline(true);
  await page.locator("#line:not([hidden])").waitFor();
  await body().fill("Over a broken line");
  await page.locator("#send").click();
  await page.locator("#line").filter({ hasText: "1 message waits to be sent." }).waitFor();
  const asks = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const question = await asks;
  assert.equal(question.type(), "beforeunload", "who would lose it is asked");
  await question.dismiss();
  await page.locator("#toast").filter({ hasText: "Messages have not been sent yet." }).waitFor();
  await mina.row("Dov Winter").first().click();
  await page.locator("#toast").filter({ hasText: "It opens once that is back" }).waitFor();
  await withName("Cleo Marsh");
  await page.locator(".folders [data-folder=all]").click();
  await mina.row("Dov Winter").first().click();
  await page.context().setOffline(false);
  await withName("Dov Winter");
  await until(async () => (await partsOf("Cleo Marsh")).includes("Over a broken line"), "what waited is sent");
  page.offline = false;
});

step("who closes one goes on with the next", async () => {
  const rows = () => page.locator("#list .row").evaluateAll((all) => all.map((one) => one.dataset.id));
  const before = await rows();
  const place = 2;
  await page.locator("#list .row").nth(place).click();
  await until(() => page.evaluate((id) => document.getElementById("thread")?.dataset.id === id, before[place]), "it is open");
  await page.keyboard.press("e");
  await until(async () => !(await rows()).includes(before[place]), "it has left");
  await page.keyboard.press("j");
  await until(() => page.evaluate((id) => document.activeElement.dataset.id === id, before[place + 1]), "the next one is at hand");
  await page.keyboard.press("e");
  await until(async () => !(await rows()).includes(before[place + 1]), "what is at hand is closed, not what was open before");
});
