#!/usr/bin/env python3
"""A second implementation of the log's formats, from the specifications alone, in plain Python. Writes log.json.

RFC 6962 (tree), RFC 8032 (Ed25519), C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof.
Run it again after a format was added. A value that changes is a break: logs and receipts that are out no longer verify.
"""
import base64
import hashlib
import json
import pathlib
import struct


def sha(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


# RFC 6962, section 2.1.

def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def leaf(data):
    return sha(b"\0" + data)


def mth(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    k = split(len(leaves))
    return sha(b"\1" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [mth(leaves[k:])]
    return path(m - k, leaves[k:]) + [mth(leaves[:k])]


def subproof(m, leaves, whole):
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return subproof(m, leaves[:k], whole) + [mth(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [mth(leaves[:k])]


def consistency(m, leaves):
    return subproof(m, leaves, True) if 0 < m < len(leaves) else []


# C2SP tlog-tiles.

def tiles(leaves):
    level, row = 0, leaves
    while row:
        for n in range(0, len(row), 256):
            part = row[n:n + 256]
            number = f"{n // 256:03d}"
            while len(number) % 3:
                number = "0" + number
            groups = [number[i:i + 3] for i in range(0, len(number), 3)]
            name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
            yield f"tile/{level}/{name}" + (f".p/{len(part)}" if len(part) < 256 else ""), b"".join(part)
        row = [mth(row[n:n + 256]) for n in range(0, len(row) - 255, 256)]
        level += 1


# RFC 8032, Ed25519, slow and plain.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P


def x_of(y):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return x if x % 2 == 0 else P - x


def add(one, other):
    (x1, y1), (x2, y2) = one, other
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P)


def times(n, point):
    out = (0, 1)
    while n:
        if n & 1:
            out = add(out, point)
        point, n = add(point, point), n >> 1
    return out


BASE = (x_of(BASE_Y), BASE_Y)


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def expand(seed):
    h = hashlib.sha512(seed).digest()
    return (int.from_bytes(h[:32], "little") & (2**254 - 8)) | 2**254, h[32:]


def public(seed):
    return encode(times(expand(seed)[0], BASE))


def sign(seed, message):
    a, prefix = expand(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    point = encode(times(r, BASE))
    k = int.from_bytes(hashlib.sha512(point + public(seed) + message).digest(), "little") % L
    return point + ((r + k * a) % L).to_bytes(32, "little")


# C2SP signed-note and what stands on it.

def key_id(name, kind, key):
    return sha(name.encode() + b"\n" + bytes([kind]) + key)[:4]


def vkey(name, kind, seed):
    key = public(seed)
    return f"{name}+{key_id(name, kind, key).hex()}+{b64(bytes([kind]) + key)}"


def signature_line(name, kind, seed, signature):
    return f"\u2014 {name} {b64(key_id(name, kind, public(seed)) + signature)}\n"


def signed(text, name, seed):
    return text + "\n" + signature_line(name, 1, seed, sign(seed, text.encode()))


def cosignature(text, name, seed, time):
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    return signature_line(name, 4, seed, struct.pack(">Q", time) + sign(seed, message))


def checkpoint(origin, size, root, *more):
    return "".join(line + "\n" for line in [origin, str(size), b64(root), *more])


# The leaves of the first logs' tests, and the roots of their first trees as everybody prints them.
ENTRIES = [bytes.fromhex(x) for x in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
KNOWN = ["e3b0c442", "6e340b9c", "fac54203", "aeb6bcfe", "d37ee418", "4e3bbb1f", "76e67dad", "ddb89be4", "5dc9da79"]
# The example of the package that invented signed notes.
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_TEXT = ("If you think cryptography is the answer to your problem,\n"
              "then you don't know what your problem is.\n")
PETER_LINE = ("\u2014 PeterNeumann "
              "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")


def main():
    leaves = [leaf(entry) for entry in ENTRIES]
    sizes = range(len(leaves) + 1)
    roots = [mth(leaves[:n]).hex() for n in sizes]
    assert [root[:8] for root in roots] == KNOWN, roots
    assert vkey("PeterNeumann", 1, PETER_SEED) == PETER_KEY
    assert signed(PETER_TEXT, "PeterNeumann", PETER_SEED) == PETER_TEXT + "\n" + PETER_LINE

    large = [leaf(f"entry {n}".encode()) for n in range(66_000)]
    bundle = b"".join(struct.pack(">H", len(e)) + e for e in (f"entry {n}".encode() for n in range(256, 512)))
    origin, witness, log_seed, witness_seed = "troth.example/log/eu1", "witness.example/w1", bytes([3] * 32), bytes([4] * 32)
    mark = "troth-vault 12 " + b64(bytes([5] * 32))
    text = checkpoint(origin, 8, mth(leaves), mark)
    note = signed(text, origin, log_seed) + cosignature(text, witness, witness_seed, 1_679_315_147)
    proof = "".join(["c2sp.org/tlog-proof@v1\n", f"extra {b64(b'more')}\n", "index 5\n"]
                    + [b64(node) + "\n" for node in path(5, leaves)] + ["\n", note])
    vectors = {
        "entries": [entry.hex() for entry in ENTRIES],
        "roots": roots,
        "inclusion": [{"index": m, "size": n, "hashes": [h.hex() for h in path(m, leaves[:n])]}
                      for n in sizes for m in range(n)],
        "consistency": [{"old": m, "new": n, "hashes": [h.hex() for h in consistency(m, leaves[:n])]}
                        for n in sizes for m in range(n + 1)],
        "large": {"size": len(large), "root": mth(large).hex(),
                  "tiles": {name: sha(data).hex() for name, data in tiles(large)}, "bundle": sha(bundle).hex()},
        "peter": {"seed": PETER_SEED.hex(), "key": PETER_KEY, "note": PETER_TEXT + "\n" + PETER_LINE},
        "log": {"seed": log_seed.hex(), "key": vkey(origin, 1, log_seed), "origin": origin, "chain": "05" * 32,
                "witness_seed": witness_seed.hex(), "witness_key": vkey(witness, 4, witness_seed),
                "time": 1_679_315_147, "checkpoint": note, "proof": proof},
    }
    out = pathlib.Path(__file__).with_name("log.json")
    out.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")
    print(out.name, out.stat().st_size, "bytes")


main()
