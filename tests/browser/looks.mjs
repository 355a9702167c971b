// Pictures of a screen: nothing wider than the window, no error on the page, a file to look at. And what a screen reader meets.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { until } from "./people.mjs";

const folder = process.env.TROTH_SCREENSHOTS;
const axe = readFileSync(createRequire(new URL("../npm/package.json", import.meta.url)).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const sizes = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

export async function look(page, name) {
  mkdirSync(folder, { recursive: true });
  await folderInSight(page, name);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  for (const frame of page.frames()) {
    const { wide, room } = await frame.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth }));
    assert.ok(wide <= room, `${name}: ${frame.url()} is ${wide} wide and has ${room}`);
  }
  assert.deepEqual(page.problems, [], name);
}

/** The open folder is brought into sight by a script, once that is there and a window has its size. */
function folderInSight(page, name) {
  const inSight = () => {
    const chosen = document.querySelector(".folders li a[aria-current]");
    const { left, right } = chosen?.getBoundingClientRect() ?? {};
    return !chosen?.checkVisibility() || (left >= 0 && right <= innerWidth);
  };
  return until(() => page.evaluate(inSight), `${name}: the open folder stands where it is seen`);
}

/** No rule of WCAG 2.2, A and AA, is broken in the page or a frame of it; none is left out. */
export async function accessible(page, name) {
  for (const frame of page.frames()) {
    await frame.evaluate(axe);
    const broken = await frame.evaluate(async (tags) => {
      const found = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"], iframes: false });
      return found.violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join("\n")}`);
    }, WCAG);
    assert.deepEqual(broken, [], `${name}: ${frame.url()}`);
  }
}

/** Both: a picture, and what a screen reader meets. */
export async function lookClosely(page, name) {
  await look(page, name);
  await accessible(page, name);
}

/** Until nothing moves. What is not drawn, as in a closed <details>, never comes to an end. */
async function atRest(frame) {
  await frame.evaluate(async () => {
    const drawn = document.getAnimations().filter((one) => one.effect.target.checkVisibility());
    await Promise.all(drawn.map((one) => one.finished.catch(() => {})));
  });
}

/** Brings what a picture is of into sight; on a phone the person is a step of their own. */
export async function intoSight(page, subject) {
  const aside = await subject.evaluate((one) => Boolean(one.closest("#person-pane")));
  if (aside && !(await subject.isVisible())) await page.locator("a.to-person").click();
  await subject.scrollIntoViewIfNeeded();
}

/** On a phone, back from the person whom `intoSight` went to. */
async function backFrom(page) {
  await page.setViewportSize(sizes[390]);
  const back = page.locator("#person .back");
  if (await back.isVisible()) await back.click();
}

/** The same page wide and on a phone, light and dark; with a subject, it is in sight in each. */
export async function looks(page, name, how = look, subject = null) {
  for (const [width, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(viewport);
      await page.waitForFunction((width) => innerWidth === width, viewport.width);
      await page.emulateMedia({ colorScheme });
      if (subject) await intoSight(page, subject);
      await Promise.all(page.frames().map(atRest));
      await how(page, `${name}-${width}-${colorScheme}`);
    }
  }
  if (subject) await backFrom(page);
  await page.setViewportSize(sizes[1440]);
  await page.emulateMedia({ colorScheme: "light" });
}
