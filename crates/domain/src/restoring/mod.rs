//! After a store was restored: who was erased since the backup is removed from it again, before anything is served. Whose
//! key is gone is found by trying every leaf that the restored store knows.

mod dead;
mod marker;
mod remove;
mod walk;

use std::path::Path;

use activity_log::{Action, FactKey, Facts, Object, ObjectKind};
use store::{Act, Change, Statement};

use crate::{Deployment, Trouble};

pub use marker::Restored;
pub use walk::Report;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[dead::STATEMENTS, remove::STATEMENTS, walk::STATEMENTS];

/// Removes from a restored store everyone and everything whose key is gone, enters the restore, and takes its marker
/// away; nothing if the store in this folder was not restored. Broken off, it begins again and ends in the same state.
pub async fn after_restore(d: &Deployment, store: &Path) -> Result<Option<Report>, Trouble> {
    let Some(restored) = Restored::find(store).map_err(|_| Trouble::Files)? else { return Ok(None) };
    let report = walk::erase_again(d).await?;
    let facts =
        Facts::new().count(FactKey::Erased, report.contacts).time(FactKey::Until, restored.made_at.micros());
    let object = Object::new(ObjectKind::Backup, restored.backup.to_string());
    let act = Act { action: Action::StoreRestored, object, facts };
    d.store.commit(Change::for_operator(restored.change(), restored.at, act)).await?;
    Restored::take_away(store).map_err(|_| Trouble::Files)?;
    Ok(Some(report))
}
