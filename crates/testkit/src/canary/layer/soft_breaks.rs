//! Quoted-printable text breaks long lines by an `=` at the line's end, in the middle of words.

use memchr::memmem;

use super::Visit;
use crate::canary::form::Layer;

/// Visits the text with its soft line breaks taken out, if it has any.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    for line_break in [&b"=\r\n"[..], b"=\n"] {
        let Some(first) = memmem::find(bytes, line_break) else { continue };
        let mut joined = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        for at in memmem::find_iter(bytes, line_break) {
            joined.extend_from_slice(bytes.get(copied..at).unwrap_or_default());
            copied = at + line_break.len();
        }
        joined.extend_from_slice(bytes.get(copied..).unwrap_or_default());
        visit(first, Layer::SoftBreaks, &joined);
    }
}
