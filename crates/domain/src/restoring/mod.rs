//! After a store was restored: what was decided since the backup is carried over from the vault's journal, and who was
//! erased since is removed again, before anything is served.

mod marker;

use std::path::Path;

use activity_log::{Action, FactKey, Facts, Object, ObjectKind};
use store::{Act, Change};

use crate::erasure::{self, EraseError, ErasedAgain};
use crate::{Deployment, Trouble};

pub use marker::Restored;

/// Erases again in a restored store everyone and everything whose key is gone, enters the restore, and takes its marker
/// away; nothing if the store in this folder was not restored. Broken off, it begins again and ends in the same state.
pub async fn after_restore(d: &Deployment, store: &Path) -> Result<Option<ErasedAgain>, EraseError> {
    let Some(restored) = Restored::find(store).map_err(|_| Trouble::Files)? else { return Ok(None) };
    let again = erasure::after_restore(d).await?;
    let facts =
        Facts::new().count(FactKey::Erased, again.contacts).time(FactKey::Until, restored.made_at.micros());
    let object = Object::new(ObjectKind::Backup, restored.backup.to_string());
    let act = Act { action: Action::StoreRestored, object, facts };
    d.store.commit(Change::for_operator(restored.change(), restored.at, act)).await.map_err(Trouble::from)?;
    Restored::take_away(store).map_err(|_| Trouble::Files)?;
    Ok(Some(again))
}
