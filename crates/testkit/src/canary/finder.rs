//! One pass over bytes finds every form of every planted value; what is packed inside is unpacked and searched.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::form::Layer;
use super::hit::Hit;
use super::layer::Place;
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
        let mut hits = self.packed(bytes, true);
        hits.extend(self.open(self.matches(bytes)));
        hits.into_iter().collect()
    }

    /// The longest pattern's length in bytes: chunks of a file must overlap by as much.
    pub(super) fn longest(&self) -> usize {
        self.0.longest
    }

    /// What lies open in a file, from the places of all patterns in it.
    pub(super) fn open(&self, matches: Vec<Match>) -> BTreeSet<Hit> {
        merge::alike(matches).into_iter().map(|found| self.hit(&found, &[], &|at| at)).collect()
    }

    /// What is packed inside bytes, which are the first ones of a file if `at_start`.
    pub(super) fn packed(&self, bytes: &[u8], at_start: bool) -> BTreeSet<Hit> {
        let mut hits = BTreeSet::new();
        self.unpack(bytes, at_start, &[], &|at| at, &mut hits);
        hits
    }

    /// Searches what is packed inside; `outer` tells where in the file an offset of these bytes is.
    fn unpack(
        &self,
        bytes: &[u8],
        at_start: bool,
        layers: &[Layer],
        outer: Place<'_>,
        hits: &mut BTreeSet<Hit>,
    ) {
        if layers.len() == DEEPEST {
            return;
        }
        layer::each(bytes, at_start, &mut |place, layer, inner| {
            let layers = [layers, &[layer]].concat();
            let outer = |at| outer(place(at));
            let found =
                merge::alike(self.matches(inner)).into_iter().filter(|found| !lies_open(found, place));
            hits.extend(found.map(|found| self.hit(&found, &layers, &outer)));
            self.unpack(inner, layer != Layer::SoftBreaks, &layers, &outer, hits);
        });
    }

    fn hit(&self, found: &Match, layers: &[Layer], outer: Place<'_>) -> Hit {
        let Mark { planted, form, whole } = found.mark;
        let name = self.0.names.get(planted).cloned().unwrap_or_default();
        Hit { offset: outer(found.start), name, form, whole, layers: layers.to_vec() }
    }

    /// Every place of every pattern.
    pub(super) fn matches(&self, bytes: &[u8]) -> Vec<Match> {
        let found = self.0.automaton.find_overlapping_iter(bytes).filter_map(|found| {
            let mark = *self.0.marks.get(found.pattern().as_usize())?;
            Some(Match { mark, start: found.start(), end: found.end() })
        });
        found.collect()
    }
}

/// Whether the bytes around the layer hold it just so: it is found there, and not once more.
fn lies_open(found: &Match, place: Place<'_>) -> bool {
    let last = found.end.saturating_sub(1);
    place(last) - place(found.start) == last - found.start
}
