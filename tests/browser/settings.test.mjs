// The console: every page wide and on a phone, light and dark, read by axe; roles, tokens and colour as people set them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { code } from "./factor.mjs";
import { lookClosely, looks, sizes } from "./looks.mjs";
import { MailServer } from "./mail.mjs";
import { Teammate, Visitor, browser, closeAll, kept, until, watchedPage } from "./people.mjs";
import { Server, freePort } from "./server.mjs";

let server, owner, page, mail;

const at = (path) => new URL(path, server.ready.inbox).href;

/** Clicks what sends a form, until the page that answers has come: the one before may say the same. */
async function sent(page, button) {
  const answered = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  await button.click();
  await answered;
}

/** Opens the question of an act: its button stays where it was pressed. */
async function asks(summary) {
  await summary.scrollIntoViewIfNeeded();
  const before = await summary.boundingBox();
  await summary.click();
  const after = await summary.boundingBox();
  assert.deepEqual([Math.round(after.x), Math.round(after.y)], [Math.round(before.x), Math.round(before.y)]);
}

/** How far two colours, red, green and blue to 255, lie apart (WCAG 2.2, contrast ratio). */
function contrast(...colours) {
  const [light, dark] = colours
    .map((colour) => colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)))
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

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
  await japanese.goto(at("/settings"));
  assert.equal(await japanese.locator("html").getAttribute("lang"), "ja");
  const pages = await japanese.locator(".sections li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  for (const path of ["/settings", ...pages]) {
    await japanese.goto(at(path));
    for (const [width, viewport] of Object.entries(sizes)) {
      await japanese.setViewportSize(viewport);
      await lookClosely(japanese, `${path.slice(1).replaceAll("/", "-")}-${width}-ja`);
    }
  }
  await context.close();
});

test("a workspace gets another name and colour", async () => {
  await page.goto(at("/settings/workspace"));
  const name = page.locator("input[name=name]");
  const usual = await name.inputValue();
  await name.fill("Harbour & Sons");
  await page.locator("input[name=colour]").fill("#274b8f");
  await sent(page, page.locator(".panel .primary"));
  await page.locator(".said.good").waitFor();
  assert.equal(await page.locator(".brand span").textContent(), "Harbour & Sons");
  await name.fill(usual);
  await sent(page, page.locator(".panel .primary"));
  await page.locator(".said.good").waitFor();
});

test("a team is made, changed and dissolved", async () => {
  await page.goto(at("/settings/teams"));
  const form = page.locator("form[action='/settings/teams']");
  await form.locator("input[name=name]").fill("Night shift");
  await form.locator(".choice").first().click();
  await sent(page, form.locator(".primary"));
  await page.locator(".said.good").waitFor();
  const row = (name) => page.locator(".rows > li").filter({ has: page.locator(".name", { hasText: name }) });
  await row("Night shift").locator("summary").first().click();
  await looks(page, "settings-teams-change", lookClosely);
  await row("Night shift").locator("input[name=name]").fill("Late shift");
  await sent(page, row("Night shift").locator("form[action$='/name'] .button"));
  await row("Late shift").locator("summary").first().click();
  await row("Late shift").locator(".people .choice").nth(1).click();
  await sent(page, row("Late shift").locator("form[action$='/members'] .button"));
  await row("Late shift").locator(".crew li").nth(1).waitFor();

  await form.locator("input[name=name]").fill("late shift");
  page.offline = true; // the browser notes the refusal
  await sent(page, form.locator(".primary"));
  const why = form.locator("[role=alert]");
  await why.waitFor();
  page.offline = false;
  assert.equal(await form.locator("input[name=name]").getAttribute("aria-describedby"), await why.getAttribute("id"));
  await why.scrollIntoViewIfNeeded();
  await looks(page, "settings-teams-taken", lookClosely);

  await row("Late shift").locator("summary").last().click();
  await row("Late shift").locator(".danger").scrollIntoViewIfNeeded();
  await looks(page, "settings-teams-dissolve", lookClosely);
  await sent(page, row("Late shift").locator(".danger"));
  await page.locator(".said.good").waitFor();
  assert.equal(await row("Late shift").count(), 0);
});

test("a tag is made, renamed and deleted", async () => {
  await page.goto(at("/settings/tags"));
  const form = page.locator("form[action='/settings/tags']");
  await form.locator("input[name=name]").fill("Wholesale");
  await sent(page, form.locator(".primary"));
  const row = (name) => page.locator(".rows > li").filter({ has: page.locator(".name", { hasText: name }) });
  await row("Wholesale").locator("summary").first().click();
  await looks(page, "settings-tags-rename", lookClosely);
  await row("Wholesale").locator("input[name=name]").fill("Trade");
  await sent(page, row("Wholesale").locator("form[action$='/name'] .button"));
  await row("Trade").locator("summary").last().click();
  await looks(page, "settings-tags-delete", lookClosely);
  await sent(page, row("Trade").locator(".danger"));
  await page.locator(".said.good").waitFor();
  assert.equal(await row("Trade").count(), 0);
});

test("whoever is away says so beside their name, and colleagues see it where they assign", async () => {
  const { page: theirs, context } = await Teammate.arrive(server, server.ready.inbox_second);
  await theirs.locator(".folders [data-folder=all]").click();
  await theirs.locator(".folders [data-folder=all][aria-current]").waitFor();
  const menu = theirs.locator(".account [data-menu=away]");
  await menu.locator("summary").click();
  await looks(theirs, "inbox-away-ask", lookClosely);
  await menu.locator("input[name=reassigns]").check();
  await sent(theirs, menu.locator("button"));
  await theirs.locator(".account .me small").waitFor();
  assert.equal(new URL(theirs.url()).searchParams.get("folder"), "all", "they stay where they were");
  await menu.locator("summary").click();
  await looks(theirs, "inbox-away", lookClosely);

  await page.goto(at("/inbox?folder=all"));
  await page.locator("#list .row").first().click();
  await page.locator("#thread-head [data-menu=assign] > summary").click();
  await page.locator("#thread-head [data-menu=assign] .choice[data-away]").waitFor();
  await looks(page, "inbox-away-colleague", lookClosely);

  await sent(theirs, menu.locator("button"));
  await theirs.locator(".account .me small").waitFor({ state: "detached" });
  await page.reload();
  await page.locator("#thread-head [data-menu=assign]").waitFor();
  assert.equal(await page.locator("#thread-head .choice[data-away]").count(), 0);
  assert.deepEqual(theirs.problems, []);
  await context.close();
});

test("somebody gives themselves another name, and it stands in the inbox", async () => {
  await page.goto(at("/settings/sign-in"));
  const form = page.locator("form[action='/settings/sign-in/name']");
  const usual = await form.locator("input[name=name]").inputValue();
  await form.locator("input[name=name]").fill("Mina van der Meer");
  await sent(page, form.locator(".primary"));
  await page.locator(".said.good").waitFor();
  await page.goto(at("/inbox"));
  await page.locator(".account .me").filter({ hasText: "Mina van der Meer" }).waitFor();
  await page.goto(at("/settings/sign-in"));
  await form.locator("input[name=name]").fill(usual);
  await sent(page, form.locator(".primary"));
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
  await page.reload();
  await page.locator(".said.good", { hasText: "nothing was done again" }).waitFor();
  assert.equal(await page.locator("#token").count(), 0, "it was shown once");
  const row = page.locator(".rows > li").filter({ hasText: "Nightly reports" });
  assert.equal(await row.count(), 1, "a page that is reloaded makes no second one");
  await row.locator("summary").click();
  await looks(page, "settings-tokens-revoke", lookClosely);
  await sent(page, row.locator(".danger"));
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
  await sent(page, page.locator("form[action='/settings/mail'] .primary"));
  await page.locator(".said.good").waitFor();
  await sent(page, page.locator("button[formaction$='/test']"));
  await page.locator(".said.good", { hasText: "250" }).waitFor();
  assert.deepEqual((await mail.next()).to, ["mina@kettle-and-fern.example"]);
  await looks(page, "settings-mail-tested", lookClosely);

  await page.goto(at("/settings/teammates"));
  await page.locator("input[name=email]").fill("kai@kettle-and-fern.example");
  await sent(page, page.locator("form[action='/settings/invitations'] .primary"));
  await page.locator(".said.good", { hasText: "by mail" }).waitFor();
  const letter = await mail.next();
  assert.deepEqual(letter.to, ["kai@kettle-and-fern.example"]);
  assert.match(letter.subject, /invites you to Kettle & Fern/);
  const context = await browser();
  const theirs = await watchedPage(context);
  await theirs.goto(letter.text.match(/http:\S+/)[0]);
  await theirs.locator("input[name=name]").waitFor();

  const row = page.locator(".rows > li").filter({ hasText: "kai@" });
  await asks(row.locator("summary"));
  await looks(page, "settings-teammates-revoke", lookClosely, row.locator(".danger"));
  await sent(page, row.locator(".danger"));
  await page.locator(".said.good").waitFor();
  assert.equal(await row.count(), 0);
  theirs.offline = true; // the browser notes that there is nothing
  await theirs.reload();
  await theirs.locator("h1", { hasText: "no longer works" }).waitFor();
  await context.close();

  await page.goto(at("/settings/mail"));
  await asks(page.locator("summary", { hasText: "Remove" }));
  await looks(page, "settings-mail-remove", lookClosely, page.locator(".danger"));
  await sent(page, page.locator("form[action$='/remove'] .danger"));
  await page.locator(".said.good", { hasText: "Removed" }).waitFor();
  assert.equal(await page.locator("input[name=host]").inputValue(), "");
  assert.equal(await page.locator("[formaction$='/test']").count(), 0);
});

test("a role is changed, and a teammate who is deactivated is out", async () => {
  const other = await Teammate.arrive(server, server.ready.inbox_second);
  await other.page.goto(at("/settings/teammates"));
  assert.equal(await other.page.locator("form").count(), 0, "an agent changes nothing");
  assert.deepEqual(await other.page.locator(".sections li").allTextContents(), ["Teammates", "Your sign-in"]);

  await page.goto(at("/settings/teammates"));
  const row = page.locator(".rows > li").filter({ hasText: "jonas@" });
  assert.equal(await row.locator(".quick .button").isVisible(), false, "there is nothing to save yet");
  await row.locator("select").selectOption("admin");
  await sent(page, row.locator(".quick .button"));
  await page.locator(".said.good").waitFor();
  await other.page.reload();
  assert.ok((await other.page.locator(".sections li").count()) >= 3, "the role counts at once");

  const does = (act) => row.locator(`details:has(form[action$='/${act}'])`);
  await asks(does("reset-password").locator("summary"));
  await looks(page, "settings-teammates-forgot", lookClosely);
  await sent(page, does("reset-password").locator(".danger"));
  const link = await page.locator("#sign-in-link").textContent();
  await looks(page, "settings-teammates-link", lookClosely);
  await other.page.goto(link);
  await other.page.locator("#list .row").first().waitFor();
  await page.goto(at("/settings/teammates"));

  await asks(does("deactivate").locator("summary"));
  await looks(page, "settings-teammates-deactivate", lookClosely);
  await sent(page, does("deactivate").locator(".danger"));
  await page.locator(".said.good").waitFor();
  await looks(page, "settings-teammates-former", lookClosely);
  other.page.offline = true; // the browser notes the refusal
  await other.page.goto(at("/settings"));
  assert.match(other.page.url(), /\/sign-in/);
  await other.context.close();
});

test("what the team is called, its language, its sound and when it asks for an address: shown as they are chosen, and so to visitors", async () => {
  await page.goto(at("/settings/messenger"));
  const preview = page.frameLocator("#preview");
  await preview.locator("#sound", { hasText: "Turn sound on" }).waitFor();
  await page.locator("#team-name").fill("Harbour crew");
  await preview.locator("#title", { hasText: "Harbour crew" }).waitFor();
  await page.locator("#ask-email").focus();
  await page.locator("#ask-email").selectOption("never");
  await preview.locator("#leave").waitFor({ state: "hidden" });
  await page.locator("#ask-email").selectOption("always");
  await preview.locator("#leave").waitFor();
  await looks(page, "settings-messenger-conversation", lookClosely);
  await page.locator("#sound").focus();
  await page.locator("#sound").selectOption("on");
  await preview.locator("#sound", { hasText: "Turn sound off" }).waitFor();
  await page.locator("#language").selectOption("ja");
  await preview.locator("#sound", { hasText: "通知音をオフにする" }).waitFor();
  await preview.locator("#team", { hasText: "Harbour crew" }).waitFor();
  await looks(page, "settings-messenger-ja", lookClosely);
  await sent(page, page.locator("#look .primary"));
  await page.locator(".said.good").waitFor();

  const visitor = await Visitor.arrive(server);
  const launcher = visitor.page.getByRole("button", { name: "メッセンジャーを開く", exact: true });
  await launcher.waitFor();
  assert.ok(!visitor.frame, "nothing was asked for but the script");
  assert.deepEqual(await launcher.evaluate((one) => [one.getRootNode().host.lang, getComputedStyle(one).direction]), ["ja", "ltr"]);
  await lookClosely(visitor.page, "launcher-ja");
  await visitor.openMessenger();
  const { frame } = visitor;
  assert.equal(await frame.locator("html").getAttribute("lang"), "ja");
  await visitor.page.locator(".launcher[aria-label='メッセンジャーを閉じる']").waitFor();
  await visitor.page.locator("iframe[title='メッセンジャー']").waitFor();
  assert.equal(await frame.locator("#team").textContent(), "Harbour crew");
  await frame.locator("#sound[data-on=true]", { hasText: "通知音をオフにする" }).waitFor();
  assert.equal((await kept(visitor.page)) + (await kept(frame)), 0, "what was chosen for them keeps nothing with them");
  await visitor.begin();
  assert.equal(await frame.locator("#title").textContent(), "Harbour crew");
  assert.ok(await frame.locator("#leave").isHidden(), "nothing was written yet");
  await visitor.write("Is anybody there?");
  await frame.locator("#leave").waitFor();
  await frame.locator("#back").click();
  await frame.locator("#sound").click();
  await frame.locator("#sound[data-on=false]").waitFor();
  await visitor.page.reload();
  await visitor.openMessenger();
  await visitor.frame.locator("#sound[data-on=false]").waitFor();
  await visitor.context.close();

  await page.locator("#team-name").fill("");
  for (const id of ["language", "sound", "ask-email"]) await page.locator(`#${id}`).selectOption("");
  await page.locator("#ask-email").selectOption("never");
  await sent(page, page.locator("#look .primary"));
  await page.locator(".said.good").waitFor();
  const other = await Visitor.arrive(server);
  await other.page.getByRole("button", { name: "Open the messenger", exact: true }).waitFor();
  await other.openMessenger();
  assert.equal(await other.frame.locator("html").getAttribute("lang"), "en");
  await other.begin();
  await other.say("Hello?");
  await until(() => other.frame.locator("#parts .bubble").count(), "the server's part is there");
  assert.ok(await other.frame.locator("#leave").isHidden(), "never means never");
  await other.context.close();
  await page.locator("#ask-email").selectOption("");
  await sent(page, page.locator("#look .primary"));
  await page.locator(".said.good").waitFor();
});

test("a teammate reads in the language that they chose, whatever the browser asks for", async () => {
  await page.goto(at("/settings/sign-in"));
  await page.locator("#language").selectOption("ja");
  await sent(page, page.locator("form[action='/settings/sign-in/language'] .primary"));
  await page.locator(".said.good", { hasText: "保存しました" }).waitFor();
  await lookClosely(page, "settings-sign-in-chosen");
  await page.goto(at("/inbox"));
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
  await page.goto(at("/settings/sign-in"));
  await page.locator("#language").selectOption("");
  await sent(page, page.locator("form[action='/settings/sign-in/language'] .primary"));
  await page.locator(".said.good").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

test("the messenger is seen on the website, and its looks are shown as they are typed", async () => {
  const visitor = await Visitor.arrive(server);
  await visitor.context.close();
  await page.goto(at("/settings/messenger"));
  await page.locator("#seen .good", { hasText: "Seen on http" }).first().waitFor();
  const preview = page.frameLocator("#preview");
  await page.locator("#greeting").fill("Moin from the harbour");
  await preview.locator("#greeting", { hasText: "Moin from the harbour" }).waitFor();
  for (const colour of ["#ffe600", "#1f8ded", "#e8590c", "#767676", "#757575", "#0b0b0b"]) {
    await page.locator("#colour").fill(colour);
    await until(() => preview.locator("html").evaluate((html, asked) => html.style.getPropertyValue("--brand") === asked, colour), colour);
    const [on, under] = await preview.locator(".home-head").evaluate((head) => ["color", "backgroundColor"].map((name) => getComputedStyle(head)[name].match(/\d+/g).map(Number)));
    assert.ok(contrast(on, under) >= 4.5, `${colour}: text can be read on it`);
  }
  const edge = () => preview.locator(".start .icon").evaluate((icon) => getComputedStyle(icon).boxShadow);
  for (const [colorScheme, colour, edged] of [["light", "#ffffff", true], ["light", "#0b0b0b", false], ["dark", "#222222", true], ["dark", "#ffffff", false]]) {
    await page.emulateMedia({ colorScheme });
    await page.locator("#colour").fill(colour);
    await until(async () => !(await edge()).includes("rgba(0, 0, 0, 0)") === edged, `${colour}, ${colorScheme}: an edge where it is needed`);
    if (edged) await lookClosely(page, `settings-messenger-edge-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.locator("#colour").fill("#8f2745");
  await until(() => preview.locator("html").evaluate((html) => html.style.getPropertyValue("--brand") === "#8f2745"), "the preview has the colour");
  await page.locator("#reply-time").selectOption("hours");
  await preview.locator("#presence-text", { hasText: "within a few hours" }).waitFor();
  await page.locator("#time-zone").fill("Mars/Olympus");
  assert.equal(await page.locator("#time-zone").evaluate((field) => field.checkValidity()), false, "no such zone");
  await page.locator("#time-zone").fill("UTC");
  const today = ((new Date().getUTCDay() + 6) % 7) + 1;
  const other = (today % 7) + 1;
  await page.locator(`input[name=day${other}]`).fill("9-12, 13-17");
  await preview.locator("#presence.away", { hasText: "Back" }).waitFor();
  await page.locator(`input[name=day${today}]`).fill("0-24");
  await preview.locator("#presence:not(.away)").waitFor();
  await looks(page, "settings-messenger-typed", lookClosely);
  await sent(page, page.locator("#look .primary"));
  await page.locator(".said.good").waitFor();
  assert.equal(await page.locator(`input[name=day${other}]`).inputValue(), "09:00-12:00, 13:00-17:00");
  await preview.locator("#presence-text", { hasText: "within a few hours" }).waitFor();
  await page.locator("input[name=data_contact]").fill("x".repeat(100) + "ü".repeat(100));
  await sent(page, page.locator("#look .primary"));
  await page.locator(".said.bad", { hasText: "200 bytes" }).waitFor();
  page.problems.splice(0); // the browser notes the refusal
});

test("a second website has the line: it is seen there, refused, and let in once it is allowed", async (t) => {
  await page.goto(at("/settings/messenger"));
  const snippet = await page.locator("#snippet").textContent();
  const site = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(`<!doctype html><html lang="en"><title>Second</title><body>${snippet}</body></html>`));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  await once(site.listen(port, "localhost"), "listening");
  t.after(() => {
    site.closeAllConnections();
    site.close();
  });
  const visitor = new Visitor();
  visitor.context = await browser();
  visitor.page = await watchedPage(visitor.context);
  await visitor.page.goto(origin);
  await page.locator("#seen .bad", { hasText: origin }).waitFor();
  assert.ok((await page.locator("#said").textContent()).includes(origin), "a screen reader hears of it");
  assert.equal(await page.locator("#seen[aria-live]").count(), 0, "and not of every minute that passes");
  await looks(page, "settings-messenger-seen", lookClosely);
  await visitor.clickLauncher();
  await until(() => visitor.page.problems.some((one) => one.includes("frame-ancestors")), "the frame is refused");
  // Whatever else the browser says of that comes on the page that is gone.
  const refused = visitor.page;
  visitor.page = await watchedPage(visitor.context);
  await refused.close();

  const allowed = page.locator("textarea[name=origins]");
  await allowed.fill(`${await allowed.inputValue()}\n${origin}/`);
  await sent(page, page.locator("button[form=look]"));
  await page.locator(".said.good").waitFor();
  await page.locator("#seen .good", { hasText: origin }).waitFor();
  await visitor.page.goto(origin);
  await visitor.openMessenger();
  assert.deepEqual(visitor.page.problems, []);
  await visitor.context.close();
});

test("a secret that signs identities is made, copied and deleted, and hashes are let in", async () => {
  await page.goto(at("/settings/identity"));
  await page.locator("input[name=name]").fill("Shop server");
  await page.locator("form[action='/settings/identity'] .primary").click();
  assert.match(await page.locator("#secret").textContent(), /^[\w-]{43}$/);
  await looks(page, "settings-identity-made", lookClosely);
  await page.locator("input[name=user_hash]").check();
  await sent(page, page.locator("form[action$='/rules'] .primary"));
  await page.locator(".said.good").waitFor();
  assert.equal(await page.locator("input[name=user_hash]").isChecked(), true);
  assert.equal(await page.locator("#secret").count(), 0, "it was shown once");
  const row = page.locator(".rows > li").filter({ hasText: "Shop server" });
  await row.locator("summary").click();
  await looks(page, "settings-identity-delete", lookClosely);
  await sent(page, row.locator(".danger"));
  await page.locator(".said.good").waitFor();
  assert.equal(await row.count(), 0);
});

test("a second factor is set up, asked for at the door, and reset by an owner when it is lost", async () => {
  const [context, elsewhere] = [await browser(), await browser()];
  const [mine, there] = [await watchedPage(context), await watchedPage(elsewhere)];
  await enter(mine);
  await mine.locator("#list .row").first().waitFor();
  await mine.goto(at("/settings/sign-in"));
  await mine.locator("form[action$='/factor'] input[name=password]").fill("a kettle full of ferns");
  await mine.locator("form[action$='/factor'] .primary").click();
  const key = await mine.locator("#factor-key").textContent();
  await looks(mine, "settings-sign-in-begun", lookClosely);
  await mine.locator("input[name=code]").fill(code(key));
  await mine.locator("form[action$='/confirm'] .primary").click();
  const codes = (await mine.locator("#codes").textContent()).trim().split(/\s+/);
  assert.equal(codes.length, 10);
  await looks(mine, "settings-sign-in-codes", lookClosely);
  await mine.goto(at("/inbox"));
  await mine.locator("form[action='/sign-out'] button").click();
  await mine.waitForURL(/\/sign-in/);

  await enter(mine);
  await mine.locator("input[name=code]").waitFor();
  await looks(mine, "sign-in-code", lookClosely);
  await mine.locator("input[name=code]").fill("000000");
  await mine.locator(".primary").click();
  await mine.locator(".problem", { hasText: "not right" }).waitFor();
  mine.problems.splice(0); // the browser notes the refusal
  await mine.locator("input[name=code]").fill(code(key, 1));
  await mine.locator(".primary").click();
  await mine.locator("#list .row").first().waitFor();

  await enter(there);
  await there.locator("input[name=code]").fill(codes[0]);
  await there.locator(".primary").click();
  await there.locator("#list .row").first().waitFor();
  await mine.goto(at("/settings/sign-in"));
  await mine.getByText("9 of 10 are left").waitFor();
  await looks(mine, "settings-sign-in-on", lookClosely);
  await sent(mine, mine.locator("form[action*='/sessions/'][action$='/end'] .button").first());
  await mine.locator(".said.good").waitFor();
  there.offline = true; // the browser notes the refusal
  await there.waitForURL(/\/sign-in/); // its open inbox is told so

  await page.goto(at("/settings/teammates"));
  const row = page.locator(".rows > li").filter({ hasText: "noor@" });
  await row.locator("summary", { hasText: "Reset second factor" }).click();
  await looks(page, "settings-teammates-reset", lookClosely);
  await sent(page, row.locator("form[action$='/reset-factor'] .danger"));
  await page.locator(".said.good").waitFor();
  mine.offline = true; // the browser notes the refusal
  await mine.goto(at("/settings"));
  assert.match(mine.url(), /\/sign-in/);
  await enter(mine);
  await mine.locator("#list .row").first().waitFor();
  await context.close();
  await elsewhere.close();
});

/** Gives the password of who was invited. */
async function enter(door) {
  await door.goto(at("/sign-in"));
  await door.locator("input[name=email]").fill("noor@kettle-and-fern.example");
  await door.locator("input[name=password]").fill("a kettle full of ferns");
  await door.locator(".primary").click();
}
