//! Base64 of a value inside a longer one: the characters that its own bits decide, at each alignment.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The stable part of the value's base64 behind 0, 1 and 2 other bytes, in both alphabets.
pub(super) fn all(value: &[u8]) -> Vec<Vec<u8>> {
    let aligned = (0..3).map(|before| (before, [&vec![0; before], value].concat()));
    aligned
        .flat_map(|(before, bytes)| {
            // Characters of six bits each: the first wholly the value's, and the one behind the last.
            let (first, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
            [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)]
                .into_iter()
                .filter_map(move |text| Some(text.get(first..end)?.as_bytes().to_vec()))
        })
        .collect()
}
