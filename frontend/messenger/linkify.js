// http(s) addresses in a text as links, everything else as text nodes; the same rules as the inbox's on the server.

const ADDRESS = /https?:\/\/[\x21-\x7e]+/gi;
/** The last labels of names that are looked up in one's own network only. */
const INSIDE = ["localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp", "home"];
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

/** Whether the address leads, as far as can be told without looking it up, into the reader's own network. */
export function isInside(address) {
  const authority = address.split("://")[1].split(/[/?#]/)[0].toLowerCase();
  if (authority.startsWith("[")) return !isPublicV6(authority.slice(1).split("]")[0]);
  const host = authority.split(":")[0].replace(/\.+$/, "");
  const last = host.slice(host.lastIndexOf(".") + 1);
  if (last === host) return true;
  if (/^\d/.test(last)) return !isPublicV4(host);
  return !/^[\w.-]+$/.test(host) || INSIDE.some((zone) => `.${host}`.endsWith(`.${zone}`));
}

function isPublicV4(host) {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(host)) return false;
  const [a, b, c, d] = host.split(".").map(Number);
  if (a === 0 || a >= 224 || Math.max(a, b, c, d) > 255) return false;
  const at = (...start) => start.every((byte, place) => byte === [a, b, c][place]);
  const within = (first, from, to) => a === first && b >= from && b <= to;
  const special = [[10], [127], [169, 254], [192, 168], [192, 0, 0], [192, 0, 2], [198, 51, 100], [203, 0, 113]];
  return !special.some((start) => at(...start)) && !within(172, 16, 31) && !within(100, 64, 127) && !within(198, 18, 19);
}

/** Global unicast, but for what carries an IPv4 address in it, benchmarks and documentation. */
function isPublicV6(text) {
  if (!/^[23][\da-f]{3}(:[\da-f]{0,4}){2,7}$/.test(text)) return false;
  const [a, b] = text.split(":").map((part) => parseInt(part || "0", 16));
  return a !== 0x2002 && a !== 0x3fff && !(a === 0x2001 && (b < 0x200 || b === 0xdb8));
}

/** Text nodes and links, in order; of what no teammate wrote, addresses inside a network stay text. */
export function linkify(text, { ofTeammate }) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!isAddress(address, text.slice(0, match.index)) || (!ofTeammate && isInside(address))) continue;
    nodes.push(text.slice(from, match.index));
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer nofollow", textContent: address });
    nodes.push(link);
    from = match.index + address.length;
  }
  return [...nodes, text.slice(from)];
}
