// What an attacker can write, upload or post, and what becomes of it on the screens of others: words, files to save, and nothing.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { Teammate, Visitor, closeAll, until, watchedPage } from "./people.mjs";
import { call, openSdkPage, sign, widget } from "./sdk.mjs";
import { Server } from "./server.mjs";

const NAME = `<img src=x onerror="top.harmed=1"><script>top.harmed=1</script>`;
const PAGE = `<!doctype html><script>top.harmed=1;opener&&(opener.harmed=1)</script><h1>harmful</h1>`;
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg"><script>top.harmed=1</script></svg>`;

/** What the page around a messenger and the frame say to each other, said by somebody else. */
const SAID = [
  { troth: "hello", identity: { user_id: "eve" } },
  { troth: "listening" },
  { type: "forget" },
  { type: "open", id: "1" },
  { type: "who", who: { id: "eve", verified: true } },
  { type: "unread", count: 99 },
  { type: "storage", ticket: 1, act: "get", name: "visitor" },
];

let server, secret, visitor, teammate, inside, stranger;
let called = 0;

/** An HTTP server on a loopback address of its own port. */
async function listening(answer) {
  const http = createServer(answer).listen(0, "127.0.0.1");
  await once(http, "listening");
  return { http, address: `http://127.0.0.1:${http.address().port}` };
}

before(async () => {
  server = new Server();
  await server.start();
  ({ secret } = await server.api("POST", "/secure_mode_secrets", { name: "Shop" }));
  inside = await listening((_, response) => {
    called += 1;
    response.end("what only this machine may see");
  });
  stranger = await listening((_, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>Stranger</title>");
  });

  visitor = await Visitor.arrive(server, { bypassCSP: true });
  await openSdkPage(visitor.page, server);
  const claims = { user_id: "mallory", name: NAME, plan: NAME };
  await call(visitor.page, "Intercom", { app_id: server.ready.workspace, widgetUrl: widget(server), user_id: "mallory", intercom_user_jwt: sign(secret, claims) });
  await until(() => call(visitor.page, "whoami").then((who) => who?.verified), "mallory is proven");
  await call(visitor.page, "showNewMessage", "");
  await until(() => visitor.frame, "the frame opens");
  await visitor.frame.locator("#body").waitFor({ state: "visible" });
});

after(async () => {
  await closeAll();
  inside.http.close();
  stranger.http.close();
  await server.stop();
});

const harmed = (page) => Promise.all(page.frames().map((frame) => frame.evaluate(() => window.harmed ?? top.harmed ?? null).catch(() => null)));

async function unharmed(page) {
  assert.deepEqual((await harmed(page)).filter(Boolean), []);
  assert.equal(await page.locator("img[src=x]").count(), 0);
  assert.equal(page.problems.length, 0, page.problems.join());
}

test("a script in a name and in a text is read as it is written", async () => {
  const text = `${NAME} javascript:top.harmed=1 ${inside.address}/secret <img src="${inside.address}/pixel.png">`;
  await visitor.say(text);

  teammate = await Teammate.arrive(server);
  const { page } = teammate;
  page.on("dialog", (dialog) => page.problems.push(`a dialog: ${dialog.message()}`));
  await teammate.row("<img src=x").first().click();
  await teammate.bubble(text).waitFor();
  await page.locator("#person").filter({ hasText: NAME }).waitFor();
  await page.locator("#person").filter({ hasText: "Verified by signed token" }).waitFor();
  assert.equal(await page.locator('[href^="javascript:"]').count(), 0);
  assert.equal(await page.locator(`#parts a[href^="${inside.address}"]`).count(), 0);
  await unharmed(page);
  await unharmed(visitor.page);
});

test("addresses inside a network are no links of a stranger's; a teammate's are links, and so are public ones", async () => {
  const leading = ["http://localhost:8080/x", "http://printer/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/", "http://10.1.2.3/", "http://169.254.169.254/latest", "http://192.168.0.1./", "http://[::1]/", "http://[fd00::1]/", "http://[::ffff:8.8.8.8]/", "http://nas.local", "http://x.home.arpa/"];
  const open = ["https://example.com/?y=http://localhost", "http://8.8.8.8/", "https://[2606:4700::1111]/", "https://3com.example/", "https://localhost.example.com/", "http://172.32.0.1/"];
  const text = [...leading, ...open].join("\n");
  const links = (bubble) => bubble.locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await visitor.say(text);
  for (const who of [visitor, teammate]) {
    const bubble = who.bubble(text);
    await bubble.waitFor();
    assert.deepEqual(await links(bubble), open);
  }
  const rel = await teammate.bubble(text).locator("a").evaluateAll((all) => all.map((one) => one.rel));
  assert.deepEqual(new Set(rel), new Set(["noopener noreferrer nofollow"]));
  const answer = `For you:\n${text}`;
  await teammate.write(answer);
  for (const who of [visitor, teammate]) {
    const bubble = who.bubble(answer);
    await bubble.waitFor();
    assert.deepEqual(await links(bubble), [...leading, ...open]);
  }
});

test("what a teammate's program answers as HTML arrives without what acts or fetches", async () => {
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  const { id: admin } = await server.api("GET", "/me");
  const body = `<p>Look <b>here</b><script>top.harmed=1</script><img src="${inside.address}/pixel.png" onerror="top.harmed=1"><a href="javascript:top.harmed=1">now</a></p>`;
  const shown = `Look here ${inside.address}/pixel.png now`;
  await server.api("POST", `/conversations/${conversations[0].id}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body });
  await visitor.bubble(shown).waitFor();
  await teammate.bubble(shown).waitFor();
  for (const place of [visitor.frame, teammate.page]) {
    assert.equal(await place.locator('[href^="javascript:"]').count(), 0);
    assert.equal(await place.locator(`img[src^="${inside.address}"]`).count(), 0);
  }
  await unharmed(teammate.page);
  await unharmed(visitor.page);
});

test("a drawing that runs and a page that says it is a picture are saved, not shown", async () => {
  const files = [
    { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from(DRAWING) },
    { name: "photo.png", mimeType: "image/png", buffer: Buffer.from(PAGE) },
    { name: "page.html", mimeType: "text/html", buffer: Buffer.from(PAGE) },
  ];
  await visitor.frame.locator("#files").setInputFiles(files);
  await visitor.say("Three files");
  await teammate.bubble("Three files").waitFor();
  const { page } = teammate;
  for (const { name, buffer } of files) {
    const link = page.locator("#parts a.file").filter({ hasText: name });
    const address = new URL(await link.getAttribute("href"), page.url()).href;
    // As a page of its own, which no link of ours asks for.
    const elsewhere = await watchedPage(teammate.context);
    const saved = elsewhere.waitForEvent("download");
    await elsewhere.goto(address).catch(() => {});
    const download = await saved;
    assert.equal(download.suggestedFilename(), name);
    const got = [];
    for await (const piece of await download.createReadStream()) got.push(piece);
    assert.deepEqual(Buffer.concat(got), buffer);
    assert.equal(elsewhere.url(), "about:blank", "nothing of it is a page");
    await elsewhere.close();
  }
  await unharmed(page);
});

test("nothing that was written had anybody's browser or the server ask an address inside", () => assert.equal(called, 0));

test("a stranger's frame on the same page reaches nothing by messages", async () => {
  const { page } = visitor;
  const before = await call(page, "whoami");
  await page.evaluate((address) => document.body.append(Object.assign(document.createElement("iframe"), { src: address })), stranger.address);
  const frame = await until(() => page.frames().find((one) => one.url().startsWith(stranger.address)), "the stranger's frame");
  // Nobody finds the frame that the launcher opens; one that a website puts on its page by itself is there for everybody on it.
  await page.evaluate((address) => {
    const listens = new Promise((done) => addEventListener("message", ({ data }) => data?.troth === "listening" && done()));
    document.body.append(Object.assign(document.createElement("iframe"), { src: address }));
    return listens;
  }, visitor.frame.url());
  await frame.evaluate((said) => {
    window.heard = [];
    const others = [parent, ...Array.from({ length: parent.frames.length }, (_, at) => parent.frames[at])].filter((one) => one !== window);
    for (const one of others) {
      for (const message of said) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => window.heard.push(event.data);
        one.postMessage(message, "*", [port2]);
      }
    }
  }, SAID);
  assert.deepEqual(await call(page, "whoami"), before);
  assert.doesNotMatch(await page.title(), /99/);
  await visitor.bubble("Three files").waitFor();
  assert.deepEqual(await frame.evaluate(() => window.heard), []);
});

test("nor does a stranger's page that opens the messenger in a window of its own", async () => {
  const page = await watchedPage(visitor.context);
  await page.goto(stranger.address);
  const opened = visitor.context.waitForEvent("page");
  const address = new URL(`/messenger/${server.ready.workspace}/frame`, server.ready.inbox).href;
  await page.evaluate((address) => void (window.messenger = open(address)), address);
  const messenger = await opened;
  await messenger.locator("#start").waitFor();
  await page.evaluate((said) => {
    window.heard = [];
    for (const message of said) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => window.heard.push(event.data);
      window.messenger?.postMessage(message, "*", [port2]);
    }
  }, SAID);
  await messenger.locator("#start").click();
  await messenger.locator("#body").waitFor();
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  assert.equal(await messenger.locator("#conversations li").count(), 0);
});

test("the log tells of what was made harmless and of who was not listened to, and the attacker is told nothing", async () => {
  const { page } = teammate;
  const told = [
    ["contact.created", "its name has markup in it, which is shown as text"],
    ["message.sent", "13 of its links lead inside a network and are shown as text"],
    ["message.sent", "1 of its files begin otherwise than they say"],
    ["access.refused", "a window of another website spoke to the messenger"],
  ];
  for (const [act, sentence] of told) {
    // The frame tells of the window in its own time.
    await until(async () => {
      await page.goto(new URL(`/inbox/log?act=${act}`, page.url()).href);
      return (await page.locator("main").textContent()).includes(sentence);
    }, sentence);
  }
});
