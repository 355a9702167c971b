// Every screen that the routers answer, in both languages: read by axe, still for whoever asks for less motion, no wider than
// a phone, a picture each. And what the inbox shows over a slow line, and over one that breaks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { code } from "./factor.mjs";
import { accessible, intoSight, look, sizes } from "./looks.mjs";
import { MailServer } from "./mail.mjs";
import { PATIENCE, Teammate, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

const ROUTERS = ["inbox", "console", "messenger"].map((name) => new URL(`../../crates/web/src/${name}/mod.rs`, import.meta.url));

/** What is asked for by scripts, saved as a file, or leads elsewhere. */
const NO_SCREENS = [
  "/",
  "/sign-in/{workspace}/link/{secret}",
  "/session",
  "/inbox/list",
  "/inbox/events",
  "/inbox/emoji",
  "/inbox/notices",
  "/inbox/log/checkpoint",
  "/inbox/log/export",
  "/inbox/people/{id}/export",
  "/inbox/erasures/{id}/steps",
  "/inbox/erasures/{id}/receipts/{kind}",
  "/inbox/holds/{id}/kept/{reading}/{conversation}/files/{file}",
  "/inbox/{id}/thread",
  "/inbox/{id}/person",
  "/inbox/{id}/files/{file}",
  "/settings/messenger/seen",
  "/widget/{app_id}",
  "/messenger/{app_id}/data",
  "/messenger/{app_id}/data/export",
  "/messenger/{app_id}/conversations",
  "/messenger/{app_id}/conversations/{id}",
  "/messenger/{app_id}/events",
];

let server, bare, mail;
/** Where the screens that are about something are. */
const of = {};

/** Each route, who opens it (`teammate` by default), what has to be there, and where it is if its route does not say so. */
const SCREENS = {
  "/sign-in": { who: "nobody", ready: "input[name=password]" },
  "/sign-in/{workspace}": { who: "nobody", ready: "input[name=password]", at: () => `/sign-in/${server.ready.workspace}` },
  "/sign-in/{workspace}/code": { who: "nobody", ready: "input[name=code]", at: () => server.ready.inbox_second },
  "/setup/{link}": { who: "nobody", ready: "input[name=workspace_name]", at: () => bare.ready.setup },
  "/invitation/{workspace}/{secret}": { who: "nobody", ready: "input[name=name]", at: () => of.invitation },
  "/reply/{app_id}/{secret}": { who: "nobody", ready: "textarea[name=body]", at: () => of.reply },
  "/no-mail/{app_id}/{secret}": { who: "nobody", ready: "form", at: () => of.noMail },
  "/messenger/{app_id}/frame": { who: "nobody", ready: "#start:enabled", at: () => `/messenger/${server.ready.workspace}/frame` },
  "/inbox": { ready: "#list .row" },
  "/inbox/{id}": { ready: "#parts .bubble", at: () => of.conversation },
  "/inbox/{id}/macros": { ready: "#macros-to-use a .text", at: () => `${new URL(of.conversation).pathname}/macros` },
  "/inbox/log": { ready: "#entries > li" },
  "/inbox/erasures": { ready: ".erasures li" },
  "/inbox/erasures/{id}": { ready: "#erasure[data-over=yes]", at: () => of.erasure },
  "/inbox/holds": { ready: ".holds li" },
  "/inbox/holds/{id}/kept": { ready: "textarea[name=reason]", at: () => of.door },
  "/inbox/holds/{id}/kept/{reading}": { ready: "#parts .bubble", at: () => of.kept },
  "/inbox/macros": { ready: "main" },
  "/inbox/views": { ready: ".new input[name=name]" },
  "/settings": { ready: ".sections li" },
  "/settings/workspace": { ready: "input[name=colour]" },
  "/settings/messenger": { ready: "#look" },
  "/settings/messenger/preview": { ready: "#greeting" },
  "/settings/identity": { ready: "input[name=name]" },
  "/settings/teammates": { ready: ".rows li" },
  "/settings/teams": { ready: ".rows li .crew" },
  "/settings/tags": { ready: ".panel input[name=name]" },
  "/settings/mail": { ready: "input[name=host]" },
  "/settings/sign-in": { ready: "#language" },
  "/settings/tokens": { ready: "input[name=name]" },
};

const absolute = (path) => new URL(path, server.ready.inbox).href;

before(async () => {
  server = new Server({ more: ["--mail-answers-after", "2"] });
  bare = new Server({ name: "bare", demo: false });
  await Promise.all([server.start(), bare.start()]);
  mail = await new MailServer().start();
  const mina = await Teammate.arrive(server);
  await mailed(mina);
  await invited(mina.page);
  await macro(mina.page);
  await erasedAndHeld(mina);
  await owing();
  await mina.context.close();
});

after(async () => {
  await closeAll();
  await server?.stop();
  await bare?.stop();
  await mail?.stop();
});

/** A letter about an answer, with its two links. */
async function mailed(mina) {
  const { page } = mina;
  await page.goto(absolute("/settings/mail"));
  await page.locator("input[name=host]").fill("127.0.0.1");
  await page.locator("input[name=port]").fill(String(mail.port));
  await page.locator("select[name=security]").selectOption("plain");
  await page.locator("input[name=from]").fill("desk@kettle-and-fern.example");
  await page.locator("form[action='/settings/mail'] .primary").click();
  await page.locator(".said.good").waitFor();
  const visitor = await Visitor.arrive(server);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.write("Do you mend old teapots?");
  await visitor.frame.locator("#leave-email").fill("heron@people.example");
  await visitor.frame.locator("#leave button").click();
  await visitor.frame.locator("#leave").waitFor({ state: "hidden" });
  await visitor.context.close();
  await page.goto(absolute("/inbox"));
  await mina.openThread("Do you mend old teapots?");
  of.conversation = page.url();
  await mina.write("We do, with gold.");
  const letter = await mail.next();
  [of.reply] = letter.text.match(/http\S+\/reply\/\S+/);
  [of.noMail] = letter.text.match(/http\S+\/no-mail\/\S+/);
}

async function invited(page) {
  await page.goto(absolute("/settings/teammates"));
  await page.locator("input[name=email]").fill("noor@kettle-and-fern.example");
  await page.locator("form[action='/settings/invitations'] .primary").click();
  await page.locator(".said.good").waitFor();
  [of.invitation] = (await mail.next()).text.match(/http\S+\/invitation\/\S+/);
}

/** Something to put into an answer. */
async function macro(page) {
  await page.goto(absolute("/inbox/macros"));
  await page.locator(".new input[name=name]").fill("Mending");
  await page.locator(".new textarea[name=body]").fill("Dear {{contact.first_name|friend}},\n\nwe mend it with gold. It takes three weeks.");
  await page.locator(".new .primary").click();
  await page.locator(".macros summary").filter({ hasText: "Mending" }).waitFor();
}

/** One person is erased; another is under a hold, and the erasure of theirs waits. */
async function erasedAndHeld(mina) {
  const { page } = mina;
  const written = async (text) => {
    const visitor = await Visitor.arrive(server);
    await visitor.openMessenger();
    await visitor.begin();
    await visitor.say(text);
    await visitor.context.close();
    await page.goto(absolute("/inbox"));
    await mina.openThread(text);
  };
  await written("Forget me, please.");
  await page.locator("#person .erase summary").click();
  await page.locator("#person .erase button").click();
  await page.locator("#erasure[data-over=yes]").waitFor();
  of.erasure = page.url();
  await written("This is a matter for the court.");
  await page.locator("#person .hold summary").click();
  await page.locator(".hold [name=ground]").selectOption("authority");
  await page.locator(".hold [name=basis]").fill("Letter of the authority, 12 November");
  await page.locator(".hold [name=review_at]").fill("2090-01-31");
  await page.locator(".hold .primary").click();
  await page.locator(".holds li").waitFor();
  await page.goto(absolute("/inbox"));
  await mina.openThread("This is a matter for the court.");
  await page.locator("#person .erase summary").click();
  await page.locator("#person .erase button").click();
  await page.locator("[data-step='deferred']").waitFor();
  await page.goto(absolute("/inbox/holds"));
  await page.locator(".holds a[href$='/kept']").click();
  await page.locator("textarea[name=reason]").waitFor();
  of.door = page.url();
  await page.locator("textarea[name=reason]").fill("The court asks what was said.");
  await page.locator(".why .primary").click();
  await page.locator("#parts .bubble").first().waitFor();
  of.kept = page.url();
}

/** The second teammate signs in with a code from now on. */
async function owing() {
  const jonas = await Teammate.arrive(server, server.ready.inbox_second);
  const { page } = jonas;
  await page.goto(absolute("/settings/sign-in"));
  await page.locator("form[action$='/factor'] .primary").click();
  const key = await page.locator("#factor-key").textContent();
  await page.locator("input[name=code]").fill(code(key));
  await page.locator("form[action$='/confirm'] .primary").click();
  await page.locator("#codes").waitFor();
  await jonas.context.close();
}

test("every page that the routers answer is known here", () => {
  const answered = ROUTERS.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)].map(([, route]) => route));
  assert.ok(answered.length > 40, "the routers were read");
  assert.deepEqual([...answered].sort(), [...Object.keys(SCREENS), ...NO_SCREENS].sort());
});

/** Nothing moves for whoever asked for less motion. */
async function still(page, name) {
  for (const frame of page.frames()) {
    const moving = await frame.evaluate(() => {
      const lasts = (one) => one.effect.getComputedTiming().activeDuration > 1;
      return document.getAnimations().filter((one) => one.playState === "running" && lasts(one)).map((one) => one.animationName ?? one.transitionProperty);
    });
    assert.deepEqual(moving, [], `${name}: ${frame.url()}`);
  }
}

/** Pictures wide and on a phone, light and dark; axe reads each width and each colours once. */
async function closely(page, name, subject = null) {
  for (const [width, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      if (subject) await intoSight(page, subject);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      const called = `${name}-${width}-${colorScheme}`;
      await still(page, called);
      await look(page, called);
      if ((width === "1440") === (colorScheme === "light")) await accessible(page, called);
    }
  }
}

for (const [language, locale] of [["en", "en-GB"], ["ja", "ja-JP"]]) {
  const options = { locale, reducedMotion: "reduce", ignoreHTTPSErrors: true };
  const named = (route) => `screen${route.replaceAll(/[/{}]+/g, "-").replace(/-$/, "")}-${language}`;
  let inside, outside;

  for (const [route, { who = "teammate", ready, at = () => route }] of Object.entries(SCREENS)) {
    test(`${route} in ${language}`, { timeout: 4 * PATIENCE }, async () => {
      if (who === "teammate" && !inside) {
        inside = await watchedPage(await browser(options));
        await inside.goto(server.ready.inbox);
      }
      outside ??= await watchedPage(await browser(options));
      const page = who === "teammate" ? inside : outside;
      await page.goto(absolute(at()));
      await page.locator(ready).first().waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await closely(page, named(route));
    });
  }

  test(`the page that a search draws for a form in ${language}`, { timeout: 8 * PATIENCE }, async () => {
    const page = await watchedPage(await browser(options));
    await page.goto(server.ready.inbox);
    for (const [name, wanted, ready] of [["found", "old teapots", "#list[data-searched] .row"], ["nothing", "Zanzibar", "#list[data-searched] .empty"]]) {
      await page.goto(absolute("/inbox"));
      await page.locator("#search input[name=q]").fill(wanted);
      // As before its script listens, or where there is none.
      await page.locator("#search").evaluate((form) => form.submit());
      await page.waitForURL("**/inbox/search");
      await page.locator(ready).first().waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await closely(page, named(`/inbox-search-${name}`));
    }
    await page.context().close();
  });

  test(`the messenger's conversation and "Your data" in ${language}`, { timeout: 4 * PATIENCE }, async () => {
    const page = await watchedPage(await browser(options));
    await page.goto(absolute(`/messenger/${server.ready.workspace}/frame`));
    await page.locator("#start").click();
    await page.locator("#body").fill("How long does a pot take?");
    await page.locator("#body").press("Enter");
    await page.locator("#leave").waitFor();
    await page.locator(".queued").waitFor({ state: "detached" });
    await closely(page, named("/messenger-conversation"));
    await page.locator("#back").click();
    await page.locator("#to-data").click();
    await page.locator("#data-counts dd").first().waitFor();
    await closely(page, named("/messenger-data"));
    await page.context().close();
  });
}

test("over a slow line an act is shown at once, and confirmed when the server has answered", { timeout: 4 * PATIENCE }, async () => {
  const { page, context } = await Teammate.arrive(server);
  await page.goto(of.conversation);
  await page.locator("#thread[data-state=open]").waitFor();
  const line = await context.newCDPSession(page);
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/close", (route) => held.then(() => route.continue()));
  await page.locator("#thread-head .state-button").click();
  await page.locator("#thread[data-state=closed]").waitFor();
  assert.ok(await page.locator("#toast").isHidden(), "nobody says that it is done before it is");
  release();
  await page.locator("#toast").filter({ hasText: /closed/i }).waitFor();
  await page.locator("#thread[data-state=closed]").waitFor();
  await page.locator("#thread-head .state-button").click();
  await page.locator("#toast").filter({ hasText: /open/i }).waitFor();
  assert.deepEqual(page.problems, []);
  await context.close();
});

test("an answer that is lost after the server took it is neither lost nor doubled", { timeout: 4 * PATIENCE }, async () => {
  const mina = await Teammate.arrive(server);
  const { page, context } = mina;
  await page.goto(of.conversation);
  await page.locator("#composer #body").waitFor();
  page.offline = true; // the browser notes the lost answers
  let taken = 0;
  await page.route("**/reply", async (route) => {
    taken += 1;
    if (taken > 2) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  const text = "The gold is from Kanazawa.";
  await page.locator("#composer #body").fill(text);
  await page.locator("#send").click();
  await until(() => taken > 2, "it is sent again until there is an answer");
  await mina.bubble(text).waitFor();
  await page.locator(".queued").waitFor({ state: "detached" });
  await page.reload();
  await mina.bubble(text).waitFor();
  assert.equal(await mina.bubble(text).count(), 1);
  await context.close();
});

test("what is too long goes back into the field, and is sent when it is shorter", { timeout: 4 * PATIENCE }, async () => {
  const mina = await Teammate.arrive(server);
  const visitor = await Visitor.arrive(server);
  await mina.page.goto(of.conversation);
  await visitor.openMessenger();
  await visitor.begin();
  const [long, short] = ["Kintsugi. ".repeat(7_000).trim(), "Kintsugi, then."];
  for (const [name, page, where, field, send] of [
    ["desk", mina.page, mina.page, "#composer #body", (one) => one.press("Control+Enter")],
    ["messenger", visitor.page, visitor.frame, "#body", (one) => one.press("Enter")],
  ]) {
    page.offline = true; // the browser notes the refusal
    const body = where.locator(field);
    await body.fill(long);
    await send(body);
    await where.locator(".queued.failed").first().waitFor();
    await accessible(page, `screen-too-long-${name}`);
    await where.getByRole("button", { name: "Change it" }).click();
    await where.locator(".queued.failed").waitFor({ state: "detached" });
    assert.equal(await body.inputValue(), long, name);
    assert.ok(await body.evaluate((one) => one === document.activeElement), name);
    await body.fill(short);
    await send(body);
    await where.locator("#parts .bubble .text").filter({ hasText: short }).waitFor();
  }
  await visitor.context.close();
  await mina.context.close();
});

test("an act whose line breaks is taken back, with a word", { timeout: 4 * PATIENCE }, async () => {
  const { page, context } = await Teammate.arrive(server);
  await page.goto(of.conversation);
  await page.locator("#thread[data-state=open]").waitFor();
  page.offline = true; // the browser notes the broken line
  await page.route("**/close", (route) => route.abort("connectionfailed"));
  await page.locator("#thread-head .state-button").click();
  await page.locator("#toast").waitFor();
  await page.locator("#thread[data-state=open]").waitFor();
  await context.close();
});

/** The words of `live/beside.js`, and a name to type. */
const FORMS = {
  en: { broken: /^Not sent: the connection is broken/, ended: /^Not sent: your session has ended/, sending: "Sending…", saved: "Saved.", name: "Kettle & Fern, Leith" },
  ja: { broken: /^接続が切れているため、送信できませんでした/, ended: /^セッションが終了したため、送信できませんでした/, sending: "送信中…", saved: "保存しました。", name: "ケトルとシダ" },
};

for (const [language, locale] of [["en", "en-GB"], ["ja", "ja-JP"]]) {
  const said = FORMS[language];
  const named = (name) => `screen-form-${name}-${language}`;

  test(`a form over a broken line says so, loses nothing and is sent once in ${language}`, { timeout: 4 * PATIENCE }, async () => {
    const { page, context } = await Teammate.arrive(server, server.ready.inbox, { locale, reducedMotion: "reduce" });
    await page.goto(absolute("/settings/workspace"));
    const save = page.locator("form[action='/settings/workspace'] .primary");
    const alert = page.locator("form [role=alert]");
    await page.locator("input[name=name]").fill(said.name);
    page.offline = true; // the browser notes the broken line
    await context.setOffline(true);
    await save.press("Enter");
    await alert.filter({ hasText: said.broken }).waitFor();
    assert.ok(await save.evaluate((one) => one === document.activeElement && !one.hasAttribute("aria-disabled")), "the button keeps the focus and works");
    assert.equal(await page.locator("input[name=name]").inputValue(), said.name);
    await context.setOffline(false);
    await closely(page, named("broken"));

    let posted = 0;
    page.on("request", (request) => (posted += request.method() === "POST" ? 1 : 0));
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/session", (route) => held.then(() => route.continue()));
    await save.click();
    await page.locator("form [role=status]").filter({ hasText: said.sending }).waitFor();
    assert.equal(await alert.count(), 0, "what was said before is gone");
    assert.equal(await save.getAttribute("aria-disabled"), "true");
    await save.click({ force: true });
    await page.locator("input[name=name]").press("Enter");
    await closely(page, named("sending"));
    assert.equal(posted, 0);
    release();
    await page.locator(".said.good").filter({ hasText: said.saved }).waitFor();
    assert.equal(posted, 1);
    assert.equal(await page.locator("input[name=name]").inputValue(), said.name);
    await context.close();
  });

  test(`a form whose session ended says so, loses nothing and is sent after signing in again in ${language}`, { timeout: 4 * PATIENCE }, async () => {
    const { page, context } = await Teammate.arrive(server, server.ready.inbox, { locale, reducedMotion: "reduce" });
    const signInAgain = async () => {
      const [door] = await Promise.all([context.waitForEvent("page"), page.locator("form [role=alert] a").click()]);
      await door.locator("input[name=password]").waitFor();
      await door.goto(server.ready.inbox);
      await door.locator("#list .row").first().waitFor();
      await door.close();
    };
    for (const [name, path, field, text, button, done] of [
      ["macro", "/inbox/macros", ".new input[name=name]", `Glaze ${language}`, ".new .primary", "summary strong"],
      ["token", "/settings/tokens", "input[name=name]", `Kiln ${language}`, "form[action='/settings/tokens'] .primary", ".rows .name"],
    ]) {
      await page.goto(absolute(path));
      if (name === "macro") await page.locator(".new textarea[name=body]").fill("With a glaze.");
      await page.locator(field).fill(text);
      await context.clearCookies();
      await page.locator(button).click();
      await page.locator("form [role=alert]").filter({ hasText: said.ended }).waitFor();
      assert.equal(await page.locator(field).inputValue(), text);
      await page.locator("form [role=alert]").scrollIntoViewIfNeeded();
      await closely(page, named(`ended-${name}`));
      await signInAgain();
      await page.locator(button).click();
      await page.locator(done).filter({ hasText: text }).first().waitFor();
    }
    await page.setViewportSize(sizes[1440]);
    const phone = language === "en" ? "+44 131 496 0000" : "+81 3 1234 5678"; // another than is known
    await page.goto(of.conversation);
    await page.locator("#person details[data-keep=edit] > summary").click();
    await page.locator("#person input[name=phone]").fill(phone);
    await context.clearCookies();
    page.offline = true; // the browser notes the refusal
    await page.locator("#person form[data-person=edit] .primary").click();
    await page.locator("form [role=alert]").filter({ hasText: said.ended }).waitFor();
    assert.equal(await page.locator("#person input[name=phone]").inputValue(), phone);
    page.offline = false;
    await page.locator("form [role=alert]").scrollIntoViewIfNeeded();
    await closely(page, named("ended-person"));
    await signInAgain();
    await page.locator("#person form[data-person=edit] .primary").click();
    await page.locator("#person").getByText(phone).first().waitFor();
    await context.close();
  });

  test(`other pages' forms say so too in ${language}`, { timeout: 4 * PATIENCE }, async () => {
    const { page, context } = await Teammate.arrive(server, server.ready.inbox, { locale, reducedMotion: "reduce" });
    page.offline = true; // the browser notes the broken line
    for (const [name, path, fields, button, menu] of [
      ["token", "/settings/tokens", { "input[name=name]": "Exports" }, "form[action='/settings/tokens'] .primary"],
      ["invitation", "/settings/teammates", {}, "form[action$='/renew'] .button"],
      ["role", "/settings/teammates", { "li:nth-child(2) select[name=role]": "admin" }, "li:nth-child(2) .quick .button"],
      ["team", "/settings/teams", { ".panel:not(.list) input[name=name]": "Gold" }, "form[action='/settings/teams'] .primary"],
      ["tag", "/settings/tags", { ".panel:not(.list) input[name=name]": "Gold" }, "form[action='/settings/tags'] .primary"],
      ["name", "/settings/sign-in", { "input[name=name]": "Mina" }, "form[action='/settings/sign-in/name'] .primary"],
      ["language", "/settings/sign-in", {}, "form[action='/settings/sign-in/language'] .primary"],
      ["macro", "/inbox/macros", { ".new input[name=name]": "Gold", ".new textarea[name=body]": "With gold." }, ".new .primary"],
      ["view", "/inbox/views", { ".new input[name=name]": "Gold" }, ".new .primary"],
      ["kept", of.door, { "textarea[name=reason]": "The court asks again." }, ".why .primary"],
      ["reply", of.reply, { "textarea[name=body]": "Thank you." }, "form .primary"],
      ["no-mail", of.noMail, {}, "form .primary"],
      ["erase", of.conversation, {}, ".erase .primary", ".erase summary"],
      ["hold", of.conversation, { ".hold textarea[name=basis]": "The court asks.", ".hold input[name=review_at]": "2030-01-02" }, ".hold .primary", ".hold summary"],
      ["away", "/inbox", {}, "form[action='/inbox/away'] button", ".account [data-menu=away] > summary"],
      ["sign-out", "/inbox", {}, "form[action='/sign-out'] button"],
    ]) {
      await page.goto(absolute(path));
      if (menu) await page.locator(menu).click();
      for (const [field, text] of Object.entries(fields)) await (field.includes("select") ? page.locator(field).selectOption(text) : page.locator(field).fill(text));
      await context.setOffline(true);
      await page.locator(button).first().click();
      await page.locator("form [role=alert]").filter({ hasText: said.broken }).waitFor();
      for (const [field, text] of Object.entries(fields)) assert.equal(await page.locator(field).inputValue(), text);
      await context.setOffline(false);
      await closely(page, named(`broken-${name}`), page.locator("form [role=alert]"));
    }
    await context.close();
  });
}
