#!/usr/bin/env python3
"""A second implementation of docs/keys.md, from the formulas alone, in plain Python. Writes keys.json beside itself.

Run it again after a formula was added. A value that changes is a break: what is sealed on disk no longer opens.
"""
import hashlib
import hmac
import json
import pathlib
import struct


# AES-256-GCM, slow and plain.

def gf8(a, b):
    out = 0
    while b:
        if b & 1:
            out ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return out


def make_sbox():
    box = [0x63] * 256
    for x in range(1, 256):
        inverse = next(y for y in range(1, 256) if gf8(x, y) == 1)
        rotated = [(inverse << n | inverse >> (8 - n)) & 0xFF for n in range(5)]
        box[x] = rotated[0] ^ rotated[1] ^ rotated[2] ^ rotated[3] ^ rotated[4] ^ 0x63
    return box


SBOX = make_sbox()


def key_schedule(key):
    words, rcon = [list(key[n:n + 4]) for n in range(0, 32, 4)], 1
    for n in range(8, 60):
        word = list(words[-1])
        if n % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = gf8(rcon, 2)
        elif n % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[-8], word)])
    return [sum(words[n:n + 4], []) for n in range(0, 60, 4)]


def aes(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for n in range(1, 15):
        state = [SBOX[b] for b in state]
        state = [state[(4 * c + r + 4 * r) % 16] for c in range(4) for r in range(4)]
        if n < 14:
            mixed = []
            for c in range(0, 16, 4):
                a = state[c:c + 4]
                mixed += [gf8(2, a[r]) ^ gf8(3, a[(r + 1) % 4]) ^ a[(r + 2) % 4] ^ a[(r + 3) % 4] for r in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, keys[n])]
    return bytes(state)


def ghash(h, data):
    h, y = int.from_bytes(h, "big"), 0
    for n in range(0, len(data), 16):
        x, v = y ^ int.from_bytes(data[n:n + 16], "big"), h
        y = 0
        for bit in range(127, -1, -1):
            if x >> bit & 1:
                y ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
    return y.to_bytes(16, "big")


def gcm(key, nonce, aad, plain):
    keys = key_schedule(key)
    block = lambda counter: aes(keys, nonce + struct.pack(">I", counter))
    out = b"".join(
        bytes(a ^ b for a, b in zip(plain[n:n + 16], block(2 + n // 16))) for n in range(0, len(plain), 16))
    pad = lambda x: x + bytes(-len(x) % 16)
    lengths = struct.pack(">QQ", 8 * len(aad), 8 * len(out))
    tag = ghash(aes(keys, bytes(16)), pad(aad) + pad(out) + lengths)
    return out + bytes(a ^ b for a, b in zip(tag, block(1)))


# The construction.

def lp(x):
    return struct.pack(">I", len(x)) + x


def varint(n):
    out = b""
    while n > 0x7F:
        out, n = out + bytes([n & 0x7F | 0x80]), n >> 7
    return out + bytes([n])


def kdf(key, label, ctx):
    return hmac.new(key, struct.pack(">I", 1) + label + b"\0" + ctx + struct.pack(">I", 256), hashlib.sha256).digest()


def child(seed, depth, bit):
    return kdf(seed, b"troth/tree/v1", bytes([depth, bit]))


def leaf(root, index, part=None):
    way = [index >> n & 1 for n in range(39, -1, -1)]
    way += [] if part is None else [part >> n & 1 for n in range(15, -1, -1)]
    for depth, bit in enumerate(way):
        root = child(root, depth, bit)
    return root


def ref(tree, index, part=None):
    return struct.pack(">I", tree) + varint(index) + (b"" if part is None else varint(part))


ROOT = bytes(range(32))
TREE = 0x01020304
WORKSPACE, REGION = b"eu4k7m2pqx", b"eu"
INDEX_KEY, LINK_KEY = bytes(range(64, 96)), bytes(range(96, 128))
KIND = {"visitor": 1 << 36, "person": 2 << 36, "teammate": 3 << 36, "conversation": 4 << 36}
NONCE = bytes(range(0xA0, 0xAC))


def sealed(first, second, use, row, plain):
    last = second or first
    flags = (1 if second else 0) | (2 if last[1] is not None else 0)
    header = bytes([1, flags]) + ref(TREE, *first) + (ref(TREE, *second) if second else b"")
    c = lp(header) + lp(WORKSPACE) + lp(use)
    key = kdf(leaf(ROOT, *first), b"troth/content/1", c)
    if second:
        other = kdf(leaf(ROOT, *second), b"troth/content/2", c)
        key = bytes(a ^ b for a, b in zip(key, other))
    aad = lp(header) + lp(REGION) + lp(WORKSPACE) + lp(use) + lp(row)
    return {
        "first": {"index": first[0], "part": first[1]},
        "second": second and {"index": second[0], "part": second[1]},
        "use": use.decode(), "row": row.decode(), "plain": plain.hex(),
        "header": header.hex(), "content_key": key.hex(), "nonce": NONCE.hex(),
        "sealed": (header + NONCE + gcm(key, NONCE, aad, plain)).hex(),
    }


def commitment(number, kind, subject, index):
    key = leaf(ROOT, index)
    ctx = lp(WORKSPACE) + bytes([number]) + lp(subject) + ref(TREE, index)
    return {"kind": kind, "subject": subject.decode(), "index": index,
            "commitment": kdf(key, b"troth/commit/v1", ctx).hex()}


def blind_index(use, rule, value, normal):
    ctx = lp(use) + lp(rule) + lp(normal)
    return {"use": use.decode(), "rule": rule.decode(), "value": value,
            "index": kdf(INDEX_KEY, b"troth/index/v1", ctx)[:16].hex()}


def envelope(key, head, aad, plain):
    return head + NONCE + gcm(key, NONCE, aad, plain)


def vault():
    root, epoch, vault_id, number = bytes([7] * 32), bytes([9] * 32), b"vault-1", 3
    head = b"\1" + struct.pack(">Q", number)
    wrapped = envelope(kdf(root, b"troth/epoch-wrap/v1", lp(vault_id)), head, head + lp(vault_id), epoch)
    chain = hashlib.sha256(b"troth/vault-chain/v1").digest()
    page = varint(1) + b"\0" + ROOT
    plain = b"\1" + WORKSPACE + REGION + struct.pack(">QQ", 5, 0) + chain
    plain += varint(1) + struct.pack(">I", TREE) + varint(2) + varint(0) + varint(200) + varint(1) + page
    plain += varint(1) + struct.pack(">I", 1) + INDEX_KEY + LINK_KEY
    record = envelope(kdf(epoch, b"troth/root-record/v1", lp(WORKSPACE)), head, head + lp(WORKSPACE), plain)
    return {
        "root_key": root.hex(), "fingerprint": kdf(root, b"troth/fingerprint/v1", b"").hex(),
        "vault_id": vault_id.decode(), "epoch": number, "wrapped_epoch_key": wrapped.hex(),
        "record": plain.hex(), "sealed_record": record.hex(), "chain_0": chain.hex(),
        "next_lease": {"teammate": KIND["teammate"] + 200 * 65536, "person": KIND["person"]},
    }


def backup():
    """A backup of two chunks: the header, its key, and each chunk's first and last bytes, sealed."""
    root, salt, made = bytes([7] * 32), bytes(range(32)), 1_790_000_000_000_000
    head = b"TROTHBAK" + b"\1" + struct.pack(">q", made) + kdf(root, b"troth/fingerprint/v1", b"") + salt
    head += hashlib.sha256(head).digest()
    key = kdf(root, b"troth/backup/v1", lp(head))
    chunk = bytes(65536)
    sealed = [gcm(key, bytes(3) + struct.pack(">Q", n) + bytes([n == 1]), b"", chunk) for n in (0, 1)]
    return {"root_key": root.hex(), "header": head.hex(), "key": key.hex(), "made_at_us": made,
            "chunks": [{"sha256": hashlib.sha256(c).hexdigest(), "tag": c[-16:].hex()} for c in sealed]}


def page_vector():
    """The frontier after the leaves 1 and 6 of a tree of 40 levels were punctured, and one part of leaf 9."""
    dead = [(40, 1), (40, 6), (56, 9 << 16 | 3)]
    nodes = []

    def walk(depth, path, seed):
        if any(d >= depth and p >> (d - depth) == path for d, p in dead):
            if (depth, path) not in dead:
                walk(depth + 1, path << 1, child(seed, depth, 0))
                walk(depth + 1, path << 1 | 1, child(seed, depth, 1))
        else:
            nodes.append((depth, path, seed))

    walk(0, 0, ROOT)
    out = varint(len(nodes))
    for depth, path, seed in nodes:
        size = (depth + 7) // 8
        out += bytes([depth]) + (path << (8 * size - depth)).to_bytes(size, "big") + seed
    return {"punctured": [{"depth": d, "path": p} for d, p in dead], "page": out.hex()}


def path_bytes(depth, path):
    size = (depth + 7) // 8
    return (path << (8 * size - depth)).to_bytes(size, "big")


def puncture_vector():
    """The same destruction as ranges, the chain after it and after a whole tree's, and a page below a node, sealed."""
    ranges = [(TREE, 1 << 16, (1 << 16) + 65535), (TREE, 6 << 16, (6 << 16) + 65535), (TREE, 9 << 16 | 3, 9 << 16 | 3)]
    coded = lambda ranges: struct.pack(">I", len(ranges)) + b"".join(struct.pack(">IQQ", *one) for one in ranges)
    chain, chains = hashlib.sha256(b"troth/vault-chain/v1").digest(), []
    for n, one in enumerate([ranges, [(TREE, 0, (1 << 56) - 1)]], 1):
        chain = hashlib.sha256(b"troth/vault-chain/v1" + chain + struct.pack(">Q", n) + coded(one)).digest()
        chains.append({"ranges": coded(one).hex(), "hash": chain.hex()})
    key, page_id, depth, path = bytes([5] * 32), bytes(range(0x50, 0x60)), 9, 0b100000101
    nodes = [(10, path << 1 | 1, bytes([6] * 32))]
    plain = varint(len(nodes)) + b"".join(bytes([d]) + path_bytes(d, p) + seed for d, p, seed in nodes)
    aad = b"\1" + lp(WORKSPACE) + struct.pack(">I", TREE) + page_id + bytes([depth]) + path_bytes(depth, path)
    sealed = envelope(kdf(key, b"troth/page/v1", lp(WORKSPACE)), b"\1", aad, plain)
    return {"chains": chains, "page": {"key": key.hex(), "id": page_id.hex(), "depth": depth, "path": path,
                                       "plain": plain.hex(), "sealed": sealed.hex()}}


def main():
    assert gcm(bytes(32), bytes(12), b"", bytes(16)).hex() == (
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")  # NIST GCM test case 14
    indexes = [0, 1, 5, 1234567, (1 << 40) - 1, KIND["visitor"], KIND["conversation"] + 65535]
    person, talk = KIND["person"] + 41, KIND["conversation"] + 7
    vectors = {
        "workspace": WORKSPACE.decode(), "region": REGION.decode(), "tree": TREE, "root": ROOT.hex(),
        "children": [{"depth": d, "bit": b, "seed": child(ROOT, d, b).hex()} for d in (0, 1, 39, 40, 55) for b in (0, 1)],
        "leaves": [{"index": i, "part": None, "ref": ref(TREE, i).hex(), "key": leaf(ROOT, i).hex()} for i in indexes]
        + [{"index": i, "part": p, "ref": ref(TREE, i, p).hex(), "key": leaf(ROOT, i, p).hex()}
           for i in (0, talk, (1 << 40) - 1) for p in (0, 1, 127, 128, 16383, 16384, 65535)],
        "values": [
            sealed((0, None), None, b"workspaces.settings/v1", WORKSPACE, b'{"colour":"teal"}'),
            sealed((person, None), None, b"contacts.email/v1", b"66b1f0e2a1b2c3d4e5f60718", "ada@example.com".encode()),
            sealed((person, None), (talk, 0), b"messages.body/v1", b"12/0", "Guten Tag, 今日は".encode()),
            sealed((person, None), (talk, 65535), b"messages.body/v1", b"12/65535", b""),
            sealed((talk, 300), None, b"messages.body/v1", b"12/300", b"x" * 300),
            sealed((person, None), (talk, None), b"attachments.content/v1", b"a1", bytes(range(256))),
        ],
        "commitments": [commitment(1, "contact", b"66b1f0e2a1b2c3d4e5f60718", person),
                        commitment(2, "teammate", b"3", KIND["teammate"]),
                        commitment(3, "conversation", b"12", talk)],
        "indexes": [blind_index(b"contacts.email/v1", b"trim-lowercase/1", " Ada@Example.com", b"ada@example.com"),
                    blind_index(b"contacts.email/v1", b"trim-lowercase/1", "", b"")],
        "signatures": [{"purpose": "file-link/v1", "message": b"contact.12\nab\n1".hex(),
                        "signature": kdf(LINK_KEY, b"troth/sign/v1", lp(b"file-link/v1") + b"contact.12\nab\n1").hex()}],
        "vault": vault(),
        "backup": backup(),
        "frontier": page_vector(),
        "destroyed": puncture_vector(),
    }
    path = pathlib.Path(__file__).with_name("keys.json")
    path.write_text(json.dumps(vectors, indent=1) + "\n")
    print(path.name, path.stat().st_size, "bytes")


main()
