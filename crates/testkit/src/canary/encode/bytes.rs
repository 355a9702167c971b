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
        (Form::HexEscape, each(value, "", |out, byte| escaped(out, byte, "\\x", false))),
        (Form::OctalEscape, each(value, "", |out, byte| write!(out, "\\{byte:03o}"))),
        (Form::OctalEscape, each(value, "", |out, byte| escaped(out, byte, "\\", true))),
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

/// Printable ASCII as it is, but for the backslash; other bytes by number.
fn escaped(out: &mut String, byte: u8, mark: &str, octal: bool) -> std::fmt::Result {
    match byte {
        b'\\' => out.write_str("\\\\"),
        b' '..=b'~' => out.write_char(char::from(byte)),
        _ if octal => write!(out, "{mark}{byte:03o}"),
        _ => write!(out, "{mark}{byte:02x}"),
    }
}
