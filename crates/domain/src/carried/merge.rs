//! Carrying the notes over into a restored store, before the first answer: bars and holds before anything is erased again,
//! erasures that only waited after it. Broken off, it begins again and changes nothing twice.

use privacy::Id;
use privacy::ids::Workspace;
use store::vault::Note;

use super::bars::{self, BAR};
use super::erasures::ERASURE;
use super::holds::{self, HOLD};
use super::itself;
use crate::erasure::{self, EraseError, Erased, Source};
use crate::restoring::Restored;
use crate::{Deployment, Trouble, contacts, workspaces};

/// How much was carried over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    /// Bars that are noted.
    pub(crate) bars: u64,
    /// Holds that were placed or lifted.
    pub(crate) holds: u64,
}

/// Carries bars and holds over, in all workspaces.
pub(crate) async fn merge(d: &Deployment, restored: &Restored) -> Result<Carried, Trouble> {
    let mut carried = Carried::default();
    for workspace in workspaces::all_ids(d).await? {
        let mut name = String::new();
        while let Some(notes) = page(d, workspace, BAR, &mut name).await? {
            carried.bars += bars::carry(d, restored, workspace, &notes).await?;
        }
        let keys = d.keys(workspace).await?;
        let mut name = String::new();
        while let Some(notes) = page(d, workspace, HOLD, &mut name).await? {
            for note in &notes {
                carried.holds += u64::from(holds::carry(d, &keys, restored, note).await?);
            }
        }
    }
    Ok(carried)
}

/// Asks again for the erasure of everybody who is there although it was asked for; answers how many.
pub(crate) async fn ask_again(d: &Deployment) -> Result<u64, EraseError> {
    let mut again = 0;
    for workspace in workspaces::all_ids(d).await? {
        let mut name = String::new();
        while let Some(notes) = page(d, workspace, ERASURE, &mut name).await? {
            for note in &notes {
                again += u64::from(ask(d, workspace, note).await?);
            }
        }
    }
    Ok(again)
}

async fn ask(d: &Deployment, workspace: Id<Workspace>, note: &Note) -> Result<bool, EraseError> {
    let Some(Erased::Contact(contact)) = Erased::of_name(&note.name) else { return Ok(false) };
    if contacts::find(d, workspace, contact).await?.is_none() {
        return Ok(false);
    }
    let asked = erasure::request(d, &itself(workspace), contact, Source::Restore).await?;
    erasure::carry_on(d, workspace, asked.erasure).await?;
    Ok(true)
}

/// The next notes of a kind, and the name of the last of them.
async fn page(
    d: &Deployment,
    workspace: Id<Workspace>,
    kind: &'static str,
    name: &mut String,
) -> Result<Option<Vec<Note>>, Trouble> {
    let notes = d.vault.notes_after(workspace, kind, name).await?;
    let Some(last) = notes.last() else { return Ok(None) };
    last.name.clone_into(name);
    Ok(Some(notes))
}
