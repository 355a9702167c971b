//! The right edge of a growing tree: at most one perfect subtree of each size, enough to know every root on the way.

use super::{Hash, MAX_TREE_SIZE, TreeError, empty_root, leaf_hash, node_hash};

/// The highest level that a perfect subtree can have.
pub const MAX_LEVEL: u8 = 62;

/// A tree's size and the perfect subtrees that it is made of, the largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<(u8, Hash)>,
}

impl Frontier {
    /// The empty tree.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree as it is now.
    pub fn root(&self) -> Hash {
        let mut from_the_right = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = from_the_right.next() else { return empty_root() };
        from_the_right.fold(last, |right, left| node_hash(&left, &right))
    }

    /// Adds an entry by its bytes.
    pub fn push_entry(&mut self, bytes: &[u8]) -> Result<(), TreeError> {
        self.push(0, leaf_hash(bytes))
    }

    /// Adds a perfect subtree of `2^level` leaves; the tree must end where such a one can begin.
    pub fn push(&mut self, level: u8, hash: Hash) -> Result<(), TreeError> {
        self.push_and_tell(level, hash, |_, _| ())
    }

    /// Adds a perfect subtree and tells of each subtree that becomes perfect by it, with its level.
    pub(super) fn push_and_tell(
        &mut self,
        level: u8,
        hash: Hash,
        mut tell: impl FnMut(u8, Hash),
    ) -> Result<(), TreeError> {
        if level > MAX_LEVEL || !self.size.is_multiple_of(1 << level) {
            return Err(TreeError::Misaligned);
        }
        self.size =
            self.size.checked_add(1 << level).filter(|n| *n <= MAX_TREE_SIZE).ok_or(TreeError::Misaligned)?;
        let (mut level, mut hash) = (level, hash);
        tell(level, hash);
        while let Some((_, left)) = self.peaks.pop_if(|(held, _)| *held == level) {
            hash = node_hash(&left, &hash);
            level += 1;
            tell(level, hash);
        }
        self.peaks.push((level, hash));
        Ok(())
    }
}
