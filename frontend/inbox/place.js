// Where the teammate is: folder, state and open conversation, as the address says.

/** {id, folder, state, query} of an address of the inbox. */
export function placeOf(address = location.href) {
  const url = new URL(address, location.href);
  const id = url.pathname.match(/^\/inbox\/(\d+)$/)?.[1] ?? null;
  const query = new URLSearchParams();
  for (const key of ["folder", "state"]) if (url.searchParams.has(key)) query.set(key, url.searchParams.get(key));
  return { id, path: url.pathname, query };
}

/** The address of a fragment at this place. */
export function fragmentAddress(path, query, more = {}) {
  const all = new URLSearchParams(query);
  for (const [key, value] of Object.entries(more)) if (value !== null) all.set(key, value);
  return `${path}?${all}`;
}
