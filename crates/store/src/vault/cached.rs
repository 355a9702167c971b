//! The keys of the workspaces in use. Bounded, because each has a cache of its own of three quarters of a megabyte.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::WorkspaceKeys;

/// Workspaces whose keys are kept; the one not used for longest makes room.
const MOST: usize = 128;

pub(super) struct Cached(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    uses: u64,
    keys: HashMap<Id<Workspace>, (u64, WorkspaceKeys)>,
}

impl Cached {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    pub(super) fn get(&self, workspace: Id<Workspace>) -> Option<WorkspaceKeys> {
        let mut kept = self.lock();
        kept.uses += 1;
        let now = kept.uses;
        let (used, keys) = kept.keys.get_mut(&workspace)?;
        *used = now;
        Some(keys.clone())
    }

    /// Keeps the keys, unless others of the same workspace are there: those have a warm cache and are handed back.
    pub(super) fn put(&self, keys: WorkspaceKeys) -> WorkspaceKeys {
        if let Some(kept) = self.get(keys.workspace()) {
            return kept;
        }
        self.renew(keys.clone());
        keys
    }

    /// Keeps these keys, whatever was there: the record has changed.
    pub(super) fn renew(&self, keys: WorkspaceKeys) {
        let mut kept = self.lock();
        kept.uses += 1;
        let now = kept.uses;
        kept.keys.insert(keys.workspace(), (now, keys));
        if kept.keys.len() > MOST {
            let oldest = kept.keys.iter().min_by_key(|(_, (used, _))| *used).map(|(workspace, _)| *workspace);
            oldest.map(|workspace| kept.keys.remove(&workspace));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use privacy::keys::RootRecord;
    use privacy::{Random, Region};

    use super::*;

    #[test]
    fn the_keys_not_used_for_longest_make_room() {
        let random = Random::seeded(1);
        let workspaces: Vec<_> = (0..=MOST).map(|_| Id::<Workspace>::fresh(&random, Region::Eu)).collect();
        let cached = Cached::new();
        for (position, workspace) in workspaces.iter().enumerate() {
            cached.put(RootRecord::create(&random, *workspace, Region::Eu).keys());
            assert!(cached.get(workspaces[0]).is_some(), "used all the time, at {position}");
        }
        assert!(cached.get(workspaces[1]).is_none());
        assert!(cached.get(workspaces[2]).is_some());
    }
}
