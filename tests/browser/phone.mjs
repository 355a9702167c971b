// Until when messenger and inbox can be used on a slow phone: a real browser with an empty cache, its line and processor throttled as
// Lighthouse does it for its "Slow 4G" and "Moto G Power". Prints a table; judges nothing.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

process.env.TROTH_SCRATCH ??= mkdtempSync(join(tmpdir(), "troth-phone-"));
process.env.TROTH_THIRD_PARTY = "allowed";
const { browser, closeAll, until, watchedPage } = await import("./people.mjs");
const { Server } = await import("./server.mjs");

const RUNS = Number(process.env.RUNS ?? 5);
const LINE = { offline: false, latency: 562.5, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (750e3 * 0.9) / 8 };
const SLOWER = 4;
/** With the frame in the page's own process, as on a phone with little memory; else it would not be throttled with it. */
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2.625,
  isMobile: true,
  hasTouch: true,
  ignoreHTTPSErrors: true,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-features=IsolateOrigins,site-per-process,LocalNetworkAccessChecks", "--disable-site-isolation-trials"],
};

/** Lays the slow line and processor on a page, with nothing in its cache, and counts what comes over the line. */
async function slowed(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  await session.send("Network.emulateNetworkConditions", LINE);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  return () => bytes;
}

/** The same address at the server's TLS origin, as it is outside the demo: HTTP/2, one connection. */
const overTls = (server, address) => address.replaceAll(new URL(server.ready.inbox).origin, new URL(server.ready.api).origin);

/** The demo website, with the messenger of the TLS origin. */
async function website(page, server) {
  await page.route(server.ready.demo_site, async (route) => {
    const response = await route.fetch();
    const headers = Object.fromEntries(Object.entries(response.headers()).map(([name, value]) => [name, overTls(server, value)]));
    await route.fulfill({ response, headers, body: overTls(server, await response.text()) });
  });
}

/** Notes long tasks from the first moment on. */
async function watchingTasks(page) {
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })))).observe({ type: "longtask", buffered: true });
  });
}

/** First paint, when its scripts had run, when the processor was free from there on, and for how long tasks blocked it, in ms. */
const timesOf = (page) =>
  page.evaluate(() => {
    const { domContentLoadedEventEnd: listening } = performance.getEntriesByType("navigation")[0];
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const free = Math.max(listening, ...longTasks.map(({ startTime, duration }) => startTime + duration));
    const blocked = longTasks.reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
    return { painted, listening, free, blocked };
  });

async function messenger(server) {
  const context = await browser(PHONE);
  const page = await watchedPage(context);
  await watchingTasks(page);
  await website(page, server);
  const bytes = await slowed(page);
  const began = performance.now();
  await page.goto(server.ready.demo_site, { waitUntil: "commit" });
  await page.locator("[data-troth]").waitFor({ state: "attached" });
  const launcher = performance.now() - began;
  await page.waitForLoadState("networkidle");
  const before = bytes();
  const clicked = performance.now();
  await page.mouse.click(390 - 48, 844 - 48);
  const frame = await until(() => page.frames().find((one) => new URL(one.url() || "about:blank").pathname.endsWith("/frame")), "the frame");
  await frame.locator("#start:enabled").waitFor();
  const open = performance.now() - clicked;
  await page.waitForLoadState("networkidle");
  const { blocked } = await timesOf(page);
  const opened = bytes() - before;
  await context.close();
  return { launcher, open, blocked, before, opened };
}

async function inbox(server) {
  const context = await browser(PHONE);
  const page = await watchedPage(context);
  await page.goto(overTls(server, server.ready.inbox));
  const address = page.url();
  await page.goto("about:blank");
  await watchingTasks(page);
  const bytes = await slowed(page);
  await page.goto(address);
  await page.locator("#list .row").first().waitFor();
  await page.waitForTimeout(3000);
  const times = await timesOf(page);
  const all = bytes();
  await context.close();
  return { ...times, bytes: all };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const server = new Server();
await server.start();
try {
  const found = { messenger: [], inbox: [] };
  for (let run = 1; run <= RUNS; run += 1) {
    process.stderr.write(`run ${run} of ${RUNS}\n`);
    found.messenger.push(await messenger(server));
    found.inbox.push(await inbox(server));
  }
  const of = (which, name) => median(found[which].map((one) => one[name]));
  const rows = [
    ["messenger: the launcher is there, from the website's first byte", seconds(of("messenger", "launcher"))],
    ["messenger: one can write, from the click on it", seconds(of("messenger", "open"))],
    ["messenger: tasks blocked its page for", `${of("messenger", "blocked").toFixed(0)} ms`],
    ["messenger: bytes before the click, with the website's own pictures and style", kilobytes(of("messenger", "before"))],
    ["messenger: bytes from the click on", kilobytes(of("messenger", "opened"))],
    ["inbox: first paint", seconds(of("inbox", "painted"))],
    ["inbox: its scripts listen", seconds(of("inbox", "listening"))],
    ["inbox: the processor is free from there on", seconds(of("inbox", "free"))],
    ["inbox: tasks blocked it for", `${of("inbox", "blocked").toFixed(0)} ms`],
    ["inbox: bytes", kilobytes(of("inbox", "bytes"))],
  ];
  console.log(`median of ${RUNS} runs each\n`);
  for (const [what, value] of [["what", "median"], ["---", "--:"], ...rows]) console.log(`| ${what} | ${value} |`);
} finally {
  await closeAll();
  await server.stop();
  rmSync(process.env.TROTH_SCRATCH, { recursive: true, force: true });
}
