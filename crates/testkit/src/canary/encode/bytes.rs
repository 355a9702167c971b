//! Forms that need no characters, only bytes.

use std::fmt::Write as _;

use super::Written;
use super::base64;
use crate::canary::form::Form;

/// As it is, base64, hex, escapes and lists of numbers.
pub(super) fn all(value: &[u8]) -> Vec<Written> {
    let mut written = vec![
        (Form::Utf8, value.to_vec()),
        (Form::Hex, each(value, "", |out, byte| write!(out, "{byte:02x}"))),
        (Form::Decimal, each(value, ", ", |out, byte| write!(out, "{byte}"))),
        (Form::Decimal, each(value, ",", |out, byte| write!(out, "{byte}"))),
        (Form::Percent, each(value, "", |out, byte| write!(out, "%{byte:02x}"))),
        (Form::HexEscape, each(value, "", |out, byte| write!(out, "\\x{byte:02x}"))),
        (Form::HexEscape, each(value, "", |out, byte| printed(out, byte, ""))),
        (Form::HexEscape, each(value, "", |out, byte| printed(out, byte, "'"))),
        (Form::HexEscape, each(value, "", |out, byte| printed(out, byte, "\""))),
        (Form::HexEscape, each(value, "", |out, byte| printed(out, byte, "'\""))),
        (Form::OctalEscape, each(value, "", |out, byte| write!(out, "\\{byte:03o}"))),
        (Form::OctalEscape, each(value, "", octal)),
    ];
    written.extend(base64::all(value).into_iter().map(|text| (Form::Base64, text)));
    written
}

fn each(value: &[u8], between: &str, mut one: impl FnMut(&mut String, u8) -> std::fmt::Result) -> Vec<u8> {
    let mut out = String::new();
    for (at, &byte) in value.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        // Writing to a string does not fail.
        let _ = one(&mut out, byte);
    }
    out.into_bytes()
}

/// As programming languages print bytes; they differ in which quotes they escape.
fn printed(out: &mut String, byte: u8, quotes: &str) -> std::fmt::Result {
    match byte {
        b'\n' => out.write_str("\\n"),
        b'\r' => out.write_str("\\r"),
        b'\t' => out.write_str("\\t"),
        b'\\' => out.write_str("\\\\"),
        b' '..=b'~' if quotes.contains(char::from(byte)) => write!(out, "\\{}", char::from(byte)),
        b' '..=b'~' => out.write_char(char::from(byte)),
        _ => write!(out, "\\x{byte:02x}"),
    }
}

/// As PostgreSQL prints bytes in its older way.
fn octal(out: &mut String, byte: u8) -> std::fmt::Result {
    match byte {
        b'\\' => out.write_str("\\\\"),
        b' '..=b'~' => out.write_char(char::from(byte)),
        _ => write!(out, "\\{byte:03o}"),
    }
}
