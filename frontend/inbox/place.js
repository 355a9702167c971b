// Where the teammate is: folder, state, order, page and open conversation, as the address says.

/** What an address means that does not say it. */
const usual = { folder: "all", state: "open", sort: "newest", after: "" };

/** {id, path, query} of an address of the inbox. */
export function placeOf(address = location.href) {
  const url = new URL(address, location.href);
  const id = url.pathname.match(/^\/inbox\/(\d+)$/)?.[1] ?? null;
  const query = new URLSearchParams();
  for (const key of Object.keys(usual)) if (url.searchParams.has(key)) query.set(key, url.searchParams.get(key));
  return { id, path: url.pathname, query };
}

/** Whether two addresses are of the same page of the same list. */
export function sameList(one, other) {
  const [here, there] = [placeOf(one).query, placeOf(other).query];
  return Object.entries(usual).every(([key, value]) => (here.get(key) ?? value) === (there.get(key) ?? value));
}

/** The address of a fragment at this place. */
export function fragmentAddress(path, query, more = {}) {
  const all = new URLSearchParams(query);
  for (const [key, value] of Object.entries(more)) if (value !== null) all.set(key, value);
  return `${path}?${all}`;
}
