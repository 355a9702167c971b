// Work that events ask for: they come in bursts, and one look at the server answers all of them.

const SOON_MS = 10; // for the rest of what one act brought about

/** A function that has `work` done soon: once for all who asked meanwhile, never twice at a time, and `rest` ms after the last one ended. */
export function paced(work, rest) {
  let waiting = false;
  let working = false;
  let ended = -Infinity;
  const go = () => setTimeout(begin, Math.max(SOON_MS, ended + rest - performance.now()));
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
