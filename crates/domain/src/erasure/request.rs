//! Asking for a person's erasure. The keys end in the request itself, before it is answered: what that costs does not
//! depend on how much the person wrote.

use privacy::Id;
use privacy::access::{Actor, Guarded, act, allow};
use privacy::ids::{Contact as ContactKind, Workspace};

use super::{EraseError, Erased, Erasure, ErasureId, Source, State, fence, record, shred};
use crate::{Deployment, Trouble, carried, contacts, limits};

/// An erasure that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requested {
    /// Its id.
    pub erasure: ErasureId,
    /// How far it is. From `Shredded` on nothing opens any more; a deferred one waits for a hold.
    pub state: State,
    /// Whether every server confirmed that it holds no key any more; while one has not, it is accepted, not done.
    pub everywhere: bool,
}

impl Requested {
    pub(super) const fn of(erasure: &Erasure) -> Self {
        Self { erasure: erasure.id, state: erasure.state, everywhere: erasure.everywhere }
    }
}

/// A contact that is known by its id alone.
struct Named(Id<Workspace>, Id<ContactKind>);

impl Guarded for Named {
    fn workspace(&self) -> Id<Workspace> {
        self.0
    }
    fn contact(&self) -> Option<Id<ContactKind>> {
        Some(self.1)
    }
}

/// Erases a person: closes them to every write, and ends their keys. What is left is removed by `start` or the schedule.
/// Asking again answers with the same erasure.
pub async fn request(
    d: &Deployment,
    by: &Actor,
    contact: Id<ContactKind>,
    source: Source,
) -> Result<Requested, EraseError> {
    let erasure = close(d, by, contact, source).await?;
    acknowledged(d, by.workspace(), erasure).await
}

/// The first step alone: the person is closed to every read and write, and what is to end stands in the store.
pub async fn close(
    d: &Deployment,
    by: &Actor,
    contact: Id<ContactKind>,
    source: Source,
) -> Result<ErasureId, EraseError> {
    let workspace = by.workspace();
    for _ in 0..limits::TRIES {
        let Some(found) = contacts::find(d, workspace, contact).await? else {
            allow::<_, act::EraseContact>(by, Named(workspace, contact))?;
            let erasure = record::of(d, workspace, Erased::Contact(contact)).await?;
            return erasure.map(|erasure| erasure.id).ok_or(EraseError::NotFound);
        };
        let allowed = allow(by, found)?;
        if let Some(erasure) = fence::contact(d, &allowed, source).await? {
            return Ok(erasure);
        }
    }
    Err(Trouble::Contended.into())
}

/// Ends the keys of what was fenced. If that fails, the erasure stands and goes on by itself: it is accepted.
pub(crate) async fn acknowledged(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: ErasureId,
) -> Result<Requested, EraseError> {
    let erasure = record::find(d, workspace, id).await?.ok_or(EraseError::NotFound)?;
    match erasure.state {
        State::Fenced => {
            if let Err(error) = shred::shred(d, &erasure).await {
                tracing::warn!(%workspace, erasure = %id, %error, "the keys did not end yet; it is tried again");
            }
            let after = record::find(d, workspace, id).await?.ok_or(EraseError::NotFound)?;
            Ok(Requested::of(&after))
        }
        State::Deferred => {
            if let Err(trouble) = carried::note_erasure(d, &erasure).await {
                tracing::warn!(%workspace, erasure = %id, %trouble, "not noted for a restore");
            }
            Ok(Requested::of(&erasure))
        }
        _ => Ok(Requested::of(&erasure)),
    }
}

/// The erasure of something that is not there any more.
pub(crate) async fn asked_before(
    d: &Deployment,
    workspace: Id<Workspace>,
    object: Erased,
) -> Result<Requested, EraseError> {
    let erasure = record::of(d, workspace, object).await?.ok_or(EraseError::NotFound)?;
    acknowledged(d, workspace, erasure.id).await
}
