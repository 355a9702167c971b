//! The log's storage: which place each entry gets, and the tree over them. These are the only writes without an entry
//! of their own, since an entry about every step of the log would itself need a step: what they leave is the tree.

mod append;
mod carry;
mod deal;
mod read;
mod waiting;
mod witness;

use activity_log::tree::Tile;
use privacy::ids::Workspace;
use privacy::{Id, Time};

pub use carry::LogCarrier;
pub use read::LoggedEntry;
pub(crate) use waiting::Waiting;
pub use witness::{Unwitnessed, Witnessed};

use crate::statement::Statement;

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[append::STATEMENTS, carry::STATEMENTS, deal::STATEMENTS, read::STATEMENTS, witness::STATEMENTS];

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
    /// The tiles that are new or grew, with their hashes' bytes.
    pub tiles: Vec<(Tile, Vec<u8>)>,
    /// What is signed of the new size.
    pub checkpoint: LogCheckpoint,
}
