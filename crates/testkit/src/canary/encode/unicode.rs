//! The other encodings of Unicode.

use super::Written;
use crate::canary::form::Form;

/// UTF-16 and UTF-32 in both byte orders.
pub(super) fn all(value: &str) -> Vec<Written> {
    let narrow = || value.encode_utf16();
    let wide = || value.chars().map(u32::from);
    vec![
        (Form::Utf16Le, narrow().flat_map(u16::to_le_bytes).collect()),
        (Form::Utf16Be, narrow().flat_map(u16::to_be_bytes).collect()),
        (Form::Utf32Le, wide().flat_map(u32::to_le_bytes).collect()),
        (Form::Utf32Be, wide().flat_map(u32::to_be_bytes).collect()),
    ]
}
