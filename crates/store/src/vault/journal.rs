//! What must be carried over a restore of the data: kept here because the vault goes on when the data goes back. Of each
//! thing the latest note stands; noting it again changes nothing. No value of a person is in it: ids, times, keyed hashes.

use privacy::ids::Workspace;
use privacy::{Id, Time};

use super::{ATTEMPTS, Step, Vault, VaultError, Write, Written, sql};
use crate::param::{Code, Param};
use crate::params;

/// What stands of one thing: who writes it knows how to read its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its name, one of its kind.
    pub name: String,
    /// Of when this is; an older note does not replace a newer one.
    pub at: Time,
    /// What stands of it.
    pub body: Vec<u8>,
}

impl Vault {
    /// Notes how these things of one kind stand, durable when this returns.
    pub async fn note(
        &self,
        workspace: Id<Workspace>,
        kind: &'static str,
        notes: &[Note],
    ) -> Result<(), VaultError> {
        if notes.is_empty() {
            return Ok(());
        }
        let step = |note: &Note| {
            let (name, body) = (Param::text(note.name.clone()), Param::bytes(note.body.clone()));
            Step::any(&sql::ADD_NOTE, params![workspace, Code(kind), name, note.at, body])
        };
        self.journal(|| notes.iter().map(step).collect()).await
    }

    /// The next five hundred notes of one kind, by name.
    pub async fn notes_after(
        &self,
        workspace: Id<Workspace>,
        kind: &'static str,
        name: &str,
    ) -> Result<Vec<Note>, VaultError> {
        let asked = params![workspace, Code(kind), Param::text(name.to_owned())];
        let rows = self.0.place.rows(&sql::READ_JOURNAL, asked).await?;
        rows.into_iter().map(read).collect()
    }

    /// The note of one thing.
    pub async fn noted(
        &self,
        workspace: Id<Workspace>,
        kind: &'static str,
        name: &str,
    ) -> Result<Option<Note>, VaultError> {
        let asked = params![workspace, Code(kind), Param::text(name.to_owned())];
        self.0.place.rows(&sql::READ_NOTE, asked).await?.into_iter().next().map(read).transpose()
    }

    /// Removes the notes from before that time.
    pub async fn drop_notes(&self, workspace: Id<Workspace>, before: Time) -> Result<(), VaultError> {
        self.journal(|| vec![Step::any(&sql::DROP_NOTES, params![workspace, before])]).await
    }

    pub(super) async fn journal(&self, steps: impl Fn() -> Vec<Step>) -> Result<(), VaultError> {
        for _ in 0..ATTEMPTS {
            let epoch = self.current_epoch().await?.key.number();
            let write = Write { epoch, alone: false, steps: steps() };
            if self.0.place.write(write).await? == Written::Done {
                return Ok(());
            }
        }
        Err(VaultError::Busy)
    }
}

fn read(row: crate::Row) -> Result<Note, VaultError> {
    let damaged = |_| VaultError::Unusable("the vault's journal is damaged".to_owned());
    let mut cells = row.cells();
    Ok(Note {
        name: cells.text(|name| Some(name.to_owned())).map_err(damaged)?,
        at: cells.time().map_err(damaged)?,
        body: cells.bytes().map_err(damaged)?,
    })
}
