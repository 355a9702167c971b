//! The log's storage: which place each entry gets, and the tree over them. These are the only writes without an entry
//! of their own, since an entry about every step of the log would itself need a step: what they leave is the tree.

mod append;
mod deal;
mod read;
mod waiting;

use privacy::{Id, Time};
use privacy::ids::Workspace;

pub use read::LoggedEntry;
pub(crate) use waiting::Waiting;

use crate::statement::Statement;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[append::STATEMENTS, deal::STATEMENTS, read::STATEMENTS];

/// A node of the tree: SHA-256.
pub type LogHash = [u8; 32];

/// Up to 256 hashes that stand side by side on one level of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTile {
    /// The level: 0 for leaves, each further one for 256 times as many.
    pub level: u8,
    /// The tile's number on its level, from 0.
    pub index: u64,
    /// The hashes, 1 to 256.
    pub hashes: Vec<LogHash>,
}

/// A signed statement of the tree's size and root, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCheckpoint {
    /// How many entries it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub signed_at: Time,
}

/// A step of the tree: from `from` entries to as many as the checkpoint says.
#[derive(Debug)]
pub struct LogStep {
    /// Whose log.
    pub workspace: Id<Workspace>,
    /// The size before.
    pub from: u64,
    /// The tiles that are new or grew.
    pub tiles: Vec<LogTile>,
    /// What is signed of the new size.
    pub checkpoint: LogCheckpoint,
}
