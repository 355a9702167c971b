//! The log as a Merkle tree, hashed as RFC 6962 says and kept in tiles as C2SP `tlog-tiles` says.

mod append;
mod bundle;
mod consistency;
mod frontier;
mod hash;
mod inclusion;
mod node;
#[cfg(test)]
mod tests;
mod tile;

pub use append::Appender;
pub use bundle::{bundle_path, read_bundle, write_bundle};
pub use consistency::{ConsistencyProof, consistency_tiles, prove_consistency, verify_consistency};
pub use frontier::{Frontier, MAX_LEVEL};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use inclusion::{
    InclusionProof, inclusion_tiles, prove_inclusion, root_from_inclusion, verify_inclusion,
};
pub use node::subtrees;
pub use tile::{MAX_TREE_SIZE, ReadTiles, TILE_WIDTH, Tile, TileMap, tree_tiles};

/// Why a tree cannot be read, continued or proved. Tells what was wrong, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A tile that is needed cannot be had.
    #[error("a tile of level {level} is missing: number {index}")]
    TileMissing {
        /// The tile's level.
        level: u8,
        /// The tile's number in its level.
        index: u64,
    },
    /// A tile has fewer hashes than the tree needs, or a broken one.
    #[error("a tile of level {level} is too short or broken: number {index}")]
    TileBroken {
        /// The tile's level.
        level: u8,
        /// The tile's number in its level.
        index: u64,
    },
    /// The tiles do not give the root that they should.
    #[error("the tiles do not give the root that is known")]
    WrongRoot,
    /// The leaf is not in a tree of that size, or the sizes are in the wrong order.
    #[error("there is no such proof: the leaf or the tree is beyond the end")]
    OutOfRange,
    /// The proof has too many or too few hashes.
    #[error("the proof has another length than it must have")]
    ProofLength,
    /// The proof leads to another root.
    #[error("the proof leads to another root")]
    ProofFails,
    /// A subtree that does not begin where the tree ends, or the tree is full.
    #[error("a subtree of that size cannot stand there")]
    Misaligned,
    /// A bundle of entries, or a tile's path, is not in the form it must have.
    #[error("the bytes are not in the form they must have")]
    BadForm,
}
