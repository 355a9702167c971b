// Who may put the product's pages into a frame: the messenger's on the workspace's websites, everything else nowhere.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

let server, stranger, page;

before(async () => {
  server = new Server();
  await server.start();
  stranger = createServer((request, response) => {
    const address = new URL(request.url, "http://stranger").searchParams.get("show");
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>Elsewhere</title><iframe src="${address}" width="600" height="600"></iframe>`);
  }).listen(0, "127.0.0.1");
  await once(stranger, "listening");
  const context = await browser();
  page = await watchedPage(context);
  await page.goto(server.ready.inbox); // signed in, so that there is something to show
});

after(async () => {
  await closeAll();
  stranger.close();
  await server.stop();
});

/** What a frame for this address on a stranger's page becomes. */
async function framed(address, host = "127.0.0.1") {
  await page.goto(`http://${host}:${stranger.address().port}/?show=${encodeURIComponent(address)}`);
  const frame = await until(() => page.frames().find((one) => one.parentFrame()), "a frame");
  await frame.waitForLoadState().catch(() => {});
  return until(() => page.frames().find((one) => one.parentFrame() && one.url() !== "about:blank")?.url(), "the frame's address");
}

const own = (path) => new URL(path, server.ready.inbox).href;

for (const host of ["127.0.0.1", "localhost"]) {
  test(`no page of the inbox can be framed by ${host}`, async () => {
    for (const path of ["/inbox", "/sign-in", "/no/such/page"]) {
      assert.match(await framed(own(path), host), /^chrome-error:/, path);
    }
  });

  test(`the messenger cannot be framed by ${host} at a port that the workspace does not name`, async () => {
    const address = own(`/messenger/${server.ready.workspace}/frame`);
    assert.match(await framed(address, host), /^chrome-error:/);
  });
}

test("a page whose line names no workspace is told so on its console", async () => {
  for (const id of ["mistyped", `${server.ready.workspace}x`, server.ready.workspace.replace(/.$/, (last) => (last === "a" ? "b" : "a"))]) {
    await page.goto(`http://127.0.0.1:${stranger.address().port}/?show=about:blank`);
    const warned = page.waitForEvent("console", (message) => message.type() === "warning" && message.text().startsWith("Troth"));
    await page.addScriptTag({ url: own(`/widget/${id}`) });
    assert.match((await warned).text(), /^Troth: .* names no workspace of this server/, id);
    assert.equal(await page.locator("[data-troth]").count(), 0);
  }
});

test("a website that may not show the messenger is told where that is changed", async () => {
  await page.goto(`http://127.0.0.1:${stranger.address().port}/?show=about:blank`);
  await page.addScriptTag({ url: own(`/widget/${server.ready.workspace}`) });
  const warned = page.waitForEvent("console", (message) => message.type() === "warning" && message.text().startsWith("Troth"));
  await page.evaluate(() => window.Troth("show"));
  assert.ok((await warned).text().includes(`Perhaps http://127.0.0.1:${stranger.address().port} is not among the allowed websites (Settings, Messenger)`));
});

test("the stranger's page does frame what allows it", async () => {
  const address = `http://127.0.0.1:${stranger.address().port}/?show=about:blank`;
  assert.equal(await framed(address), address);
});

test("a form that a stranger's page sends with a teammate's cookie is refused", async () => {
  await page.goto(`http://127.0.0.1:${stranger.address().port}/?show=about:blank`);
  await page.evaluate((address) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: address });
    form.append(Object.assign(document.createElement("input"), { name: "name", value: "Taken over" }));
    document.body.append(form);
    form.submit();
  }, own("/settings/workspace"));
  await page.getByText("did not come from a page of this server").waitFor();
  await page.goto(own("/settings/workspace"));
  assert.notEqual(await page.locator("input[name=name]").inputValue(), "Taken over");
});

test("the log tells of each reason, and of nobody who tried", async () => {
  const { activity_logs: log } = await server.api("GET", "/admins/activity_logs?created_at_after=0&per_page=250");
  const refused = log.filter((one) => one.activity_type === "access.refused");
  assert.deepEqual([...new Set(refused.map((one) => one.metadata.cause))].sort(), ["cross_site", "frame_origin"]);
  assert.ok(refused.length <= 4, "five minutes may have begun in between");
  assert.doesNotMatch(JSON.stringify(refused), /127\.0\.0\.1|localhost/);
});
