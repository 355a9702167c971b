//! What is decided about erasing is noted beside the keys, so that it outlives a restore of the data: erasures that were
//! asked for, bars against a silent return, holds. A note is written after the data's commit, for a note of something
//! that was never decided would bar or hold the wrong person; and before anybody is answered. What a crash between the
//! two leaves out is noted by the sweep. It holds ids, times, codes and keyed hashes; see `store::vault`.

mod bars;
mod body;
mod erasures;
mod holds;
mod merge;
mod sweep;

use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Change as ChangeKind, Hex, Workspace};
use privacy::secret::Digest;
use store::Statement;
use store::vault::Note;

use crate::restoring::Restored;
use crate::{Deployment, Trouble};

pub(crate) use bars::{note_bars, note_bars_of};
pub(crate) use erasures::{asked, note_erasure};
pub(crate) use holds::{is_hold_noted, note_hold};
pub(crate) use merge::{ask_again, merge};
pub use sweep::sweep;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[bars::STATEMENTS, holds::STATEMENTS, sweep::STATEMENTS];

/// The program itself, as it carries over.
const fn itself(workspace: Id<Workspace>) -> Actor {
    Actor::System { workspace, role: SystemRole::Erasure }
}

/// The change that carries over a page of notes: the same, however often it is tried.
fn change_of(restored: &Restored, workspace: Id<Workspace>, kind: &str, name: &str) -> Id<ChangeKind> {
    let told = format!("troth/carried/v1\n{}\n{workspace}\n{kind}\n{name}", restored.change());
    let mut id = [0; 16];
    id.iter_mut().zip(Digest::of(told.as_bytes()).as_bytes()).for_each(|(place, byte)| *place = *byte);
    Id::of(Hex::new(id))
}

/// Notes what was read of the data. If the vault does not take it now, the sweep does it: the act itself stands.
async fn noted(
    d: &Deployment,
    workspace: Id<Workspace>,
    kind: &'static str,
    notes: Result<Vec<Note>, Trouble>,
) {
    let done = match notes {
        Ok(notes) => d.vault.note(workspace, kind, &notes).await.map_err(Trouble::from),
        Err(trouble) => Err(trouble),
    };
    if let Err(trouble) = done {
        tracing::warn!(%workspace, kind, %trouble, "not noted for a restore yet; it is tried again within the hour");
    }
}
