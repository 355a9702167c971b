// http(s) addresses in a text as links, everything else as text nodes; the same rules as the inbox's on the server.

const ADDRESS = /https?:\/\/[\x21-\x7e]+/gi;
const ENDS = /[<>"`{}|\\^].*$/;

function trimmed(found) {
  let address = found.replace(ENDS, "");
  for (;;) {
    const last = address.at(-1);
    const odd = (close, open) => address.split(close).length > address.split(open).length;
    const ofTheSentence = /[.,;:!?'*_]/.test(last ?? "") || (last === ")" && odd(")", "(")) || (last === "]" && odd("]", "["));
    if (!ofTheSentence) return address;
    address = address.slice(0, -1);
  }
}

function isAddress(address, before) {
  const authority = address.split("://")[1]?.split(/[/?#]/)[0] ?? "";
  return !/[0-9a-z]$/i.test(before) && /^[0-9a-z[]/i.test(authority) && !authority.includes("@");
}

/** Text nodes and links, in order. */
export function linkify(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!isAddress(address, text.slice(0, match.index))) continue;
    nodes.push(text.slice(from, match.index));
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer nofollow", textContent: address });
    nodes.push(link);
    from = match.index + address.length;
  }
  return [...nodes, text.slice(from)];
}
