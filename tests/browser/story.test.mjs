// A company's first days, from the link that `serve` prints to the last answer: no step needs the terminal.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before } from "node:test";

import { accessible } from "./looks.mjs";
import { MailServer } from "./mail.mjs";
import { Teammate, Visitor, browser, closeAll, until, watchedPage } from "./people.mjs";
import { sign } from "./sdk.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const COMPANY = "Lumen & Oak";
/** Without the demo the server has a development certificate, which only its own authority vouches for. */
const TRUSTING = { ignoreHTTPSErrors: true };
const PASSWORD = "a lamp beside the oak tree";

let server, mail, site, shop;
let ada, ben, chie; // the owner, and two agents
let guest, customer; // a visitor, and somebody signed in at the shop
let snippet = "";
let secret = "";
let team = ""; // the folder of the team that the owner makes

const step = story({ pages: () => [ada, ben, chie, guest, customer].filter(Boolean).map((one) => one.page) });

before(async () => {
  server = new Server({ name: "company", demo: false, more: ["--mail-answers-after", "2"] });
  await server.start();
  mail = await new MailServer().start();
  site = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><html lang="en"><title>${COMPANY} shop</title><body><h1>Lamps</h1>${snippet}</body></html>`);
  });
  const port = await freePort();
  await once(site.listen(port, "localhost"), "listening");
  shop = `http://localhost:${port}`;
});

after(async () => {
  await closeAll();
  site.close();
  await server.stop();
  await mail.stop();
});

const at = (path) => new URL(path, server.ready.setup).href;
const saved = (page) => page.locator(".said.good").first().waitFor();

/** Somebody with a browser of their own, at that address. */
async function atTheirDesk(address) {
  const teammate = new Teammate();
  teammate.context = await browser(TRUSTING);
  teammate.page = await watchedPage(teammate.context);
  await teammate.page.goto(address);
  return teammate;
}

/** Goes to a folder, without a reload where the page is there. */
async function folder({ page }, name) {
  await page.goto(at(`/inbox?folder=${name}`));
  await page.locator(`.folders [data-folder="${name}"][aria-current=page]`).waitFor();
}

/** Opens the conversation with somebody, from the list. */
async function open(teammate, text) {
  await teammate.row(text).first().click();
  await teammate.page.locator("#thread #composer").waitFor();
}

/** Chooses in a menu of the thread's head. */
async function choose({ page }, menu, choice) {
  await page.locator(`#thread-head [data-menu=${menu}] > summary`).click();
  await page.locator(`#thread-head [data-menu=${menu}] .choice`).filter({ hasText: choice }).first().click();
}

const told = ({ page }, text) => page.locator("#parts .event").filter({ hasText: text }).last().waitFor();

async function arrive() {
  const visitor = new Visitor();
  visitor.context = await browser(TRUSTING);
  visitor.page = await watchedPage(visitor.context);
  await visitor.page.goto(shop);
  return visitor;
}

step("the owner opens the printed link and has a workspace", async () => {
  ada = await atTheirDesk(server.ready.setup);
  const { page } = ada;
  await page.locator("input[name=workspace_name]").fill(COMPANY);
  await page.locator("input[name=region][value=eu]").check();
  await page.locator("input[name=name]").fill("Ada Lund");
  await page.locator("input[name=email]").fill("ada@lumen.example");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator(".primary").click();
  await page.locator(".steps, #steps, h2").filter({ hasText: "First steps" }).first().waitFor();
  await accessible(page, "story-first-steps");
  await page.goto(at("/inbox"));
  await page.locator(".account .me").filter({ hasText: "Ada Lund" }).waitFor();
  await accessible(page, "story-empty-inbox");
});

step("she puts the messenger on the shop's pages, lets the shop show it, and sees that it is there", async () => {
  const { page } = ada;
  await page.goto(at("/settings/messenger"));
  snippet = await page.locator("#snippet").textContent();
  await page.locator("textarea[name=origins]").fill(shop);
  await page.locator("button[form=look]").click();
  await saved(page);
  const first = await arrive();
  await page.locator("#seen .good").filter({ hasText: shop }).waitFor();
  await first.context.close();
});

step("she sets up mail, and invites two agents by it", async () => {
  const { page } = ada;
  await page.goto(at("/settings/mail"));
  await page.locator("input[name=host]").fill("127.0.0.1");
  await page.locator("input[name=port]").fill(String(mail.port));
  await page.locator("select[name=security]").selectOption("plain");
  await page.locator("input[name=from]").fill("desk@lumen.example");
  await page.locator("form[action='/settings/mail'] .primary").click();
  await saved(page);
  const joined = [];
  for (const [name, address] of [["Ben Okri", "ben@lumen.example"], ["Chie Mori", "chie@lumen.example"]]) {
    await page.goto(at("/settings/teammates"));
    await page.locator("input[name=email]").fill(address);
    await page.locator("form[action='/settings/invitations'] .primary").click();
    await saved(page);
    const letter = await mail.next();
    assert.deepEqual(letter.to, [address]);
    const teammate = await atTheirDesk(letter.text.match(/https:\S+/)[0]);
    await teammate.page.locator("input[name=name]").fill(name);
    await teammate.page.locator("input[name=password]").fill(PASSWORD);
    await teammate.page.locator(".primary").click();
    await teammate.page.locator(".account .me").filter({ hasText: name }).waitFor();
    joined.push(teammate);
  }
  [ben, chie] = joined;
});

step("she makes a secret, with which the shop's server says who is signed in", async () => {
  const { page } = ada;
  await page.goto(at("/settings/identity"));
  await page.locator("input[name=name]").fill("Shop");
  await page.locator("form[action='/settings/identity'] .primary").click();
  secret = await page.locator("#secret").textContent();
});

step("she makes a team of the two", async () => {
  const { page } = ada;
  await page.goto(at("/settings/teams"));
  await accessible(page, "story-no-team");
  const form = page.locator("form[action='/settings/teams']");
  await form.locator("input[name=name]").fill("Lamp repairs");
  for (const name of ["Ben Okri", "Chie Mori"]) await form.getByLabel(name).check();
  await form.locator(".primary").click();
  await saved(page);
  const row = page.locator(".rows > li").filter({ hasText: "Lamp repairs" });
  await row.locator(".crew li").filter({ hasText: "Chie Mori" }).waitFor();
  const [, id] = (await row.locator("form").first().getAttribute("action")).match(/teams\/(\d+)/);
  team = `team-${id}`;
});

step("a visitor and a signed-in customer write", async () => {
  guest = await arrive();
  await guest.openMessenger();
  await guest.begin();
  await guest.say("Is the walnut lamp dimmable?");

  customer = await arrive();
  await customer.page.locator("[data-troth]").waitFor({ state: "attached" });
  const token = sign(secret, { user_id: "c-1", name: "Femi Adeyemi", email: "femi@people.example" });
  await customer.page.evaluate((intercom_user_jwt) => window.Troth("update", { user_id: "c-1", intercom_user_jwt }), token);
  await until(() => customer.page.evaluate(() => window.Troth("whoami")).then((who) => who?.verified), "the shop has proven who is there");
  await customer.openMessenger();
  await customer.begin();
  await customer.say("My lamp arrived without its shade.");
});

step("the work is shared out: assigned, noted, tagged and put off", async () => {
  await folder(ada, "unassigned");
  await open(ada, "Femi Adeyemi");
  await choose(ada, "assign", "Ben Okri");
  await told(ada, "to Ben Okri");
  await ada.write("The shade is on the second shelf.", "note");

  await folder(ben, "mine");
  await open(ben, "Femi Adeyemi");
  await ben.bubble("The shade is on the second shelf.").waitFor();
  await ben.page.locator("#thread-head [data-menu=tag] > summary").click();
  await ben.page.locator("#thread-head .tag-form input:not([type=hidden])").fill("missing part");
  await ben.page.keyboard.press("Enter");
  await ben.page.locator("#thread-head .tag[data-tag]").filter({ hasText: "missing part" }).waitFor();
  await choose(ben, "assign", "Lamp repairs");
  await told(ben, "to the team Lamp repairs");
  await folder(chie, team);
  await chie.row("Femi Adeyemi").waitFor();
  await choose(ben, "snooze", "Tomorrow");
  await ben.page.locator('#thread[data-state="snoozed"]').waitFor();
});

step("the customer writes again, which brings it back; it is handed over, and answered from a macro", async () => {
  await customer.write("I need it by Friday.");
  await ben.page.locator('#thread[data-state="open"]').waitFor();
  await choose(ben, "assign", "Chie Mori");
  await told(ben, "to Chie Mori");

  await chie.page.goto(at("/inbox/macros"));
  await chie.page.locator(".new input[name=name]").fill("On its way");
  await chie.page.locator(".new textarea").fill("Hello {{contact.first_name|there}}, it leaves today.");
  await chie.page.locator(".new .primary").click();
  await chie.page.locator(".done").waitFor();
  await folder(chie, "mine");
  await open(chie, "Femi Adeyemi");
  await chie.page.locator("#log").focus();
  await chie.page.keyboard.press("m");
  await chie.page.locator(".macro-chooser input").fill("way");
  await chie.page.locator(".preview").filter({ hasText: "Hello Femi, it leaves today." }).waitFor();
  await chie.page.keyboard.press("Enter");
  await until(async () => (await chie.page.locator("#body").inputValue()) === "Hello Femi, it leaves today.", "the macro stands there");
  await chie.page.locator("#send").click();
  await customer.bubble("Hello Femi, it leaves today.").waitFor();
});

step("it is closed, and opens again when the customer writes", async () => {
  await chie.page.locator("#log").focus();
  await chie.page.keyboard.press("e");
  await chie.page.locator('#thread[data-state="closed"]').waitFor();
  await customer.frame.locator("#closed").waitFor({ state: "visible" });
  await customer.write("Thank you!");
  await chie.page.locator('#thread[data-state="open"]').waitFor();
  await told(chie, /opened|again/i);
});

step("a visitor leaves an address and the page, and has the answer by mail; what they answer there arrives", async () => {
  await guest.frame.locator("#leave").waitFor({ state: "visible" });
  await guest.frame.locator("#leave-email").fill("visitor@people.example");
  await guest.frame.locator("#leave button").click();
  await guest.frame.locator("#leave").waitFor({ state: "hidden" });
  await guest.page.goto("about:blank");

  await folder(ada, "unassigned");
  await open(ada, "Is the walnut lamp dimmable?");
  await ada.write("It is, with the dial at its foot.");
  const letter = await mail.next();
  assert.deepEqual(letter.to, ["visitor@people.example"]);
  assert.ok(letter.text.includes("It is, with the dial at its foot."));
  const reader = await atTheirDesk(letter.text.match(/https:\S+\/reply\/\S+/)[0]);
  await reader.page.locator(".bubble").filter({ hasText: "It is, with the dial at its foot." }).waitFor();
  await accessible(reader.page, "story-reply");
  await reader.page.locator("textarea[name=body]").fill("Then I take two.");
  await reader.page.locator(".primary").click();
  await reader.page.locator(".good").waitFor();
  assert.deepEqual(reader.page.problems, []);
  await reader.context.close();
  await ada.bubble("Then I take two.").waitFor();
});

step("the customer asks for erasure in the messenger, and is gone from every desk", async () => {
  const { frame, page } = customer;
  await frame.locator("#back").click();
  await frame.locator("#to-data").click();
  await frame.locator("#erase").click();
  page.offline = true; // what is asked of a session that has ended is refused
  await frame.locator("#erase-yes").click();
  await frame.locator("#erased").waitFor();
  await folder(ada, "all");
  await ada.row("Is the walnut lamp dimmable?").or(ada.row("Then I take two.")).first().waitFor();
  await ada.row("Femi Adeyemi").waitFor({ state: "detached" });
  await ada.page.goto(at("/inbox/erasures"));
  await ada.page.locator("main li a").first().waitFor();
});

step("the log tells of all of it, without a word of what was said", async () => {
  const { page } = ada;
  await page.goto(at("/inbox/log"));
  await page.locator("#entries > li").first().waitFor();
  const acts = new Set();
  for (;;) {
    for (const act of await page.locator("#entries > li").evaluateAll((all) => all.map((one) => one.title))) acts.add(act);
    assert.doesNotMatch(await page.locator("#entries").innerText(), /walnut|shade|Friday/);
    if (!(await page.locator("#older").count())) break;
    await Promise.all([page.waitForURL(/below=/), page.locator("#older").click()]);
    await page.locator("#entries > li").first().waitFor();
    if (acts.size > 200) break;
  }
  for (const act of ["workspace.created", "invitation.accepted", "team.created", "conversation.assigned", "note.written", "message.sent", "conversation.snoozed", "conversation.closed"]) {
    assert.ok(acts.has(act), `${act} is among ${[...acts].join()}`);
  }
});
