//! Where the nodes of a tree are, and what they hash to: perfect ones are read from tiles, the others follow from these.

use super::tile::read_tile;
use super::{Hash, ReadTiles, TILE_WIDTH, Tile, TreeError, node_hash};

/// A perfect subtree: the `index`-th one of `2^level` leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) level: u8,
    pub(super) index: u64,
}

/// A stretch of leaves, from `start` up to but without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
}

/// The perfect subtrees that the leaves from `start` up to but without `end` are made of, left to right, as level
/// and index.
pub fn subtrees(start: u64, end: u64) -> Vec<(u8, u64)> {
    let mut found = Vec::new();
    let mut at = start;
    while at < end {
        let fits = (end - at).ilog2();
        let level = if at == 0 { fits } else { fits.min(at.trailing_zeros()) };
        found.push((u8::try_from(level).unwrap_or(u8::MAX), at >> level));
        at += 1 << level;
    }
    found
}

impl Node {
    /// The tile that the node is read from, in a tree of that size.
    pub(super) fn tile(self, size: u64) -> Tile {
        let (level, up) = (self.level / 8, self.level % 8);
        Tile::of_tree(level, (self.index << up) / u64::from(TILE_WIDTH), size)
    }

    /// The node's hash, made of its tile's hashes.
    pub(super) fn hash<R: ReadTiles + ?Sized>(self, from: &R, size: u64) -> Result<Hash, TreeError> {
        let tile = self.tile(size);
        let up = self.level % 8;
        let first = usize::try_from((self.index << up) % u64::from(TILE_WIDTH)).unwrap_or(usize::MAX);
        let hashes = read_tile(from, tile)?;
        let mut row = hashes.get(first..first + (1 << up)).ok_or(tile.broken())?.to_vec();
        while row.len() > 1 {
            row = row
                .chunks_exact(2)
                .filter_map(|pair| pair.first().zip(pair.last()))
                .map(|(l, r)| node_hash(l, r))
                .collect();
        }
        row.first().copied().ok_or(tile.broken())
    }
}

impl Span {
    /// The nodes that the span's hash is made of.
    pub(super) fn nodes(self) -> impl Iterator<Item = Node> {
        subtrees(self.start, self.end).into_iter().map(|(level, index)| Node { level, index })
    }

    /// The hash over the span, as RFC 6962 defines it for a list of leaves.
    pub(super) fn hash<R: ReadTiles + ?Sized>(self, from: &R, size: u64) -> Result<Hash, TreeError> {
        let mut whole: Option<Hash> = None;
        let nodes: Vec<Node> = self.nodes().collect();
        for node in nodes.into_iter().rev() {
            let left = node.hash(from, size)?;
            whole = Some(whole.map_or(left, |right| node_hash(&left, &right)));
        }
        whole.ok_or(TreeError::OutOfRange)
    }
}

/// The largest power of two that is smaller than `n`; `n` is at least 2.
pub(super) const fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The tiles that hold the nodes of these spans, each once.
pub(super) fn tiles_of(spans: &[Span], size: u64) -> Vec<Tile> {
    let mut tiles: Vec<Tile> =
        spans.iter().flat_map(|span| span.nodes()).map(|node| node.tile(size)).collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}
