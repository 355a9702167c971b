// Pictures of a screen: nothing wider than the window, no error on the page, a file to look at.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.TROTH_SCREENSHOTS;
export const sizes = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

export async function look(page, name) {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
  for (const frame of page.frames()) {
    const { wide, room } = await frame.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth }));
    assert.ok(wide <= room, `${name}: ${frame.url()} is ${wide} wide and has ${room}`);
  }
  assert.deepEqual(page.problems, [], name);
}

/** The same page wide and on a phone, light and dark. */
export async function looks(page, name) {
  for (const [width, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
      await look(page, `${name}-${width}-${colorScheme}`);
    }
  }
  await page.setViewportSize(sizes[1440]);
  await page.emulateMedia({ colorScheme: "light" });
}
