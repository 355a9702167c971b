#!/usr/bin/env python3
"""A witness, from the C2SP specifications tlog-witness and tlog-cosignature alone, with `cryptography` for Ed25519.

  witness.py NAME SEED STATE LOGS [CERTIFICATE KEY]

SEED is 64 hexadecimal digits. STATE is the file in which it remembers what it signed last. LOGS is a file with the key
of a known log (NAME+ID+KEY) in each line, whose name is the log's origin; it is read for each request. With a
certificate it speaks TLS. Prints one line when it listens: its key, a space, its URL.
"""
import base64
import hashlib
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME, SEED, STATE, LOGS, *TLS = sys.argv[1:]
SECRET = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED))
MATERIAL = b"\x04" + SECRET.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
TURN = threading.Lock()


class Refused(Exception):
    """A status, and what is answered with it."""


def sha(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha(b"\1" + left + right)


def key_id(name, material):
    return sha(name.encode() + b"\n" + material)[:4]


def unbase64(text):
    return base64.b64decode(text, validate=True)


def known_key(origin):
    for line in pathlib.Path(LOGS).read_text().split():
        name, told, material = line.split("+", 2)
        material = unbase64(material)
        if name == origin and material[0] == 1 and key_id(name, material).hex() == told:
            return name, material
    raise Refused(404, b"unknown log\n")


def need(holds, status, why):
    if not holds:
        raise Refused(status, why.encode() + b"\n")


def signed(text, lines, name, material):
    """Whether one of the signatures is the known key's."""
    for line in lines.splitlines():
        dash, by, coded = line.split(" ")
        blob = unbase64(coded)
        if (dash, by, blob[:4]) == ("\u2014", name, key_id(name, material)):
            try:
                Ed25519PublicKey.from_public_bytes(material[1:]).verify(blob[4:], text.encode())
                return True
            except InvalidSignature:
                return False
    return False


def roots_of(old, new, old_root, proof):
    """RFC 9162, section 2.1.4.2: the two roots that a consistency proof leads to."""
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    if not path:
        return None
    small = large = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            small, large = node(sibling, small), node(sibling, large)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            large = node(large, sibling)
        first, last = first >> 1, last >> 1
    return (small, large) if last == 0 else None


def continues(old, old_root, new, new_root, proof):
    if old == 0:
        return not proof
    if old == new:
        return not proof and old_root == new_root
    return roots_of(old, new, old_root, proof) == (old_root, new_root)


def remember(state):
    """On the disk before anybody is answered."""
    fresh = STATE + ".new"
    with open(fresh, "w") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, STATE)


def add_checkpoint(body):
    head, note = body.decode().split("\n\n", 1)
    first, *proof = head.split("\n")
    need(first.startswith("old ") and first[4:] == str(int(first[4:])) and len(proof) <= 63, 400, "no old size")
    old, proof = int(first[4:]), [unbase64(line) for line in proof]
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    size, root = int(size), unbase64(root)
    name, material = known_key(origin)
    need(signed(text, lines, name, material), 403, "no signature by the key that is known")
    need(old <= size, 400, "the old size is larger than the checkpoint's")
    with TURN:
        state = json.loads(pathlib.Path(STATE).read_text()) if os.path.exists(STATE) else {}
        seen = state.get(origin, {"size": 0, "root": ""})
        conflict = f"{seen['size']}\n".encode()
        if old != seen["size"]:
            raise Refused(409, conflict)
        before = bytes.fromhex(seen["root"])
        if old == size and old > 0 and before != root:
            raise Refused(409, conflict)
        need(continues(old, before, size, root, proof), 422, "the proof does not hold")
        remember({**state, origin: {"size": size, "root": root.hex()}})
    now = int(time.time())
    signature = SECRET.sign(f"cosignature/v1\ntime {now}\n{text}".encode())
    blob = key_id(NAME, MATERIAL) + now.to_bytes(8, "big") + signature
    return f"\u2014 {NAME} {base64.b64encode(blob).decode()}\n".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            need(self.path == "/witness/add-checkpoint", 404, "nothing here")
            status, answer = 200, add_checkpoint(body)
        except Refused as refused:
            status, answer = refused.args
        except ValueError as error:
            status, answer = 400, f"{error}\n".encode()
        self.send_response(status)
        self.send_header("content-type", "text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        print(*_, file=sys.stderr)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if TLS:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*TLS)
    server.socket = context.wrap_socket(server.socket, server_side=True)
scheme = "https" if TLS else "http"
key = f"{NAME}+{key_id(NAME, MATERIAL).hex()}+{base64.b64encode(MATERIAL).decode()}"
print(key, f"{scheme}://127.0.0.1:{server.server_port}/witness", flush=True)
server.serve_forever()
