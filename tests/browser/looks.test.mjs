// Every screen once, wide and on a phone, light and dark: nothing wider than the phone, a picture of each to look at.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { look, sizes } from "./looks.mjs";
import { Teammate, Visitor, browser, closeAll, watchedPage } from "./people.mjs";
import { Server } from "./server.mjs";

let server, bare;

before(async () => {
  server = new Server();
  await server.start();
  if (!process.env.TROTH_STORE) {
    bare = new Server({ name: "bare", demo: false });
    await bare.start();
  }
});

after(async () => {
  await closeAll();
  await server.stop();
  await bare?.stop();
});

for (const [width, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    const name = (screen) => `${screen}-${width}-${colorScheme}`;
    const options = { viewport, colorScheme };

    test(`the inbox at ${width} px, ${colorScheme}`, async () => {
      const { page } = await Teammate.arrive(server, server.ready.inbox, options);
      await look(page, name("inbox-list"));
      await page.locator("#list .row").first().click();
      await page.locator("#thread #parts .bubble").first().waitFor();
      await page.locator("#composer #body").fill("A line that was begun");
      assert.ok(await page.locator("#send").isVisible());
      await look(page, name("inbox-thread"));
      if (width === "390") {
        await page.locator("a.to-person").click();
        await page.locator("#person").scrollIntoViewIfNeeded();
        assert.ok(await page.locator("#person h2").isVisible());
        await look(page, name("inbox-person"));
      }
      await page.context().close();
    });

    test(`the activity log at ${width} px, ${colorScheme}`, async () => {
      const { page } = await Teammate.arrive(server, server.ready.inbox, options);
      await page.locator("a[href='/inbox/log']").click();
      await page.locator("#entries > li").first().waitFor();
      await look(page, name("log"));
      await page.locator("select[name=act]").selectOption("message.sent");
      await page.locator(".log-filter .primary").click();
      await page.waitForURL(/act=message\.sent/);
      const acts = await page.locator("#entries > li").evaluateAll((all) => all.map((one) => one.title));
      assert.ok(acts.length > 0 && acts.every((act) => act === "message.sent"), acts.join());
      await look(page, name("log-filtered"));
      await page.context().close();
    });

    test(`the messenger at ${width} px, ${colorScheme}`, async () => {
      const visitor = await Visitor.arrive(server, options);
      await look(visitor.page, name("messenger-closed"));
      await visitor.openMessenger();
      await look(visitor.page, name("messenger-home"));
      await visitor.begin();
      await visitor.say("Hello! I ordered two cups last week and one arrived chipped. What shall I do?");
      await look(visitor.page, name("messenger-conversation"));
      await visitor.context.close();
    });

    test(`the doors at ${width} px, ${colorScheme}`, async () => {
      const context = await browser(options);
      const page = await watchedPage(context);
      await page.goto(new URL("/sign-in", server.ready.inbox).href);
      await look(page, name("sign-in"));
      await page.goto(new URL("/inbox/nothing", server.ready.inbox).href);
      await context.close();
      if (!bare) return;
      const first = await browser({ ...options, ignoreHTTPSErrors: true });
      const setup = await watchedPage(first);
      await setup.goto(bare.ready.setup);
      await look(setup, name("first-run"));
      await first.close();
    });
  }
}
