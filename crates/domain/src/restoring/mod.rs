//! After a store was restored: what was decided since the backup is carried over from the vault's journal, and who was
//! erased since is removed again, before anything is served.

mod marker;

use std::path::Path;

use activity_log::{Action, FactKey, Facts, Object, ObjectKind};
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use privacy::{Id, Time};
use store::{Act, Change, params, statements};

use crate::erasure::{self, EraseError, ErasedAgain};
use crate::{Deployment, Trouble, carried, workspaces};

pub use marker::{LostLogs, Restored};

statements! {
    /// When the last act of the restored data was entered.
    NEWEST_ENTRY = "SELECT CAST(MAX(at) AS BIGINT) FROM entries";
}

/// What was carried over, and erased again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Who and what was erased again.
    pub again: ErasedAgain,
    /// Bars against a silent return that were noted.
    pub bars: u64,
    /// Holds that were placed or lifted.
    pub holds: u64,
    /// People whose erasure had been asked for and waited.
    pub asked_again: u64,
    /// Logs, with the operator's, that say of themselves that what came after the backup is lost.
    pub cut_back: u64,
}

/// Carries over what was decided since, erases again in a restored store everyone and everything whose key is gone,
/// enters the restore, and takes its marker away; nothing if the store in this folder was not restored. Broken off, it
/// begins again and ends in the same state.
pub async fn after_restore(d: &Deployment, store: &Path) -> Result<Option<Report>, EraseError> {
    let Some(restored) = Restored::find(store).map_err(|_| Trouble::Files)? else { return Ok(None) };
    let lost = Restored::lost(store).map_err(|_| Trouble::Files)?;
    let report = erase_again(d, &restored, &lost).await?;
    Restored::take_away(store).map_err(|_| Trouble::Files)?;
    Ok(Some(report))
}

/// The same for a store that was restored by other means than ours, as PostgreSQL is; new leaves are dealt from new trees.
/// No server may run. Broken off, it is done again.
pub async fn after_foreign_restore(d: &Deployment) -> Result<Report, EraseError> {
    for workspace in workspaces::all_ids(d).await? {
        d.vault.open_tree(workspace, None).await.map_err(Trouble::from)?;
    }
    let newest = d.store.row(&NEWEST_ENTRY, params![]).await.map_err(Trouble::from)?;
    let newest = newest.map(|row| row.cells().maybe_count()).transpose().map_err(Trouble::from)?.flatten();
    let made_at = Time::from_micros(newest.unwrap_or(0));
    let restored = Restored { backup: Id::of(*d.change().raw()), made_at, at: d.now() };
    erase_again(d, &restored, &LostLogs::All).await
}

async fn erase_again(d: &Deployment, restored: &Restored, lost: &LostLogs) -> Result<Report, EraseError> {
    let cut_back = tell_cut_back(d, restored, lost).await?;
    let carried = carried::merge(d, restored).await?;
    let again = erasure::after_restore(d).await?;
    let asked_again = carried::ask_again(d).await?;
    let facts =
        Facts::new().count(FactKey::Erased, again.contacts).time(FactKey::Until, restored.made_at.micros());
    let object = Object::new(ObjectKind::Backup, restored.backup.to_string());
    let act = Act { action: Action::StoreRestored, object, facts };
    d.store.commit(Change::for_operator(restored.change(), restored.at, act)).await.map_err(Trouble::from)?;
    Ok(Report { again, bars: carried.bars, holds: carried.holds, asked_again, cut_back })
}

/// Enters, in each log of which what came after the backup is lost, how far it reached when it went on: whoever keeps a
/// checkpoint beyond that is told why it does not fit. Entered before anything else is, and once.
async fn tell_cut_back(d: &Deployment, restored: &Restored, lost: &LostLogs) -> Result<u64, Trouble> {
    let mut told = 0;
    let all = workspaces::all_ids(d).await?.into_iter().chain([Id::<Workspace>::OPERATOR]);
    for workspace in all.filter(|workspace| lost.has(*workspace)) {
        let size = d.store.log_size(workspace).await?.unwrap_or(0);
        let facts = Facts::new().count(FactKey::Size, size).time(FactKey::Until, restored.made_at.micros());
        let object = Object::new(ObjectKind::Log, workspace.to_string());
        let act = Act { action: Action::LogCutBack, object, facts };
        let by = Actor::System { workspace, role: SystemRole::Erasure };
        d.store.commit(Change::new(restored.change_in(workspace), &by, restored.at, act)).await?;
        told += 1;
    }
    Ok(told)
}
