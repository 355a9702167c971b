// A log whose reader is at its end stays there while pictures load in it and its window changes.

const NEAR = 120;

/** Brings `log` to its end, and again whenever it or its `content` grows under a reader who did not leave the end. The answer brings it there once more. */
export function keepAtEnd(log, content) {
  let [atEnd, last] = [true, 0];
  const toEnd = () => {
    atEnd = true;
    log.scrollTop = log.scrollHeight;
  };
  log.addEventListener("scroll", () => {
    // What has grown meanwhile is no reason to think that the reader went up.
    if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR) atEnd = true;
    else if (log.scrollTop < last) atEnd = false;
    last = log.scrollTop;
  });
  const observer = new ResizeObserver(() => atEnd && toEnd());
  for (const one of [log, content]) observer.observe(one);
  toEnd();
  return toEnd;
}
