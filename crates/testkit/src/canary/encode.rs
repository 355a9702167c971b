//! Writes a value in every form that is searched for.

mod base64;
mod bytes;
mod escape;
mod unicode;

use super::form::Form;

/// A form of a value and its bytes in that form; several writings may share a form.
pub(super) type Written = (Form, Vec<u8>);

/// Every form of a text.
pub(super) fn text(value: &str) -> Vec<Written> {
    let mut written = self::bytes::all(value.as_bytes());
    written.extend(unicode::all(value));
    written.extend(escape::all(value));
    written
}

/// Every form of bytes that are no text.
pub(super) fn raw(value: &[u8]) -> Vec<Written> {
    self::bytes::all(value)
}
