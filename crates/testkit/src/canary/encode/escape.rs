//! Escapes of text: what URLs, JSON, HTML and mail make of it, each in the ways that real encoders differ.

use std::fmt::Write as _;

use super::Written;
use crate::canary::form::Form;

/// Characters that percent-encoders leave as they are, besides letters and digits: strictest first.
const PERCENT_KEPT: [&str; 7] =
    ["", "-._~", "-._~/", "*-._", "-_.!~*'()", "-_.!~*'();/?:@&=+$,#", "-_.~!$&'()*+,;=:@/"];

/// Every escape of a text.
pub(super) fn all(value: &str) -> Vec<Written> {
    let mut written = Vec::new();
    for kept in PERCENT_KEPT {
        let percent = percent(value, kept);
        written.push((Form::Percent, percent.replace("%20", "+")));
        written.push((Form::Percent, percent));
    }
    written.extend(json(value).map(|text| (Form::Json, text)));
    written.extend(html(value).into_iter().map(|text| (Form::Html, text)));
    written.extend(quoted_printable(value).into_iter().map(|text| (Form::QuotedPrintable, text)));
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

/// Each way of writing an apostrophe, a quotation mark and non-ASCII; then everything by number.
fn html(value: &str) -> Vec<String> {
    let mut written = Vec::new();
    for apostrophe in ["'", "&#39;", "&#x27;", "&apos;"] {
        for quote in ["\"", "&quot;", "&#34;"] {
            for beyond_ascii in [push, push_decimal, push_hex] {
                written.push(by_char(value, |out, c| match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    '"' => out.push_str(quote),
                    '\'' => out.push_str(apostrophe),
                    c if c.is_ascii() => out.push(c),
                    c => beyond_ascii(out, c),
                }));
            }
        }
    }
    written.extend([by_char(value, push_decimal), by_char(value, push_hex)]);
    written
}

fn push(out: &mut String, c: char) {
    out.push(c);
}

fn push_decimal(out: &mut String, c: char) {
    let _ = write!(out, "&#{};", u32::from(c));
}

fn push_hex(out: &mut String, c: char) {
    let _ = write!(out, "&#x{:x};", u32::from(c));
}

/// Bodies; then headers, where a space is `_` and encoders differ in what else they keep; then every byte.
fn quoted_printable(value: &str) -> Vec<String> {
    let printable = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'=';
    let header =
        |keep: &dyn Fn(u8) -> bool| by_byte(value, |byte| byte == b' ' || keep(byte), "=").replace(' ', "_");
    vec![
        by_byte(value, |byte| printable(byte) || b"\n\r\t".contains(&byte), "="),
        by_byte(value, printable, "="),
        header(&|byte| byte.is_ascii_alphanumeric()),
        header(&|byte| byte.is_ascii_alphanumeric() || b"-!*+/".contains(&byte)),
        header(&|byte| printable(byte) && !b"_?".contains(&byte)),
        header(&|byte| (printable(byte) && byte != b'_') || byte == b'\n'),
        by_byte(value, |_| false, "="),
    ]
}
