//! Places in a tree and the steps between them: a puncturable pseudorandom function after Goldreich, Goldwasser and
//! Micali (1986). The way to a leaf is the 40 bits of its index, then the 16 of the part, most significant first.

use super::kdf::{self, Key};
use super::leaf::{INDEX_BITS, PART_BITS, Ref};
use super::reader::Reader;

/// The depth of a leaf.
pub(super) const LEAF_DEPTH: u8 = 40;
/// The depth of a part, the deepest there is.
pub(super) const PART_DEPTH: u8 = 56;

/// A node's place: its depth, and the bits of the way from the root as a number below 2^depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    depth: u8,
    path: u64,
}

impl Place {
    pub(super) const ROOT: Self = Self { depth: 0, path: 0 };

    /// `None` if the depth is more than 56 or the path does not fit the depth.
    pub(super) const fn new(depth: u8, path: u64) -> Option<Self> {
        if depth <= PART_DEPTH && path >> depth == 0 { Some(Self { depth, path }) } else { None }
    }

    /// Where a reference points; `None` if its index is not below 2^40.
    pub(super) fn of(reference: Ref) -> Option<Self> {
        let index = reference.leaf().index;
        match reference.part_number() {
            _ if index >> INDEX_BITS != 0 => None,
            None => Self::new(LEAF_DEPTH, index),
            Some(part) => Self::new(PART_DEPTH, index << PART_BITS | u64::from(part)),
        }
    }

    pub(super) const fn depth(self) -> u8 {
        self.depth
    }

    pub(super) const fn path(self) -> u64 {
        self.path
    }

    /// The node above (or at) this one at `depth`; the place itself if it is not deeper.
    pub(super) fn above(self, depth: u8) -> Self {
        let depth = depth.min(self.depth);
        Self { depth, path: self.path >> (self.depth - depth) }
    }

    /// The other child of the same parent; `None` for the root.
    pub(super) fn sibling(self) -> Option<Self> {
        (self.depth > 0).then_some(Self { depth: self.depth, path: self.path ^ 1 })
    }

    /// The first part below this node.
    pub(super) fn start(self) -> u64 {
        self.path << (PART_DEPTH - self.depth)
    }

    /// The last part below this node.
    pub(super) fn last(self) -> u64 {
        self.start() + ((1 << (PART_DEPTH - self.depth)) - 1)
    }

    /// The two children; none of a part.
    pub(super) fn children(self) -> Option<[Self; 2]> {
        let child = |bit| Self::new(self.depth + 1, self.path << 1 | bit);
        (self.depth < PART_DEPTH).then(|| child(0).zip(child(1)))?.map(|(left, right)| [left, right])
    }

    /// The deepest node above (or at) both.
    pub(super) fn above_both(self, other: Self) -> Self {
        let depth = self.depth.min(other.depth);
        let differ = self.above(depth).path ^ other.above(depth).path;
        let lost = u8::try_from(u64::BITS - differ.leading_zeros()).unwrap_or(depth);
        self.above(depth - lost.min(depth))
    }

    /// Appends the path, left-aligned in as few bytes as hold it.
    pub(super) fn write_path(self, out: &mut Vec<u8>) {
        let aligned = (self.start() << (u64::BITS - u32::from(PART_DEPTH))).to_be_bytes();
        out.extend(aligned.iter().take(path_bytes(self.depth)));
    }

    /// Reads a path of `depth`; refuses bits beyond it.
    pub(super) fn read_path(depth: u8, from: &mut Reader<'_>) -> Option<Self> {
        let bytes = from.take(path_bytes(depth))?;
        let mut aligned = [0; 8];
        aligned.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
        let unused = u64::BITS.checked_sub(u32::from(depth))?;
        let path = u64::from_be_bytes(aligned).checked_shr(unused).unwrap_or(0);
        let clean = path.checked_shl(unused).unwrap_or(0) == u64::from_be_bytes(aligned);
        Self::new(depth, path).filter(|_| clean)
    }

    /// Whether the other is below this one, or this one itself.
    pub(super) fn covers(self, other: Self) -> bool {
        other.depth >= self.depth && other.above(self.depth) == self
    }
}

const fn path_bytes(depth: u8) -> usize {
    depth.div_ceil(8) as usize
}

/// `child(seed, d, b) = KDF(seed, "troth/tree/v1", u8 d || u8 b)`, d being the depth of the parent.
pub(super) fn child(seed: &[u8; 32], depth: u8, bit: u8) -> Key {
    let mut info = *b"troth/tree/v1\0db\0\0\x01\0";
    if let Some(step) = info.last_chunk_mut::<6>().and_then(|tail| tail.first_chunk_mut::<2>()) {
        *step = [depth, bit];
    }
    kdf::derive(seed, &info)
}

/// Walks from the seed at `from` to the key at `to` below it, telling each node on the way.
pub(super) fn walk(seed: Key, from: Place, to: Place, mut passed: impl FnMut(Place, &Key)) -> Key {
    let mut key = seed;
    for depth in from.depth..to.depth {
        let next = to.above(depth + 1);
        key = child(&key, depth, (next.path & 1) as u8);
        passed(next, &key);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::leaf::Leaf;

    fn hex(key: &Key) -> String {
        crate::ids::Hex::new(**key).to_string()
    }

    fn root() -> Key {
        Key::new(std::array::from_fn(|at| u8::try_from(at).unwrap()))
    }

    #[test]
    fn the_tree_is_the_one_that_was_designed() {
        let leaf = |index| {
            let place = Place::of(Ref::of(Leaf { tree: 1, index })).unwrap();
            hex(&walk(root(), Place::ROOT, place, |_, _| {}))
        };
        assert_eq!(
            hex(&child(&root(), 0, 0)),
            "a8fc194fc913e521ad3db4aa9d35c8c86ca537ced8e44cf578a12c3441c065ea"
        );
        assert_eq!(leaf(0), "5bda11b6236bac9d950d5d3522115131ca05cf3234a77c3e38423106d8df937d");
        assert_eq!(leaf((1 << 40) - 1), "686c71f09d16ccb2f6c8b32d28b888fc4139702b9c3a18bc1ae50ddfff619331");
        assert_eq!(leaf(1_234_567), "cbb4c194b30f22b6bf068d9735867ad98c4aac5884288288e2a7c24a87e23bf7");
    }

    #[test]
    fn an_index_beyond_the_tree_has_no_place() {
        assert_eq!(Place::of(Ref::of(Leaf { tree: 1, index: 1 << 40 })), None);
        assert_eq!(Place::of(Ref::part(Leaf { tree: 1, index: u64::MAX }, 0)), None);
    }
}
