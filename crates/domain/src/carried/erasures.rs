//! Erasures: noted before their keys end, or while they wait for a hold. Carried over, one that is done again keeps its
//! id, and one that only waited is asked for again.

use privacy::ids::{Erasure as ErasureKind, Workspace};
use privacy::{Id, Time};
use store::vault::Note;

use super::body::{self, Erasure as Body};
use super::note_bars_of;
use crate::erasure::{Erased, Erasure};
use crate::{Deployment, Trouble};

pub(super) const ERASURE: &str = "erasure";

/// Under which id something was to be erased, and since when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) id: Id<ErasureKind>,
    pub(crate) at: Time,
}

/// Notes an erasure, with the bars that it has set.
pub(crate) async fn note_erasure(d: &Deployment, erasure: &Erasure) -> Result<(), Trouble> {
    let (workspace, id, at) = (erasure.workspace, erasure.id, erasure.requested_at);
    let body = body::written(&Body { erasure: id.to_string(), requested_us: at.micros() })?;
    let note = Note { name: erasure.object.name(), at, body };
    d.vault.note(workspace, ERASURE, &[note]).await?;
    note_bars_of(d, workspace, id, at).await
}

/// What is noted of an erasure of this.
pub(crate) async fn asked(
    d: &Deployment,
    workspace: Id<Workspace>,
    object: Erased,
) -> Result<Option<Asked>, Trouble> {
    let note = d.vault.noted(workspace, ERASURE, &object.name()).await?;
    note.map(|note| read(&note)).transpose()
}

fn read(note: &Note) -> Result<Asked, Trouble> {
    let body: Body = body::read(&note.body)?;
    let id = body.erasure.parse().map_err(|_| Trouble::Broken)?;
    Ok(Asked { id, at: Time::from_micros(body.requested_us) })
}
