// Work that events ask for: they come in bursts, and one look at the server answers all of them.

const SOON_MS = 10; // for the rest of what one act brought about

/**
 * A function that has `work` done soon: once for all who asked meanwhile, never twice at a time, and `rest` ms after the last
 * one ended. Where it is asked for sooner again and again, each rest is twice the one before, up to `most` ms. By chance each is up to a
 * quarter shorter or longer: many screens that hear of the same do not ask all at once for ever after.
 */
export function paced(work, rest, most = rest) {
  let waiting = false;
  let working = false;
  let ended = -Infinity;
  let pause = rest;
  function go() {
    const now = performance.now();
    const due = ended + pause * (0.75 + Math.random() / 2);
    pause = due > now ? Math.min(2 * pause, most) : rest;
    setTimeout(begin, Math.max(SOON_MS, due - now));
  }
  async function begin() {
    [waiting, working] = [false, true];
    await Promise.allSettled([work()]);
    [working, ended] = [false, performance.now()];
    if (waiting) go();
  }
  return () => {
    if (!waiting && !working) go();
    waiting = true;
  };
}
