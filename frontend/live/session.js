// Whether the teammate's session lives, and the token that forms carry now: after signing in again elsewhere it is another.

/** Whose session a token is of: workspace and teammate. */
export const holder = (token) => token.slice(token.indexOf(".") + 1);

/** The token of the session, for a page that was drawn with `token`; null where nobody is signed in, or somebody else. */
export async function aliveAs(token, signal) {
  const response = await fetch("/session", { headers: { Accept: "application/json" }, cache: "no-store", redirect: "error", signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { csrf } = await response.json();
  return csrf && holder(csrf) === holder(token) ? csrf : null;
}

/** From now on the page's forms carry this token. */
export function renew(token) {
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = token;
}

/** The door that leads back here. */
export const door = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
