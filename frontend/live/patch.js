// Brings a list up to date by its items' keys and touches only what changed: focus, selection and scroll stay.

/** Makes `list` show the items of `fresh`; `keepOlder(key)` says which items that are not in `fresh` stay in front. */
export function patch(list, fresh, keepOlder = () => false) {
  const focused = list.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : null;
  const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const wanted = [...fresh.children].map((item) => {
    const known = old.get(item.dataset.key);
    return known?.isEqualNode(item) ? known : document.adoptNode(item);
  });
  const keys = new Set(wanted.map((item) => item.dataset.key));
  const older = [...list.children].filter((item) => !keys.has(item.dataset.key) && keepOlder(item.dataset.key));
  place(list, [...older, ...wanted]);
  const added = wanted.filter((item) => !old.has(item.dataset.key));
  if (focused && !list.contains(document.activeElement)) {
    const item = [...list.children].find((one) => one.dataset.key === focused);
    item?.querySelector("a, button")?.focus({ preventScroll: true });
  }
  return added;
}

function place(list, wanted) {
  const keep = new Set(wanted);
  for (const item of [...list.children]) if (!keep.has(item)) item.remove();
  let cursor = list.firstElementChild;
  for (const item of wanted) {
    if (item === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(item, cursor);
  }
}
