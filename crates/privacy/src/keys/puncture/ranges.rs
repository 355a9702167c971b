//! What was destroyed, as ranges of part numbers: the form in which it stands in the log, in the chain, and in which
//! it is replayed onto an older vault.

use crate::keys::place::{PART_DEPTH, Place};
use crate::keys::reader::Reader;

/// Parts of a tree: 2^56.
const PARTS: u64 = 1 << PART_DEPTH;
/// Bytes of one range.
const LENGTH: usize = 20;

/// Neighbouring parts of one tree, by their numbers: `index * 65,536 + part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeadRange {
    /// The tree's number.
    pub tree: u32,
    /// The first part.
    pub first: u64,
    /// The last part.
    pub last: u64,
}

/// Ranges in their one form: sorted, apart, and neighbours merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadRanges(Vec<DeadRange>);

impl DeadRanges {
    /// The ranges of nodes, each with its tree.
    pub(in crate::keys) fn of(places: impl IntoIterator<Item = (u32, Place)>) -> Self {
        let range =
            |(tree, place): (u32, Place)| DeadRange { tree, first: place.start(), last: place.last() };
        let mut all: Vec<DeadRange> = places.into_iter().map(range).collect();
        all.sort_unstable();
        Self(merged(all))
    }

    /// Ranges from elsewhere, sorted and merged; `None` if one is none, or there is none.
    pub fn gathered(mut all: Vec<DeadRange>) -> Option<Self> {
        let inside = all.iter().all(|one| one.tree != 0 && one.first <= one.last && one.last < PARTS);
        all.sort_unstable();
        (inside && !all.is_empty()).then(|| Self(merged(all)))
    }

    /// The ranges, sorted.
    pub fn as_slice(&self) -> &[DeadRange] {
        &self.0
    }

    /// `u32 count || (u32 tree || u64 first || u64 last)*`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(4 + LENGTH * self.0.len());
        out.extend(u32::try_from(self.0.len()).unwrap_or(u32::MAX).to_be_bytes());
        for DeadRange { tree, first, last } in &self.0 {
            out.extend(tree.to_be_bytes());
            out.extend(first.to_be_bytes());
            out.extend(last.to_be_bytes());
        }
        out
    }

    /// Reads what `to_bytes` wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        let count = usize::try_from(from.u32()?).ok()?;
        if from.left() != count.checked_mul(LENGTH)? {
            return None;
        }
        let read = |_| Some(DeadRange { tree: from.u32()?, first: from.u64()?, last: from.u64()? });
        let all: Vec<DeadRange> = (0..count).map(read).collect::<Option<_>>()?;
        let inside = all.iter().all(|one| one.tree != 0 && one.first <= one.last && one.last < PARTS);
        let after =
            |a: &DeadRange, b: &DeadRange| a.tree == b.tree && a.last < b.first && b.first - a.last > 1;
        let apart = all.is_sorted_by(|a, b| a.tree < b.tree || after(a, b));
        (inside && apart && count > 0).then_some(Self(all))
    }

    /// The fewest nodes of a tree that these ranges are, in order.
    pub(in crate::keys) fn places(&self, tree: u32) -> Vec<Place> {
        let mut out = Vec::new();
        for range in self.0.iter().filter(|range| range.tree == tree) {
            let mut next = range.first;
            while next <= range.last {
                let place = largest(next, range.last);
                out.push(place);
                next = place.last() + 1;
            }
        }
        out
    }

    /// The trees that are named, each once.
    pub(in crate::keys) fn trees(&self) -> impl Iterator<Item = u32> {
        self.0.chunk_by(|a, b| a.tree == b.tree).filter_map(|chunk| chunk.first().map(|range| range.tree))
    }
}

/// Sorted ranges with neighbours joined.
fn merged(all: Vec<DeadRange>) -> Vec<DeadRange> {
    let mut merged: Vec<DeadRange> = Vec::with_capacity(all.len());
    for next in all {
        match merged.last_mut().filter(|last| last.tree == next.tree && next.first <= last.last + 1) {
            Some(last) => last.last = last.last.max(next.last),
            None => merged.push(next),
        }
    }
    merged
}

/// The highest node that begins at `first` and does not reach beyond `last`.
fn largest(first: u64, last: u64) -> Place {
    let aligned = first.trailing_zeros().min(u32::from(PART_DEPTH));
    let fits = (last - first + 1).ilog2();
    let height = u8::try_from(aligned.min(fits)).unwrap_or(0);
    Place::new(PART_DEPTH - height, first >> height).unwrap_or(Place::ROOT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place() -> impl Strategy<Value = (u32, Place)> {
        (1_u32..4, 44_u8..=56, 0_u64..40).prop_map(|(tree, depth, path)| {
            (tree, Place::new(depth, path & ((1 << (depth - 44)) - 1)).unwrap())
        })
    }

    /// Found by fuzzing: one place after the largest number there is none.
    #[test]
    fn ranges_beyond_every_leaf_are_refused() {
        for last in [PARTS, u64::MAX - 1, u64::MAX] {
            let all = vec![DeadRange { tree: 1, first: 0, last }, DeadRange { tree: 1, first: 5, last: 6 }];
            assert_eq!(DeadRanges::from_bytes(&DeadRanges(all.clone()).to_bytes()), None);
            assert_eq!(DeadRanges::gathered(all), None);
        }
    }

    proptest! {
        #[test]
        fn ranges_are_the_union_in_one_form(places in proptest::collection::vec(place(), 1..30)) {
            let ranges = DeadRanges::of(places.iter().copied());
            let reversed = DeadRanges::of(places.iter().rev().chain(&places).copied());
            prop_assert_eq!(&ranges, &reversed);
            prop_assert_eq!(DeadRanges::from_bytes(&ranges.to_bytes()), Some(ranges.clone()));
            let loose = places.iter().flat_map(|place| DeadRanges::of([*place]).0).collect();
            prop_assert_eq!(DeadRanges::gathered(loose), Some(ranges.clone()));
            for tree in 1..4 {
                let nodes = ranges.places(tree);
                prop_assert!(nodes.is_sorted_by(|a, b| a.last() < b.start()));
                for part in 0..1 << 12 {
                    let part = Place::new(56, part).unwrap();
                    let named = places.iter().any(|(of, dead)| *of == tree && dead.covers(part));
                    prop_assert_eq!(nodes.iter().any(|node| node.covers(part)), named);
                }
                let again = DeadRanges::of(nodes.into_iter().map(|node| (tree, node)));
                let of_tree = |range: &&DeadRange| range.tree == tree;
                prop_assert!(again.as_slice().iter().eq(ranges.as_slice().iter().filter(of_tree)));
            }
        }

        #[test]
        fn whatever_is_read_is_written_the_same(
            ranges in proptest::collection::vec((0_u32..3, 0_u64..9, 0_u64..9), 0..4),
            noise in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let mut bytes = u32::try_from(ranges.len()).unwrap().to_be_bytes().to_vec();
            for (tree, first, last) in ranges {
                bytes.extend([&tree.to_be_bytes()[..], &first.to_be_bytes(), &last.to_be_bytes()].concat());
            }
            for bytes in [bytes, noise] {
                if let Some(read) = DeadRanges::from_bytes(&bytes) {
                    prop_assert_eq!(read.to_bytes(), bytes);
                }
            }
        }
    }

    #[test]
    fn a_whole_tree_is_one_range() {
        let whole = DeadRanges::of([(7, Place::ROOT)]);
        assert_eq!(whole.as_slice(), [DeadRange { tree: 7, first: 0, last: PARTS - 1 }]);
        assert_eq!(whole.places(7), [Place::ROOT]);
        let beyond = [&1_u32.to_be_bytes()[..], &7_u32.to_be_bytes(), &[0; 8], &PARTS.to_be_bytes()].concat();
        assert_eq!(DeadRanges::from_bytes(&beyond), None);
        assert_eq!(DeadRanges::from_bytes(&[0xff; 24]), None, "a count that the bytes cannot hold");
        assert_eq!(DeadRanges::from_bytes(&[0; 4]), None, "nothing");
        assert_eq!(DeadRanges::gathered(Vec::new()), None, "nothing");
        assert_eq!(DeadRanges::gathered(vec![DeadRange { tree: 7, first: 2, last: 1 }]), None);
        assert_eq!(DeadRanges::gathered(vec![DeadRange { tree: 7, first: 0, last: PARTS }]), None);
    }
}
