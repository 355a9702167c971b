//! Adding leaves: the last tile of each level is at hand, and what changes is handed back as tiles.

use super::tile::read_tile;
use super::{Frontier, Hash, ReadTiles, TILE_WIDTH, Tile, TreeError, leaf_hash};

/// How many levels of tiles the largest tree has.
const LEVELS: usize = 8;

/// A tree that grows. It holds the unfinished tiles only: at most eight.
#[derive(Debug, Clone, Default)]
pub struct Appender {
    frontier: Frontier,
    edge: [Edge; LEVELS],
    full: Vec<(Tile, Vec<u8>)>,
}

/// The unfinished tile of one level.
#[derive(Debug, Clone, Default)]
struct Edge {
    index: u64,
    bytes: Vec<u8>,
    changed: bool,
}

impl Appender {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree of that size and root, continued from its last tiles: `Appender::tiles(size)` names them.
    pub fn open<R: ReadTiles + ?Sized>(size: u64, root: Hash, from: &R) -> Result<Self, TreeError> {
        let mut opened = Self::new();
        for (level, edge) in (0_u8..).zip(&mut opened.edge) {
            let tile = Self::unfinished(level, size);
            edge.index = tile.index;
            if tile.width > 0 {
                edge.bytes = read_tile(from, tile)?.iter().flat_map(|hash| hash.0).collect();
            }
        }
        opened.frontier = opened.peaks(size)?;
        if opened.frontier.root() == root { Ok(opened) } else { Err(TreeError::WrongRoot) }
    }

    /// The unfinished tiles of a tree of that size: all that is needed to go on.
    pub fn tiles(size: u64) -> Vec<Tile> {
        (0_u8..)
            .take(LEVELS)
            .map(|level| Self::unfinished(level, size))
            .filter(|tile| tile.width > 0)
            .collect()
    }

    /// The unfinished tile of a level; its width is 0 if it has not begun.
    fn unfinished(level: u8, size: u64) -> Tile {
        let index = size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
        Tile::of_tree(level, index, size)
    }

    /// How many leaves there are.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root over all of them.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Adds an entry by its canonical bytes; returns its leaf.
    pub fn push_entry(&mut self, bytes: &[u8]) -> Result<Hash, TreeError> {
        let leaf = leaf_hash(bytes);
        self.push(leaf).map(|()| leaf)
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) -> Result<(), TreeError> {
        let mut rows = [None; LEVELS];
        self.frontier.push_and_tell(0, leaf, |level, hash| {
            if level % 8 == 0
                && let Some(row) = rows.get_mut(usize::from(level / 8))
            {
                *row = Some(hash);
            }
        })?;
        for ((level, edge), hash) in (0_u8..).zip(&mut self.edge).zip(rows) {
            let Some(hash) = hash else { break };
            self.full.extend(edge.add(level, hash));
        }
        Ok(())
    }

    /// The tiles that changed since the last call: full ones, then what the unfinished ones are now.
    pub fn take_tiles(&mut self) -> Vec<(Tile, Vec<u8>)> {
        let mut tiles = std::mem::take(&mut self.full);
        for (level, edge) in (0_u8..).zip(&mut self.edge) {
            if std::mem::take(&mut edge.changed) && !edge.bytes.is_empty() {
                tiles.push((edge.tile(level), edge.bytes.clone()));
            }
        }
        tiles
    }

    /// The perfect subtrees of the unfinished tiles, from the highest level down.
    fn peaks(&self, size: u64) -> Result<Frontier, TreeError> {
        let mut frontier = Frontier::new();
        for (level, edge) in (0..8_u8).rev().zip(self.edge.iter().rev()) {
            let (hashes, _) = edge.bytes.as_chunks::<32>();
            for hash in hashes {
                frontier.push(8 * level, Hash(*hash))?;
            }
        }
        if frontier.size() == size { Ok(frontier) } else { Err(TreeError::WrongRoot) }
    }
}

impl Edge {
    /// Adds a hash; gives back the tile if that makes it full, and begins the next.
    fn add(&mut self, level: u8, hash: Hash) -> Option<(Tile, Vec<u8>)> {
        self.bytes.extend(hash.0);
        self.changed = true;
        if self.bytes.len() < 32 * usize::from(TILE_WIDTH) {
            return None;
        }
        let tile = self.tile(level);
        let full = std::mem::replace(self, Self { index: self.index + 1, ..Self::default() });
        Some((tile, full.bytes))
    }

    fn tile(&self, level: u8) -> Tile {
        Tile { level, index: self.index, width: u16::try_from(self.bytes.len() / 32).unwrap_or(TILE_WIDTH) }
    }
}
