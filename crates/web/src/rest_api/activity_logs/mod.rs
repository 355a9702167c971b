//! The activity log over the API: as Intercom's clients read it, and as tiles, checkpoints and proofs.

mod list;
pub(super) mod names;
mod page;
mod search;
mod served;
mod types;

pub(super) use list::list;
pub(super) use search::search;
pub(super) use served::{checkpoint, consistency, export, key, proof, tile};
pub(super) use types::types;
