"""Writes forms.json: values in every form the canary scanner must find, made by Python's own encoders.

Run it after a change: python3 forms.py > forms.json
"""

import base64
import email.charset
import gzip
import html
import io
import json
import quopri
import urllib.parse
import zipfile
import zlib

VALUES = {
    "name": "Björn O'Neil-Ærø",
    "japanese name": "佐々木 小次郎",
    "e-mail": "hanako.yamada+shop@例え.test",
    "phone": "+81 (90) 5550-1234",
    "message": "My card ends in 4242 & it's <lost> 😱\nそれは\"本当\"ですか? 100% = all/none",
    "file name": "診断書 2024_final (2).pdf",
    "file content": "patient;diagnosis\nZoë Quill;J45.901 \\ asthma, 喘息\n",
    "emoji": "🦊🐙🧵 🎂",
}

URI_COMPONENT = "-_.!~*'()"
URI = URI_COMPONENT + ";/?:@&=+$,#"


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archive(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("unrelated.txt", "nothing to see here" * 3)
        file.writestr("inner.txt", data)
    return out.getvalue()


def entities(text, template):
    return "".join(template.format(ord(c)) for c in text)


def json_units(text):
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))


def phone_digits(text):
    return "".join(c for c in text if c.isdigit())


def forms(text):
    raw = text.encode()
    quoted = urllib.parse.quote(text, safe="")
    padded = b"Lorem ipsum, dolor. " * 5 + raw + b" sit amet? " * 8
    yield "UTF-8", raw
    for order in ("16-le", "16-be", "32-le", "32-be"):
        yield f"UTF-{order}", text.encode(f"utf-{order}")
    for before in range(3):
        for behind in range(3):
            data = b"\xfb" * before + raw + b"\xff" * behind
            yield f"base64 {before} {behind}", base64.b64encode(data)
            yield f"base64url {before} {behind}", base64.urlsafe_b64encode(data).rstrip(b"=")
    yield "base64 in lines", base64.encodebytes(padded)
    yield "base64 in CRLF lines", base64.encodebytes(padded).replace(b"\n", b"\r\n")
    yield "base64 in lines in JSON", json.dumps(base64.encodebytes(padded).decode()).encode()
    yield "base64 of UTF-16", base64.b64encode(text.encode("utf-16"))
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "bytea hex", b"\\x" + raw.hex().encode()
    yield "hex of UTF-16", text.encode("utf-16-le").hex().encode()
    yield "percent, all", quoted.encode()
    yield "percent, all, lower hex", urllib.parse.quote(text, safe="").swapcase().encode()
    yield "percent, path", urllib.parse.quote(text).encode()
    yield "percent, form", urllib.parse.quote_plus(text).encode()
    yield "percent, URI component", urllib.parse.quote(text, safe=URI_COMPONENT).encode()
    yield "percent, URI", urllib.parse.quote(text, safe=URI).encode()
    yield "percent, every byte", "".join(f"%{byte:02X}" for byte in raw).encode()
    yield "JSON, ASCII", json.dumps(text).encode()
    yield "JSON, UTF-8", json.dumps(text, ensure_ascii=False).encode()
    yield "JSON, upper hex", json_units(text).encode()
    yield "HTML, escaped", html.escape(text).encode()
    yield "HTML, text only", html.escape(text, quote=False).encode()
    yield "HTML, ASCII", html.escape(text).encode("ascii", "xmlcharrefreplace")
    yield "HTML, decimal", entities(text, "&#{};").encode()
    yield "HTML, hex", entities(text, "&#x{:x};").encode()
    yield "HTML, HEX", entities(text, "&#x{:X};").encode()
    yield "quoted-printable", quopri.encodestring(raw)
    yield "quoted-printable, soft breaks", quopri.encodestring(b"Lorem ipsum dolor sit amet, consectetur adipiscing " + raw + b" elit")
    yield "header, Q", email.charset.Charset("utf-8").header_encode(text).encode()
    yield "quoted-printable, header", quopri.encodestring(raw, header=True)
    yield "header, B", b"=?utf-8?b?" + base64.b64encode(raw) + b"?="
    yield "upper case", text.upper().encode()
    yield "lower case", text.lower().encode()
    yield "swapped ASCII case", "".join(c.swapcase() if c.isascii() else c for c in text).encode()
    yield "upper case UTF-16", text.upper().encode("utf-16-le")
    yield "bytes printed", repr(raw).encode()
    yield "numbers", ", ".join(map(str, raw)).encode()
    yield "numbers, compact", json.dumps(list(raw), separators=(",", ":")).encode()
    yield "octal", "".join(f"\\{byte:03o}" for byte in raw).encode()
    yield "gzip", gzip.compress(padded, mtime=0)
    yield "zlib 1", zlib.compress(padded, 1)
    yield "zlib 6", zlib.compress(padded, 6)
    yield "zlib 9", zlib.compress(padded, 9)
    yield "zip", archive(padded)
    yield "gzip of UTF-16", gzip.compress(text.encode("utf-16"), mtime=0)
    yield "gzip of base64", gzip.compress(base64.b64encode(padded), mtime=0)
    yield "gzip of JSON", gzip.compress(json.dumps({"body": text}).encode(), mtime=0)
    yield "base64 of gzip", base64.b64encode(gzip.compress(padded, mtime=0))
    yield "base64url of zlib", base64.urlsafe_b64encode(zlib.compress(padded))
    yield "hex of gzip", gzip.compress(padded, mtime=0).hex().encode()
    yield "zip of gzip", archive(gzip.compress(padded, mtime=0))
    yield "base64 of base64", base64.b64encode(base64.b64encode(padded))
    yield "gzip, cut", gzip.compress(padded, mtime=0)[:-9]
    if text.startswith("+"):
        digits = phone_digits(text)
        for between in ("", " ", "-", "."):
            groups = [digits[:2], digits[2:4], digits[4:8], digits[8:]]
            yield f"digits {between!r}", between.join(groups).encode()
            yield f"national digits {between!r}", b"0" + between.join(groups[1:]).encode()
            yield f"digits UTF-16 {between!r}", between.join(groups).encode("utf-16-le")


def main():
    rows = [
        {"value": value, "form": form, "hex": data.hex()}
        for value, text in VALUES.items()
        for form, data in forms(text)
    ]
    starts = [{"value": value, "form": "deflate", "hex": deflate(text.encode() * 2).hex()} for value, text in VALUES.items()]
    lines = ",\n".join(json.dumps(row) for row in rows)
    start_lines = ",\n".join(json.dumps(row) for row in starts)
    print(f'{{"values": {json.dumps(VALUES)},\n"forms": [\n{lines}\n],\n"at_start": [\n{start_lines}\n]}}')


main()
