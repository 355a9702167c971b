//! In which workspaces this server has committed entries that are not in the log yet, so that they get there at once.
//! Only a hint: what it forgets, the look at the store itself finds.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use privacy::Id;
use privacy::ids::Workspace;
use tokio::sync::Notify;

#[derive(Default)]
pub(crate) struct Waiting {
    workspaces: Mutex<BTreeSet<Id<Workspace>>>,
    told: Notify,
}

impl Waiting {
    /// An entry was committed there.
    pub(crate) fn note(&self, workspace: Id<Workspace>) {
        let new = self.workspaces.lock().unwrap_or_else(PoisonError::into_inner).insert(workspace);
        if new {
            self.told.notify_one();
        }
    }

    /// The workspaces that were noted since the last call; waits until there is one.
    pub(crate) async fn take(&self) -> BTreeSet<Id<Workspace>> {
        loop {
            let noted = std::mem::take(&mut *self.workspaces.lock().unwrap_or_else(PoisonError::into_inner));
            if !noted.is_empty() {
                return noted;
            }
            self.told.notified().await;
        }
    }
}
