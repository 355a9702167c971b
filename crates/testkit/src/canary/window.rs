//! Parts of a long value that are searched for on their own: any 24 bytes of it in a row hold one of them.

use std::collections::BTreeSet;

/// Every part has at least this many bytes, and at most 3 more, so that it ends between characters.
const WINDOW_BYTES: usize = 16;
/// Parts start at most this far apart.
const STRIDE_BYTES: usize = 6;
/// A very long value gets its parts further apart.
const MOST_WINDOWS: usize = 512;
/// A part of fewer different bytes is not distinctive: blanks, rules, "aaaa".
const FEWEST_DIFFERENT_BYTES: usize = 6;

/// The parts of a text; none if it is hardly longer than a part.
pub(super) fn of_text(text: &str) -> Vec<&str> {
    ranges(text.len(), |at| text.is_char_boundary(at))
        .into_iter()
        .filter_map(|(start, end)| text.get(start..end))
        .filter(|part| different_bytes(part.as_bytes()) >= FEWEST_DIFFERENT_BYTES)
        .collect()
}

/// The parts of bytes; none if there are hardly more than a part has.
pub(super) fn of_bytes(bytes: &[u8]) -> Vec<&[u8]> {
    ranges(bytes.len(), |_| true)
        .into_iter()
        .filter_map(|(start, end)| bytes.get(start..end))
        .filter(|part| different_bytes(part) >= FEWEST_DIFFERENT_BYTES)
        .collect()
}

/// How many different values the bytes have.
pub(super) fn different_bytes(bytes: &[u8]) -> usize {
    bytes.iter().collect::<BTreeSet<_>>().len()
}

/// Starts and ends of the parts of a value, only at offsets where it may be cut.
fn ranges(len: usize, may_cut: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let stride = STRIDE_BYTES.max(len / MOST_WINDOWS);
    let mut found = Vec::new();
    let mut start = 0;
    while start + WINDOW_BYTES < len {
        let end = (start + WINDOW_BYTES..=len).find(|&at| may_cut(at)).unwrap_or(len);
        found.push((start, end));
        start = (start + 1..=start + stride).rev().find(|&at| may_cut(at)).unwrap_or(len);
    }
    let last = len.checked_sub(WINDOW_BYTES).and_then(|at| (0..=at).rev().find(|&at| may_cut(at)));
    found.extend(last.filter(|&at| at > 0).map(|at| (at, len)));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{different_bytes, of_bytes, of_text};

    proptest! {
        #[test]
        fn any_24_bytes_of_a_text_hold_a_part(
            text in "[a-z0-9あ-ん😀-😏]{24,120}",
            at in any::<prop::sample::Index>(),
        ) {
            let bytes = text.as_bytes();
            let at = at.index(bytes.len() - 24 + 1);
            let run = &bytes[at..at + 24];
            // A run without variety is left out on purpose.
            prop_assume!(run.windows(19).all(|part| different_bytes(&part[..16]) >= 6));
            let held = of_text(&text).iter().any(|part| run.windows(part.len()).any(|w| w == part.as_bytes()));
            prop_assert!(held);
        }
    }

    #[test]
    fn parts_without_variety_are_left_out() {
        let rule = "=".repeat(200);
        assert!(of_text(&rule).is_empty());
        assert!(of_bytes(&[0; 200]).is_empty());
    }

    #[test]
    fn a_short_value_has_no_parts() {
        assert!(of_text("0123456789abcdef").is_empty());
    }

    #[test]
    fn a_megabyte_has_a_bounded_number_of_parts() {
        let bytes: Vec<u8> =
            (0..1 << 20_u32).map(|n: u32| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
        assert!(of_bytes(&bytes).len() <= 514);
    }
}
