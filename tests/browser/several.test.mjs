// Several people in one conversation: whoever is brought in sees what is said from then on, and each sees who wrote what.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { looks, lookClosely } from "./looks.mjs";
import { Visitor, blocked, browser, closeAll, until, watchedPage } from "./people.mjs";
import { call, openSdkPage, sign, widget } from "./sdk.mjs";
import { Server, freePort } from "./server.mjs";
import { story } from "./steps.mjs";

const mode = blocked ? "third-party storage blocked" : "third-party storage allowed";
let server, secret, admin, ada, bob, conversation, bobsId;

const step = story({ of: mode });

before(async () => {
  server = new Server({ port: await freePort() });
  await server.start();
  ({ secret } = await server.api("POST", "/secure_mode_secrets", { name: "Shop" }));
  ({ id: admin } = await server.api("GET", "/me"));
});

after(async () => {
  await closeAll();
  await server.stop();
});

/** Somebody whom the page proves, with the messenger open. */
async function arrive(user_id, name) {
  const visitor = new Visitor();
  visitor.context = await browser({ bypassCSP: true });
  visitor.page = await watchedPage(visitor.context);
  await openSdkPage(visitor.page, server);
  const intercom_user_jwt = sign(secret, { user_id, name });
  await call(visitor.page, "Intercom", { app_id: server.ready.workspace, widgetUrl: widget(server), region: "eu", user_id, intercom_user_jwt });
  await until(() => call(visitor.page, "whoami").then((who) => who?.verified), `${name} is proven`);
  await call(visitor.page, "show");
  await until(() => visitor.frame, "the frame opens");
  await visitor.frame.locator("#home").waitFor({ state: "visible" });
  return visitor;
}

const answer = (body) => server.api("POST", `/conversations/${conversation}/reply`, { message_type: "comment", type: "admin", admin_id: admin, body });

step("somebody is brought in, and sees what is said from then on", async () => {
  ada = await arrive("ada", "Ada");
  await call(ada.page, "showNewMessage", "My order, confidentially");
  await until(async () => (await ada.frame.locator("#body").inputValue()) !== "", "the text stands there");
  await ada.frame.locator("#body").press("Enter");
  await ada.arrived("My order, confidentially");
  const { id } = await server.api("GET", "/contacts/find_by_external_id/ada");
  const found = await server.api("POST", "/conversations/search", { query: { field: "contact_ids", operator: "=", value: id } });
  conversation = found.conversations[0].id;

  bob = await arrive("bob", "Bob");
  ({ id: bobsId } = await server.api("GET", "/contacts/find_by_external_id/bob"));
  await server.api("POST", `/conversations/${conversation}/customers`, { admin_id: admin, customer: { user_id: "bob" } });
  await answer("Welcome, both of you.");
  await bob.frame.locator("#conversations li").filter({ hasText: "Welcome, both of you." }).waitFor();
  await bob.openConversation();
  await bob.bubble("Welcome, both of you.").waitFor();
  assert.equal(await bob.bubble("My order, confidentially").count(), 0);
});

step("each sees who wrote what", async () => {
  await bob.write("Thank you, from Bob");
  const theirs = ada.frame.locator(".group.other").filter({ hasText: "Thank you, from Bob" });
  await theirs.waitFor();
  assert.match(await theirs.locator(".by").innerText(), /^Bob/);
  await bob.frame.locator(".group.contact").filter({ hasText: "Thank you, from Bob" }).waitFor();
  await looks(ada.page, "messenger-several", lookClosely);
});

step("whoever is taken out sees nothing of it any more", async () => {
  await server.api("DELETE", `/conversations/${conversation}/customers/${bobsId}`, { admin_id: admin });
  await bob.bubble("Welcome, both of you.").waitFor({ state: "detached" });
  assert.equal(await bob.frame.locator("#conversations li").count(), 0);
});

step("what was theirs is taken out with their erasure, and the other goes on", async () => {
  await server.api("DELETE", `/contacts/${bobsId}`);
  await until(async () => {
    const shown = await server.api("GET", `/conversations/${conversation}`);
    return shown.conversation_parts.conversation_parts.some((part) => part.redacted);
  }, "what he wrote is taken out");
  await answer("Only you are left.");
  await ada.bubble("Only you are left.").waitFor();
  await ada.bubble("Welcome, both of you.").waitFor();
  assert.deepEqual(ada.page.problems, []);
});
