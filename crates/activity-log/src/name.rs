//! The form that ids and codes must have, so that nobody can write a sentence, a name or an address into an entry.

use crate::EntryError;

/// The longest id, in characters.
pub const MAX_ID_CHARS: usize = 64;

/// Passes `text` if it has the form of an id: 1 to 64 of `a-z`, `0-9`, `_`, `-`.
pub(crate) fn checked<'t>(what: &'static str, text: &'t str) -> Result<&'t str, EntryError> {
    let clean = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    if clean && !text.is_empty() && text.len() <= MAX_ID_CHARS {
        Ok(text)
    } else {
        Err(EntryError::BadId(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_does_not_pass() {
        for bad in ["", "Ada", "a b", "a@b", "a.b", "é", "a\n", "a\0", &"a".repeat(65)] {
            assert_eq!(checked("an id", bad), Err(EntryError::BadId("an id")), "{bad:?}");
        }
        for good in ["1", "-operator-", "sign_in", &"f".repeat(64)] {
            assert_eq!(checked("an id", good), Ok(good));
        }
    }
}
