//! One pass over bytes finds every form of every planted value; what is packed inside is unpacked and searched.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::form::Layer;
use super::hit::Hit;
use super::merge::{self, Match};
use super::pattern::{self, Mark};
use super::{CanaryError, Value, layer};

/// Base64 of gzip of base64, and no deeper.
const DEEPEST: usize = 3;

/// Finds planted values; made by `Canaries::finder`. Cheap to clone.
#[derive(Clone)]
pub struct Finder(Arc<Inner>);

struct Inner {
    automaton: AhoCorasick,
    marks: Vec<Mark>,
    names: Vec<String>,
    longest: usize,
}

impl Finder {
    pub(super) fn of(planted: &[(String, Value)]) -> Result<Self, CanaryError> {
        let (mut marks, mut patterns) = (Vec::new(), Vec::new());
        for (number, (_, value)) in planted.iter().enumerate() {
            for (mark, bytes) in pattern::of(number, value) {
                marks.push(mark);
                patterns.push(bytes);
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&patterns)
            .map_err(|error| CanaryError::TooLarge(error.to_string()))?;
        let names = planted.iter().map(|(name, _)| name.clone()).collect();
        let longest = patterns.iter().map(Vec::len).max().unwrap_or_default();
        Ok(Self(Arc::new(Inner { automaton, marks, names, longest })))
    }

    /// Every finding in these bytes and in what is packed inside them, in order of offset.
    pub fn scan_bytes(&self, bytes: &[u8]) -> Vec<Hit> {
        let mut hits = BTreeSet::new();
        self.search(bytes, &[], None, &mut hits);
        hits.into_iter().collect()
    }

    /// The longest pattern's length in bytes: chunks of a file must overlap by as much.
    pub(super) fn longest(&self) -> usize {
        self.0.longest
    }

    fn search(&self, bytes: &[u8], layers: &[Layer], outer: Option<usize>, hits: &mut BTreeSet<Hit>) {
        for Match { mark, start, .. } in self.matches(bytes) {
            let name = self.0.names.get(mark.planted).cloned().unwrap_or_default();
            let offset = outer.unwrap_or(start);
            hits.insert(Hit { offset, name, form: mark.form, whole: mark.whole, layers: layers.to_vec() });
        }
        if layers.len() < DEEPEST {
            layer::each(bytes, &mut |offset, layer, inner| {
                let layers = [layers, &[layer]].concat();
                self.search(inner, &layers, Some(outer.unwrap_or(offset)), hits);
            });
        }
    }

    fn matches(&self, bytes: &[u8]) -> Vec<Match> {
        let found = self.0.automaton.find_overlapping_iter(bytes).filter_map(|found| {
            let mark = *self.0.marks.get(found.pattern().as_usize())?;
            Some(Match { mark, start: found.start(), end: found.end() })
        });
        merge::alike(found.collect())
    }
}
