// A user whose proof ends while their page is open: the messenger says so, sends nothing in their name, and goes on with the next proof.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { lookClosely, looks } from "./looks.mjs";
import { Visitor, blocked, closeAll, until } from "./people.mjs";
import { sign } from "./sdk.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
/** So many seconds a session outlives its token, and so long the short ones last. */
const [LEEWAY_S, SHORT_S] = [60, 10];
const TOLD = "the user's session has ended: boot or update with a new token";
let server, secret, admin, visitor, page, conversation;
let warnings = [];

const step = story({ of: mode, pages: () => [page] });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  ({ secret } = await server.api("POST", "/secure_mode_secrets", { name: "Shop" }));
  ({ id: admin } = await server.api("GET", "/me"));
  visitor = await Visitor.arrive(server);
  ({ page } = visitor);
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
});

after(async () => {
  await closeAll();
  await server.stop();
});

const now = () => Math.floor(Date.now() / 1000);

/** The page names Ada, with a proof until then; answers the session that it opens. */
async function name(command, exp) {
  const entered = page.waitForResponse((response) => response.url().endsWith("/identify"));
  const intercom_user_jwt = sign(secret, { user_id: "ada", name: "Ada", exp });
  await page.evaluate(([command, settings]) => window.Troth(command, settings), [command, { user_id: "ada", intercom_user_jwt }]);
  const { token } = await (await entered).json();
  await until(() => page.evaluate(() => window.Troth("whoami")).then((who) => who?.verified), "the messenger is Ada's");
  return token;
}

const answer = (body) => server.api("POST", `/conversations/${conversation}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body });
const lapsed = () => visitor.frame.locator("#lapsed");

/** Her proof is one that ends soon, and has ended. */
async function end() {
  const token = await name("update", now() - LEEWAY_S + SHORT_S);
  assert.ok(await lapsed().isHidden());
  const address = new URL(`/messenger/${server.ready.workspace}/conversations`, server.ready.inbox);
  await until(() => fetch(address, { headers: { Authorization: `Bearer ${token}` } }).then(({ status }) => status === 401), "the session has ended");
}

/** Nothing of hers is on the screen, nor told to the page. */
async function nothingShown() {
  assert.doesNotMatch(await visitor.frame.locator("body").innerText(), /Ada|my order|left this morning|Bergen|half a/);
  assert.equal(await page.evaluate(() => window.Troth("whoami")), null);
}

step("whoever is proven writes and is answered", async () => {
  await name("update", now() + 3600);
  await visitor.openMessenger();
  await visitor.begin();
  await visitor.say("Where is my order?");
  const { conversations } = await server.api("GET", "/conversations?per_page=1");
  conversation = conversations[0].id;
  await answer("It left this morning.");
  await visitor.bubble("It left this morning.").waitFor();
});

step("once the proof has ended the messenger says so, the console too, and nothing of hers is shown any more", async () => {
  await visitor.frame.locator("#body").fill("half a sentence");
  await end();
  page.offline = true; // a refused request is an error in the console
  await answer("It goes to Bergen.");
  await lapsed().getByText("You have been signed out here.").waitFor();
  await until(() => warnings.length, "the console is told");
  assert.ok(warnings[0].includes(TOLD), warnings[0]);
  await visitor.settled();
  page.offline = false;
  await looks(page, "lapsed", lookClosely);
  await nothingShown();
});

step("what is written then waits, and nothing is sent in her name", async () => {
  const all = async () => (await server.api("GET", "/conversations?per_page=1")).total_count;
  const before = await all();
  await page.evaluate(() => window.Troth("showNewMessage", "And my teapot?"));
  const body = visitor.frame.locator("#body");
  await until(async () => (await body.inputValue()) === "And my teapot?", "the text stands there");
  await body.press("Enter");
  await visitor.frame.locator(".queued .by").getByText("Waiting for connection").waitFor();
  assert.equal(await all(), before);
});

step("with the next proof her conversation is back, with what was missed, and what waited is sent", async () => {
  await name("update", now() + 3600);
  await lapsed().waitFor({ state: "hidden" });
  await visitor.arrived("And my teapot?");
  await page.evaluate(() => window.Troth("showMessages"));
  await visitor.frame.locator("#conversations button").filter({ hasText: "It goes to Bergen." }).click();
  for (const text of ["Where is my order?", "It left this morning.", "It goes to Bergen."]) await visitor.bubble(text).waitFor();
  assert.equal(await visitor.frame.locator("#body").inputValue(), "half a sentence");
  await visitor.say("Thank you.");
  const { data } = await server.api("GET", "/contacts?per_page=150");
  assert.equal(data.filter((one) => one.external_id === "ada").length, 1);
});

step("so it is where the page boots anew, and whoever looks meanwhile is told", async () => {
  warnings = [];
  await end();
  page.offline = true; // a refused request is an error in the console
  await page.evaluate(() => window.Troth("showMessages"));
  await lapsed().waitFor();
  await until(() => warnings.some((one) => one.includes(TOLD)), "the console is told again");
  page.offline = false;
  await nothingShown();
  await name("boot", now() + 3600);
  await lapsed().waitFor({ state: "hidden" });
  await visitor.frame.locator("#conversations button").filter({ hasText: "Thank you." }).click();
  await visitor.bubble("It goes to Bergen.").waitFor();
});

step("what waited when the proof ended is neither shown nor offered until the next one", async () => {
  await name("update", now() + 7200);
  page.offline = true; // refused requests are errors in the console
  const refuse = (route) => (route.request().method() === "POST" ? route.abort() : route.fallback());
  await page.route(/\/conversations$/, refuse);
  await page.evaluate(() => window.Troth("showNewMessage", "A matter of my own"));
  const body = visitor.frame.locator("#body");
  await until(async () => (await body.inputValue()) === "A matter of my own", "the text stands there");
  await body.press("Enter");
  await visitor.frame.locator(".queued").waitFor();
  await page.evaluate(() => window.Troth("showNewMessage", "half of another"));
  await until(async () => (await body.inputValue()) === "half of another", "and so does another");
  await end();
  await answer("Are you there?");
  await lapsed().getByText("You have been signed out here.").waitFor();
  await page.evaluate(() => window.Troth("showMessages"));
  assert.equal(await visitor.frame.locator("#conversations button").count(), 0);
  await page.evaluate(() => window.Troth("showNewMessage"));
  await body.waitFor();
  assert.equal(await body.inputValue(), "");
  await page.unroute(/\/conversations$/, refuse);
  await name("update", now() + 3600);
  await page.evaluate(() => window.Troth("showMessages"));
  await visitor.frame.locator("#conversations button").filter({ hasText: "A matter of my own" }).waitFor();
  await until(async () => (await server.api("GET", "/conversations?per_page=150")).conversations.some((one) => one.source.body.includes("A matter of my own")), "and is sent");
  page.offline = false;
});
