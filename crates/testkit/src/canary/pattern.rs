//! All patterns of one planted value, without repetition.

use std::collections::BTreeSet;

use super::form::Form;
use super::{Value, encode, variant, window};

/// Shorter patterns are left out: the form of a short part would be found by chance.
const SHORTEST_PATTERN: usize = 6;

/// What a pattern of the automaton stands for.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) planted: usize,
    pub(super) form: Form,
    pub(super) whole: bool,
}

/// The marks and patterns of the value numbered `planted`.
pub(super) fn of(planted: usize, value: &Value) -> Vec<(Mark, Vec<u8>)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (whole, (form, bytes)) in written(value) {
        if bytes.len() >= SHORTEST_PATTERN && seen.insert(bytes.to_ascii_lowercase()) {
            found.push((Mark { planted, form, whole }, bytes));
        }
    }
    found
}

fn written(value: &Value) -> Vec<(bool, encode::Written)> {
    let mut found = Vec::new();
    match value {
        Value::Text(text) => {
            for spelling in variant::spellings(text) {
                found.extend(encode::text(&spelling).into_iter().map(|written| (true, written)));
                for part in window::of_text(&spelling) {
                    found.extend(encode::text(part).into_iter().map(|written| (false, written)));
                }
            }
        }
        Value::Bytes(bytes) => {
            found.extend(encode::raw(bytes).into_iter().map(|written| (true, written)));
            for part in window::of_bytes(bytes) {
                found.extend(encode::raw(part).into_iter().map(|written| (false, written)));
            }
        }
    }
    found
}
