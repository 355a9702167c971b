//! Tiles: 256 hashes that stand side by side, at every eighth level of the tree; the last of a level may have fewer.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Hash, TreeError};

/// How many hashes a full tile has.
pub const TILE_WIDTH: u16 = 256;
/// The most leaves that a tree has.
pub const MAX_TREE_SIZE: u64 = 1 << 62;
/// The highest level of tiles that a tree of the largest size has.
const MAX_TILE_LEVEL: u8 = 7;

/// Which tile, and how many hashes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// The level: 0 holds leaves, each further one the roots of full tiles below it.
    pub level: u8,
    /// The number in its level.
    pub index: u64,
    /// How many hashes: 1 to 256.
    pub width: u16,
}

/// Hands out tiles. What gives more hashes than asked for (the full tile) is right too.
pub trait ReadTiles {
    /// The tile's bytes, 32 for each hash.
    fn read_tile(&self, tile: Tile) -> Option<Vec<u8>>;
}

/// Tiles in memory, by level and number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TileMap(BTreeMap<(u8, u64), Vec<u8>>);

impl TileMap {
    /// No tiles.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Puts a tile there, in place of a narrower one.
    pub fn insert(&mut self, tile: Tile, bytes: Vec<u8>) {
        self.0.insert((tile.level, tile.index), bytes);
    }
}

impl ReadTiles for TileMap {
    fn read_tile(&self, tile: Tile) -> Option<Vec<u8>> {
        self.0.get(&(tile.level, tile.index)).cloned()
    }
}

impl Tile {
    /// The tile as it is in a tree of that size; the width is 0 if the tree does not reach it.
    pub(super) fn of_tree(level: u8, index: u64, size: u64) -> Self {
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        let left = hashes.saturating_sub(index.saturating_mul(u64::from(TILE_WIDTH)));
        Self { level, index, width: u16::try_from(left).unwrap_or(TILE_WIDTH).min(TILE_WIDTH) }
    }

    /// Where the tile is served: `tile/<level>/<number>`, with `.p/<width>` if it is not full.
    pub fn path(self) -> String {
        let mut path = format!("tile/{}/", self.level);
        self.push_number(&mut path);
        path
    }

    /// Appends the number in groups of three digits, and the width.
    pub(super) fn push_number(self, path: &mut String) {
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (place, group) in groups.iter().enumerate().rev() {
            let _ = if place == 0 { write!(path, "{group:03}") } else { write!(path, "x{group:03}/") };
        }
        if self.width < TILE_WIDTH {
            let _ = write!(path, ".p/{}", self.width);
        }
    }

    /// The tile that a path names, if it is the one form of that path.
    pub fn of_path(path: &str) -> Result<Self, TreeError> {
        let (level, number) =
            path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or(TreeError::BadForm)?;
        let level: u8 = level.parse().map_err(|_| TreeError::BadForm)?;
        let (number, width) =
            number.split_once(".p/").map_or((number, None), |(number, width)| (number, Some(width)));
        let width = width.map_or(Ok(TILE_WIDTH), str::parse).map_err(|_| TreeError::BadForm)?;
        let digits: String = number.split('/').map(|group| group.trim_start_matches('x')).collect();
        let index: u64 = digits.parse().map_err(|_| TreeError::BadForm)?;
        let tile = Self { level, index, width };
        let fits = level <= MAX_TILE_LEVEL && (1..=TILE_WIDTH).contains(&width);
        if fits && tile.path() == path { Ok(tile) } else { Err(TreeError::BadForm) }
    }

    pub(super) const fn missing(self) -> TreeError {
        TreeError::TileMissing { level: self.level, index: self.index }
    }

    pub(super) const fn broken(self) -> TreeError {
        TreeError::TileBroken { level: self.level, index: self.index }
    }
}

/// Every tile of a tree of that size, the partial ones as they are then.
pub fn tree_tiles(size: u64) -> impl Iterator<Item = Tile> {
    (0..=MAX_TILE_LEVEL).flat_map(move |level| {
        let hashes = size >> (8 * u32::from(level));
        (0..hashes.div_ceil(u64::from(TILE_WIDTH))).map(move |index| Tile::of_tree(level, index, size))
    })
}

/// The tile's hashes, exactly as many as it is wide.
pub(super) fn read_tile<R: ReadTiles + ?Sized>(from: &R, tile: Tile) -> Result<Vec<Hash>, TreeError> {
    let bytes = from.read_tile(tile).ok_or(tile.missing())?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    let wanted = hashes.get(..usize::from(tile.width)).ok_or(tile.broken())?;
    let whole = rest.is_empty() && hashes.len() <= usize::from(TILE_WIDTH);
    if whole { Ok(wanted.iter().map(|hash| Hash(*hash)).collect()) } else { Err(tile.broken()) }
}
