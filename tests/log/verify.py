#!/usr/bin/env python3
"""A second verifier of the activity log, from the specifications alone, with nothing but Python's own library.

  verify.py tiles FOLDER KEY     a folder with `checkpoint`, `tile/...`: the tree's every tile, entry bundle and root
  verify.py log FILE KEY [WITNESS]...   an exported log; each of the witnesses must have signed a checkpoint in it
  verify.py receipt FILE KEY     a receipt

Prints what it found; ends with 1 and the reason if anything does not hold.
"""
import base64
import hashlib
import json
import pathlib
import sys


def sha(data):
    return hashlib.sha256(data).digest()


def leaf(entry):
    return sha(b"\0" + entry)


def node(left, right):
    return sha(b"\1" + left + right)


def unbase64(text):
    return base64.b64decode(text, validate=True)


def need(holds, why):
    if not holds:
        sys.exit(f"DOES NOT PASS: {why}")


def root_of(hashes):
    """The root over a row of perfect subtrees of one size, from RFC 6962's definition without recursion."""
    if not hashes:
        return sha(b"")
    row = list(hashes)
    while len(row) > 1:
        pairs = [node(row[n], row[n + 1]) for n in range(0, len(row) - 1, 2)]
        row = pairs + row[len(row) & ~1:]
    return row[0]


# RFC 8032, Ed25519: verification.

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def decode(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    need(y < P, "a point is not on the curve")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    need(x * x % P == square and not (x == 0 and sign), "a point is not on the curve")
    return (x if x & 1 == sign else P - x), y


def add(one, other):
    (x1, y1), (x2, y2) = one, other
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def times(count, point):
    out = (0, 1)
    for bit in bin(count)[2:]:
        out = add(out, out)
        out = add(out, point) if bit == "1" else out
    return out


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return times(s, BASE) == add(decode(signature[:32]), times(k, decode(key)))


# signed-note and tlog-checkpoint.

def read_key(text, kind=1):
    name, told, material = text.split("+", 2)
    material = unbase64(material)
    need(material[0] == kind and len(material) == 33, "the key is of another kind")
    need(sha(name.encode() + b"\n" + material)[:4].hex() == told, "the key's id is wrong")
    return name, bytes.fromhex(told), material[1:]


def read_checkpoint(note, key):
    name, key_id, public = read_key(key)
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    found = False
    for line in lines.splitlines():
        dash, by, coded = line.split(" ")
        blob = unbase64(coded)
        if dash == "\u2014" and by == name and blob[:4] == key_id:
            need(signed_by(public, text.encode(), blob[4:]), "the signature is broken")
            found = True
    need(found, "it is signed by another key")
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), unbase64(root)


def vault_mark(note):
    """The vault's generation and chain, as an extension line of the checkpoint tells them."""
    for line in note.rsplit("\n\n", 1)[0].split("\n")[3:]:
        if line.startswith("troth-vault "):
            _, generation, chain = line.split(" ")
            need(len(unbase64(chain)) == 32, "the vault's chain is no hash")
            return int(generation), chain
    return None


def witnessed(note, key):
    """tlog-cosignature v1: whether this witness signed the checkpoint."""
    name, key_id, public = read_key(key, 4)
    text, lines = note.rsplit("\n\n", 1)
    for line in lines.splitlines():
        _, by, coded = line.split(" ")
        blob = unbase64(coded)
        if by == name and blob[:4] == key_id:
            message = f"cosignature/v1\ntime {int.from_bytes(blob[4:12], 'big')}\n{text}\n"
            need(signed_by(public, message.encode(), blob[12:]), "a witness's signature is broken")
            return True
    return False


def check_path(at, index, size, path, root):
    """RFC 9162, section 2.1.3.2."""
    last = size - 1
    need(index <= last, "the entry is beyond the end")
    for sibling in path:
        need(last > 0, "the proof is too long")
        if index & 1 or index == last:
            at = node(sibling, at)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            at = node(at, sibling)
        index, last = index >> 1, last >> 1
    need(last == 0 and at == root, "the proof leads to another root")


def tiles(folder, key):
    origin, size, root = read_checkpoint((folder / "checkpoint").read_text(), key)

    def read(kind, number, width):
        digits = f"{number:03d}"
        digits = "0" * (-len(digits) % 3) + digits
        groups = [digits[n:n + 3] for n in range(0, len(digits), 3)]
        name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        return (folder / f"tile/{kind}/{name}{f'.p/{width}' if width < 256 else ''}").read_bytes()

    rows, level, count = [], 0, size
    while count:
        row = []
        for number in range(0, -(-count // 256)):
            width = min(256, count - 256 * number)
            data = read(level, number, width)
            need(len(data) == 32 * width, f"tile {level}/{number} has another width")
            row += [data[n:n + 32] for n in range(0, len(data), 32)]
        if rows:
            below = [root_of(rows[-1][n:n + 256]) for n in range(0, len(rows[-1]) & ~255, 256)]
            need(row == below, f"level {level} does not follow from the one below")
        rows.append(row)
        level, count = level + 1, count >> 8
    leaves = rows[0] if rows else []
    need(root_of(leaves) == root, "the tiles give another root")
    bodies = 0
    for number in range(0, -(-size // 256)):
        data, at = read("entries", number, min(256, size - 256 * number)), 0
        while at < len(data):
            length = int.from_bytes(data[at:at + 2], "big")
            need(leaf(data[at + 2:at + 2 + length]) == leaves[bodies], f"entry {bodies} is not the one in the tree")
            bodies, at = bodies + 1, at + 2 + length
    need(bodies == size, "the bundles have another number of entries")
    print(f"{origin} {size} {root.hex()}")


def log(file, key, *witnesses):
    lines = file.read_text().split("\n")
    need(lines.pop() == "", "the file ends in the middle of a line")
    header = json.loads(lines[0])
    need(header["key"] == key, "the log names another key")
    peaks, size, last, mark, missing = [], 0, None, None, set(witnesses)
    for line in map(json.loads, lines[1:]):
        if "checkpoint" in line:
            origin, told, root = read_checkpoint(line["checkpoint"], key)
            whole = peaks[-1][1] if peaks else sha(b"")
            for _, left in reversed(peaks[:-1]):
                whole = node(left, whole)
            need((origin, told, root) == (header["origin"], size, whole), "a checkpoint does not agree")
            last, before, mark = told, mark, vault_mark(line["checkpoint"]) or mark
            need(not before or before[0] <= mark[0], "the vault was rolled back")
            need(not before or before[0] < mark[0] or before == mark, "the vault was forked")
            missing -= {witness for witness in missing if witnessed(line["checkpoint"], witness)}
            continue
        need(line["index"] == size, f"entry {size} is missing")
        level = line.get("level", 0)
        at = leaf(unbase64(line["entry"])) if "entry" in line else unbase64(line["hash"])
        need("entry" not in line or at == unbase64(line["leaf"]), f"entry {size} was changed")
        need(size % (1 << level) == 0, "hashes cannot stand there")
        size += 1 << level
        while peaks and peaks[-1][0] == level:
            at, level = node(peaks.pop()[1], at), level + 1
        peaks.append((level, at))
    need(last == header["size"] == size, "the file ends early")
    need(not missing, "a witness has not signed")
    print(f"{header['origin']} {size} {whole.hex()}" + (f" vault {mark[0]}" if mark else ""))


def receipt(file, key):
    head, proof, note = file.read_text().split("\n\n", 2)
    fields = dict(line.split(" ", 1) for line in head.split("\n")[1:])
    need(fields["key"] == key, "the receipt names another key")
    first, *lines = proof.split("\n")
    need(first == "c2sp.org/tlog-proof@v1", "it is no proof")
    index = int(lines[0].removeprefix("index "))
    origin, size, root = read_checkpoint(note, key)
    check_path(leaf(unbase64(fields["entry"])), index, size, [unbase64(line) for line in lines[1:]], root)
    print(f"{origin} {index} {json.loads(fields['reads'])['action']}")


def main():
    what, file, key, *more = sys.argv[1:]
    {"tiles": tiles, "log": log, "receipt": receipt}[what](pathlib.Path(file), key, *more)


main()
