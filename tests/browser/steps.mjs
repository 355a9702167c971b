// The steps of a story, each of which goes on from the one before.

import assert from "node:assert/strict";
import { test } from "node:test";

/** Makes `step(name, act)`; after a failed one the others fail at once. `of` is said behind every name, `timeout` is in milliseconds, and
 * `pages()` are those that must have no problems once a step is over. */
export function story({ of = null, timeout, pages = () => [] } = {}) {
  let broken = false;
  return (name, act) =>
    test(of ? `${name} (${of})` : name, timeout ? { timeout } : {}, async () => {
      assert.ok(!broken, "an earlier step failed");
      broken = true;
      await act();
      for (const page of pages()) assert.deepEqual(page.problems, [], page.url());
      broken = false;
    });
}
