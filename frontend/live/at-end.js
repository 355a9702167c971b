// A log stays at its end while pictures load in it.

const NEAR = 120;

/** Brings `log` to its end, and again as it or its `content` grows, until its reader goes up; the answer does so once more. */
export function keepAtEnd(log, content) {
  let [atEnd, last] = [true, 0];
  const toEnd = () => {
    atEnd = true;
    log.scrollTop = log.scrollHeight;
  };
  log.addEventListener("scroll", () => {
    // Growing is not going up.
    if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR) atEnd = true;
    else if (log.scrollTop < last) atEnd = false;
    last = log.scrollTop;
  });
  const observer = new ResizeObserver(() => atEnd && toEnd());
  for (const one of [log, content]) observer.observe(one);
  toEnd();
  return toEnd;
}
