//! Escapes of text: what URLs, JSON, HTML and mail make of it, each in the ways that real encoders differ.

use std::fmt::Write as _;

use super::Written;
use crate::canary::form::Form;

/// Characters that percent-encoders leave as they are, besides letters and digits: strictest first.
const PERCENT_KEPT: [&str; 6] =
    ["", "-._~", "*-._", "-_.!~*'()", "-_.!~*'();/?:@&=+$,#", "-_.~!$&'()*+,;=:@/"];

/// Every escape of a text.
pub(super) fn all(value: &str) -> Vec<Written> {
    let mut written = Vec::new();
    for kept in PERCENT_KEPT {
        let percent = percent(value, kept);
        written.push((Form::Percent, percent.replace("%20", "+")));
        written.push((Form::Percent, percent));
    }
    written.extend(json(value).map(|text| (Form::Json, text)));
    written.extend(html(value).map(|text| (Form::Html, text)));
    written.extend(quoted_printable(value).map(|text| (Form::QuotedPrintable, text)));
    written.into_iter().map(|(form, text)| (form, text.into_bytes())).collect()
}

fn percent(value: &str, kept: &str) -> String {
    by_byte(value, |byte| byte.is_ascii_alphanumeric() || kept.contains(char::from(byte)), "%")
}

/// Text with `mark` and two hex digits for each byte that is not kept.
fn by_byte(value: &str, keep: impl Fn(u8) -> bool, mark: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii() && keep(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "{mark}{byte:02X}");
        }
        out
    })
}

/// Text with each character replaced.
fn by_char(value: &str, one: impl Fn(&mut String, char)) -> String {
    value.chars().fold(String::new(), |mut out, c| {
        one(&mut out, c);
        out
    })
}

/// Needed escapes only; also non-ASCII; also what HTML or a script would misread; everything.
fn json(value: &str) -> [String; 5] {
    [
        by_char(value, |out, c| json_char(out, c, |_| false)),
        by_char(value, |out, c| json_char(out, c, |c| !c.is_ascii())),
        by_char(value, |out, c| json_char(out, c, |c| !c.is_ascii() || "<>&'".contains(c))),
        by_char(value, |out, c| json_char(out, c, |c| !c.is_ascii())).replace('/', "\\/"),
        by_char(value, unit_escapes),
    ]
}

fn json_char(out: &mut String, c: char, escape: impl Fn(char) -> bool) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_ascii_control() || escape(c) => unit_escapes(out, c),
        c => out.push(c),
    }
}

/// `\u3042`, or a pair of them.
fn unit_escapes(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// The ways of writing an apostrophe, non-ASCII as it is or by number, and everything by number.
fn html(value: &str) -> [String; 8] {
    let named = |apostrophe: &'static str| {
        move |out: &mut String, c: char| match named_entity(c, apostrophe) {
            Some(entity) => out.push_str(entity),
            None => out.push(c),
        }
    };
    let numbered = |hex: bool, all: bool| {
        move |out: &mut String, c: char| match named_entity(c, "&#39;") {
            Some(entity) if !all => out.push_str(entity),
            _ if c.is_ascii() && !all => out.push(c),
            _ => {
                let code = u32::from(c);
                let _ = if hex { write!(out, "&#x{code:x};") } else { write!(out, "&#{code};") };
            }
        }
    };
    [
        by_char(value, named("'")),
        by_char(value, named("&#39;")),
        by_char(value, named("&#x27;")),
        by_char(value, named("&apos;")),
        by_char(value, numbered(false, false)),
        by_char(value, numbered(true, false)),
        by_char(value, numbered(false, true)),
        by_char(value, numbered(true, true)),
    ]
}

fn named_entity(c: char, apostrophe: &'static str) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => apostrophe,
        _ => return None,
    })
}

/// As in a body; as in a header, where a space is `_`; and every byte.
fn quoted_printable(value: &str) -> [String; 4] {
    [
        by_byte(value, |byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t') && byte != b'=', "="),
        by_byte(value, |byte| matches!(byte, b' '..=b'~') && byte != b'=', "="),
        by_byte(value, |byte| byte.is_ascii_alphanumeric() || byte == b' ', "=").replace(' ', "_"),
        by_byte(value, |_| false, "="),
    ]
}
