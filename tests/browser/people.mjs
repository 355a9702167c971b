// Browsers and who sits at them: visitors on the demo website, teammates at the inbox. Every page is watched for errors.

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(new URL("../npm/package.json", import.meta.url))("playwright-core");
const { CHROMIUM: executablePath = "/usr/bin/chromium", TROTH_SCRATCH: scratch, TROTH_THIRD_PARTY: thirdParty } = process.env;
/** Up to so many milliseconds a request is held back, by chance and seldom long: what overtakes another on a bad line shows. */
const delays = Number(process.env.TROTH_DELAYS ?? 0);

export const blocked = thirdParty !== "allowed";
/** Generous: the machine may be busy. Nothing is judged by it, it only ends what hangs. */
export const PATIENCE = 30_000;
const open = new Set();

/** A browser of somebody's own, with a profile of its own, in which storage of third parties is blocked or allowed; or that `keepsNothing`
 * of any site, as its settings let people choose. */
export async function browser({ keepsNothing = false, ...options } = {}) {
  const profile = mkdtempSync(join(scratch, "profile-"));
  mkdirSync(join(profile, "Default"));
  const cookies = { block_third_party_cookies: blocked, cookie_controls_mode: blocked ? 1 : 0, ...(keepsNothing && { default_content_setting_values: { cookies: 2 } }) };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify({ profile: cookies }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  open.add(context);
  if (delays) await context.route("**/*", heldBack);
  return context;
}

async function heldBack(route) {
  await new Promise((resolve) => setTimeout(resolve, Math.random() ** 3 * delays));
  await route.continue().catch(() => {}); // its page was left meanwhile
}

export async function closeAll() {
  await Promise.all([...open].map((context) => context.close()));
  open.clear();
}

/** A page whose errors are collected in `problems`, unless `page.offline` is set while the server is down. */
export async function watchedPage(context) {
  const page = context.pages().find((one) => one.url() === "about:blank") ?? (await context.newPage());
  page.problems = [];
  page.offline = false;
  const note = (text) => page.offline || page.problems.push(text);
  page.on("console", (message) => message.type() === "error" && note(`console: ${message.text()} (${message.location().url})`));
  page.on("pageerror", (error) => note(`error: ${error.stack}`));
  return page;
}

/** Somebody on the demo website. */
export class Visitor {
  static async arrive(server, options) {
    const visitor = new Visitor();
    visitor.context = await browser(options);
    visitor.page = await watchedPage(visitor.context);
    await visitor.page.goto(server.ready.demo_site, { waitUntil: "networkidle" });
    return visitor;
  }

  /** Clicks where the launcher is drawn: its shadow root is closed to scripts, as to the website's own. */
  async clickLauncher() {
    await this.page.locator("[data-troth]").waitFor({ state: "attached" });
    const { width, height } = this.page.viewportSize();
    await this.page.mouse.click(width - 48, height - 48);
  }

  get frame() {
    return this.page.frames().find((frame) => new URL(frame.url() || "about:blank").pathname.endsWith("/frame"));
  }

  async openMessenger() {
    await this.clickLauncher();
    await until(() => this.frame, "the messenger's frame opens");
    await this.frame.locator("#start").waitFor();
  }

  /** The panel stands still and is drawn: a click while it rises into view can miss the frame in it. */
  async settled() {
    let last;
    await until(async () => {
      const box = JSON.stringify(await (await this.frame.frameElement()).boundingBox());
      const still = box === last && box !== "null";
      last = box;
      return still;
    }, "the messenger's panel stands still");
    await this.frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  async begin() {
    await this.settled();
    await this.frame.locator("#start").click();
    await this.frame.locator("#body").waitFor();
  }

  async write(text) {
    await this.frame.locator("#body").fill(text);
    await this.frame.locator("#body").press("Enter");
  }

  /** Writes, and waits until the server has it: that nothing waits is no sign of it before it is drawn. */
  async say(text) {
    await this.write(text);
    await this.arrived(text);
  }

  async arrived(text) {
    await this.bubble(text).waitFor();
    await this.frame.locator(".queued").waitFor({ state: "detached" });
  }

  /** A bubble with exactly this text. */
  bubble(text) {
    return this.frame.locator(".bubble .text").filter({ hasText: exactly(text) });
  }

  /** Opens the newest conversation of those listed at home. */
  async openConversation() {
    await this.settled();
    await this.frame.locator("#conversations button").first().click();
    await this.frame.locator("#body").waitFor();
  }
}

/** Somebody at the inbox. */
export class Teammate {
  static async arrive(server, link = server.ready.inbox, options) {
    const teammate = new Teammate();
    teammate.context = await browser(options);
    teammate.page = await watchedPage(teammate.context);
    await teammate.page.goto(link);
    await teammate.page.locator("#list .row").first().waitFor();
    return teammate;
  }

  row(text) {
    return this.page.locator("#list .row").filter({ hasText: text });
  }

  bubble(text) {
    return this.page.locator("#parts .bubble .text").filter({ hasText: exactly(text) });
  }

  async openThread(text) {
    await this.row(text).first().click();
    await this.bubble(text).first().waitFor();
  }

  async write(text, kind = "comment") {
    await this.page.locator(`#composer input[name=kind][value=${kind}]`).check({ force: true });
    await this.page.locator("#composer #body").fill(text);
    await this.page.locator("#send").click();
    await this.bubble(text).waitFor();
  }
}

/** Drops a file on, or pastes it into, what stands at `selector`: a picture, 320 wide, where its name ends so; whether a browser would leave that
 * to the page. */
export function hand(frame, how, selector, name) {
  return frame.evaluate(
    async ([how, selector, name]) => {
      const painted = () => {
        const canvas = new OffscreenCanvas(320, 180);
        Object.assign(canvas.getContext("2d"), { fillStyle: "#c4553b" }).fillRect(0, 0, 320, 180);
        return canvas.convertToBlob();
      };
      const [type, said] = name.endsWith(".png") ? ["image/png", await painted()] : ["text/plain", `What ${name} says`];
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([said], name, { type }));
      const target = document.querySelector(selector);
      const options = { bubbles: true, cancelable: true };
      if (how === "paste") return target.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: dataTransfer }));
      return ["dragover", "drop"].map((type) => target.dispatchEvent(new DragEvent(type, { ...options, dataTransfer }))).every((left) => !left);
    },
    [how, selector, name],
  );
}

const exactly = (text) => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);

/** Waits until `condition` answers something true, and answers it. */
export async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** All that a document keeps in the browser. */
export function kept(frame) {
  return frame.evaluate(async () => {
    const count = (area) => {
      try {
        return area().length;
      } catch {
        return 0; // refused by the browser
      }
    };
    const databases = await indexedDB.databases().catch(() => []);
    const caches = await globalThis.caches?.keys().catch(() => []);
    return count(() => localStorage) + count(() => sessionStorage) + databases.length + (caches?.length ?? 0) + document.cookie.length;
  });
}
