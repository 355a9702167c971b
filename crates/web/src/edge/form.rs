//! HTML forms: `application/x-www-form-urlencoded`, decoded strictly, with fields that do not print themselves.

use std::fmt;

use axum::body::Body;
use axum::http::HeaderMap;
use privacy::Personal;

use super::body::{BodyError, expect_media_type, read_bytes};

/// How many fields a form may have: a box for each teammate, and some more.
pub const MAX_FIELDS: usize = 1_100;

/// The fields of a form, in order. `Debug` prints none of them.
#[derive(Default)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// A field that is nobody's personal data: a token, a kind, an id.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All fields of that name, in order: the boxes that were checked.
    pub fn every<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The same without space around it; empty where it was not sent.
    pub fn trimmed(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().trim().to_owned()
    }

    /// A field that a person wrote.
    pub fn personal(&self, name: &str) -> Option<Personal<String>> {
        self.text(name).map(|value| Personal::new(value.to_owned()))
    }

    /// Adds a field, its lines ended as they were typed: browsers end them by CR LF on the way. Refused when it holds a NUL,
    /// or when there are too many.
    pub(super) fn add(&mut self, name: String, value: String) -> Result<(), BodyError> {
        if name.contains('\0') || value.contains('\0') {
            return Err(BodyError::Nul);
        }
        if self.fields.len() >= MAX_FIELDS {
            return Err(BodyError::Form("it has too many fields"));
        }
        let value = if value.contains('\r') { value.replace("\r\n", "\n") } else { value };
        self.fields.push((name, value));
        Ok(())
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} fields)", self.fields.len())
    }
}

/// Reads a form body; a missing `Content-Type` is tolerated, an empty body is a form without fields.
pub async fn read_form(headers: &HeaderMap, body: Body, max_bytes: usize) -> Result<Form, BodyError> {
    expect_media_type(headers, &body, "application/x-www-form-urlencoded")?;
    parse_form(&read_bytes(headers, body, max_bytes).await?)
}

/// Parses the text of a form.
pub fn parse_form(bytes: &[u8]) -> Result<Form, BodyError> {
    let mut form = Form::default();
    for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        form.add(name, value)?;
    }
    Ok(form)
}

fn decode(text: &[u8]) -> Result<String, BodyError> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => escaped(bytes.next(), bytes.next())?,
            other => *other,
        });
    }
    String::from_utf8(out).map_err(|_| BodyError::NotUtf8)
}

fn escaped(high: Option<&u8>, low: Option<&u8>) -> Result<u8, BodyError> {
    let digit =
        |byte: Option<&u8>| char::from(*byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match (digit(high), digit(low)) {
        (Some(high), Some(low)) => Ok(high << 4 | low),
        _ => Err(BodyError::Form("a percent sign is not followed by two hexadecimal digits")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encode(text: &str) -> String {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap();
        text.bytes().flat_map(|byte| ['%', digit(byte >> 4), digit(byte & 15)]).collect()
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(fields in proptest::collection::vec(("[^\0]{1,8}", "[^\0\r]{0,20}"), 0..20)) {
            let text: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            let form = parse_form(text.join("&").as_bytes()).unwrap();
            prop_assert_eq!(form.fields, fields);
        }

        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let read = parse_form(&bytes);
            prop_assert!(read.is_ok_and(|form| form.fields.len() <= MAX_FIELDS) || parse_form(&bytes).is_err());
        }
    }

    #[test]
    fn the_first_of_two_fields_counts() {
        let form = parse_form(b"a=1+2&a=3&b").unwrap();
        assert_eq!((form.text("a"), form.text("b"), form.text("c")), (Some("1 2"), Some(""), None));
        assert!(form.every("a").eq(["1 2", "3"]) && form.every("c").next().is_none());
    }

    #[test]
    fn lines_end_as_they_were_typed() {
        let form = parse_form(b"a=1%0D%0A2%0D%0A%0D%0A3%0D4%0A").unwrap();
        assert_eq!(form.text("a"), Some("1\n2\n\n3\r4\n"));
    }

    #[test]
    fn bad_text_is_refused() {
        assert_eq!(parse_form(b"a=%00").unwrap_err(), BodyError::Nul);
        assert_eq!(parse_form(b"a=%ff").unwrap_err(), BodyError::NotUtf8);
        assert!(matches!(parse_form(b"a=%f").unwrap_err(), BodyError::Form(_)));
        assert!(matches!(parse_form(&b"a=1&".repeat(MAX_FIELDS + 1)).unwrap_err(), BodyError::Form(_)));
    }

    #[test]
    fn a_form_does_not_print_its_fields() {
        assert_eq!(format!("{:?}", parse_form(b"name=Ada").unwrap()), "Form(1 fields)");
    }
}
