// The console: every page wide and on a phone, light and dark, read by axe; roles, tokens and colour as people set them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { lookClosely, looks, sizes } from "./looks.mjs";
import { MailServer } from "./mail.mjs";
import { Teammate, browser, closeAll, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

let server, owner, page, mail;

const at = (path) => new URL(path, server.ready.inbox).href;

before(async () => {
  server = new Server();
  await server.start();
  owner = await Teammate.arrive(server);
  ({ page } = owner);
  mail = await new MailServer().start();
});

after(async () => {
  await closeAll();
  await server.stop();
  await mail.stop();
});

test("the inbox leads to the settings, and every page looks and reads well", async () => {
  await page.locator(".account a[href='/settings']").click();
  await page.locator("h1", { hasText: "Settings" }).waitFor();
  await looks(page, "settings", lookClosely);
  const pages = await page.locator(".sections li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(pages.length >= 3, pages.join());
  for (const path of pages) {
    await page.goto(at(path));
    await looks(page, path.slice(1).replaceAll("/", "-"), lookClosely);
  }
});

test("the same in Japanese", async () => {
  const context = await browser({ locale: "ja-JP" });
  const japanese = await watchedPage(context);
  await japanese.goto(server.ready.inbox);
  await japanese.goto(at("/settings/teammates"));
  assert.equal(await japanese.locator("html").getAttribute("lang"), "ja");
  await lookClosely(japanese, "settings-teammates-1440-ja");
  await japanese.setViewportSize(sizes[390]);
  await lookClosely(japanese, "settings-teammates-390-ja");
  await context.close();
});

test("a workspace gets another name and colour", async () => {
  await page.goto(at("/settings/workspace"));
  const name = page.locator("input[name=name]");
  const usual = await name.inputValue();
  await name.fill("Harbour & Sons");
  await page.locator("input[name=colour]").fill("#274b8f");
  await page.locator(".panel .primary").click();
  await page.locator(".said.good").waitFor();
  assert.equal(await page.locator(".brand span").textContent(), "Harbour & Sons");
  await name.fill(usual);
  await page.locator(".panel .primary").click();
  await page.locator(".said.good").waitFor();
});

test("a token is made by keyboard, copied, and revoked", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(at("/settings/tokens"));
  await page.locator("input[name=name]").focus();
  await page.keyboard.type("Nightly reports");
  await page.keyboard.press("Enter");
  const token = page.locator("#token");
  await token.waitFor();
  await page.locator("[data-copy=token]").click();
  await page.locator("[data-copy=token]", { hasText: "Copied" }).waitFor();
  const [shown, copied] = [await token.textContent(), await page.evaluate(() => navigator.clipboard.readText())];
  assert.equal(copied, shown);
  assert.match(shown, /^[a-z2-7]{10}_[\w-]{43}$/);
  await looks(page, "settings-tokens-made", lookClosely);
  const row = page.locator(".rows > li").filter({ hasText: "Nightly reports" });
  await row.locator("summary").click();
  await looks(page, "settings-tokens-revoke", lookClosely);
  await row.locator(".danger").click();
  await page.locator(".said.good").waitFor();
  assert.equal(await row.count(), 0);
  assert.equal(await page.locator("#token").count(), 0, "it was shown once");
});

test("somebody is invited by a link to copy, and joins", async () => {
  await page.goto(at("/settings/teammates"));
  await page.locator("input[name=email]").fill("noor@kettle-and-fern.example");
  await page.locator("form[action='/settings/invitations'] .primary").click();
  const link = await page.locator("#invitation-link").textContent();
  await looks(page, "settings-teammates-invited", lookClosely);
  const context = await browser();
  const theirs = await watchedPage(context);
  await theirs.goto(link);
  await looks(theirs, "join", lookClosely);
  await theirs.locator("input[name=name]").fill("Noor Haddad");
  await theirs.locator("input[name=password]").fill("a kettle full of ferns");
  await theirs.locator(".primary").click();
  await theirs.locator(".account .me", { hasText: "Noor Haddad" }).waitFor();
  theirs.offline = true; // the browser notes that there is nothing
  await theirs.goto(link);
  await theirs.locator("h1", { hasText: "no longer works" }).waitFor();
  await looks(theirs, "join-gone", (one, name) => (one.problems.splice(0), lookClosely(one, name)));
  await context.close();
});

test("a mail server is set up and tried out, and an invitation arrives by mail", async () => {
  await page.goto(at("/settings/mail"));
  await page.locator("input[name=host]").fill("127.0.0.1");
  await page.locator("input[name=port]").fill(String(mail.port));
  await page.locator("select[name=security]").selectOption("plain");
  await page.locator("input[name=from]").fill("desk@kettle-and-fern.example");
  await page.locator("form[action='/settings/mail'] .primary").click();
  await page.locator(".said.good").waitFor();
  await page.locator("form[action$='/test'] .button").click();
  await page.locator(".said.good", { hasText: "250" }).waitFor();
  assert.deepEqual((await mail.next()).to, ["mina@kettle-and-fern.example"]);
  await looks(page, "settings-mail-tested", lookClosely);

  await page.goto(at("/settings/teammates"));
  await page.locator("input[name=email]").fill("kai@kettle-and-fern.example");
  await page.locator("form[action='/settings/invitations'] .primary").click();
  await page.locator(".said.good", { hasText: "by mail" }).waitFor();
  const letter = await mail.next();
  assert.deepEqual(letter.to, ["kai@kettle-and-fern.example"]);
  assert.match(letter.subject, /invites you to Kettle & Fern/);
  const context = await browser();
  const theirs = await watchedPage(context);
  await theirs.goto(letter.text.match(/http:\S+/)[0]);
  await theirs.locator("input[name=name]").waitFor();
  await context.close();
});

test("a role is changed, and a teammate who is deactivated is out", async () => {
  const other = await Teammate.arrive(server, server.ready.inbox_second);
  await other.page.goto(at("/settings/teammates"));
  assert.equal(await other.page.locator("form").count(), 0, "an agent changes nothing");
  assert.deepEqual(await other.page.locator(".sections li").allTextContents(), ["Teammates"]);

  await page.goto(at("/settings/teammates"));
  const row = page.locator(".rows > li").filter({ hasText: "jonas@" });
  assert.equal(await row.locator(".quick .button").isVisible(), false, "there is nothing to save yet");
  await row.locator("select").selectOption("admin");
  await row.locator(".quick .button").click();
  await page.locator(".said.good").waitFor();
  await other.page.reload();
  assert.ok((await other.page.locator(".sections li").count()) >= 3, "the role counts at once");

  await row.locator("summary").click();
  await looks(page, "settings-teammates-deactivate", lookClosely);
  await row.locator(".danger").click();
  await page.locator(".said.good").waitFor();
  await looks(page, "settings-teammates-former", lookClosely);
  other.page.offline = true; // the browser notes the refusal
  await other.page.goto(at("/settings"));
  assert.match(other.page.url(), /\/sign-in/);
  await other.context.close();
});
