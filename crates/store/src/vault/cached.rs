//! The records and keys of the workspaces in use. Bounded, because each has a cache of its own of three quarters of a
//! megabyte; handles that were given out are remembered as long as somebody has them, so that each hears of a change.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::{Live, RootRecord, WeakKeys, WorkspaceKeys};

/// Workspaces whose keys are kept; the one not used for longest makes room.
const MOST: usize = 128;

pub(super) struct Cached(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    uses: u64,
    /// Counts what was heard: a record that was read before the last of it may be an old one.
    heard: u64,
    held: HashMap<Id<Workspace>, Held>,
    given: HashMap<Id<Workspace>, WeakKeys>,
}

struct Held {
    used: u64,
    keys: WorkspaceKeys,
    record: RootRecord,
}

impl Cached {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    pub(super) fn keys(&self, workspace: Id<Workspace>) -> Option<WorkspaceKeys> {
        let mut kept = self.lock();
        kept.uses += 1;
        let now = kept.uses;
        let held = kept.held.get_mut(&workspace)?;
        held.used = now;
        Some(held.keys.clone())
    }

    /// The record as it was last seen; it shares its pages with the one that is kept.
    pub(super) fn record(&self, workspace: Id<Workspace>) -> Option<RootRecord> {
        self.lock().held.get(&workspace).map(|held| held.record.clone())
    }

    /// To be asked before a record is read, and given to `put` with it.
    pub(super) fn heard(&self) -> u64 {
        self.lock().heard
    }

    /// Keeps a record that was read after `heard`; nothing if a change was heard of since: read again.
    pub(super) fn put(&self, record: RootRecord, live: &Live, heard: u64) -> Option<WorkspaceKeys> {
        let mut kept = self.lock();
        (kept.heard == heard).then(|| kept.put(record, live))
    }

    /// Keeps the record that this server has just written. When this returns, no handle derives what it does not.
    pub(super) fn changed(&self, record: RootRecord, live: &Live) -> WorkspaceKeys {
        let mut kept = self.lock();
        kept.heard += 1;
        kept.put(record, live)
    }

    /// Another server changed these records: whether any handle of theirs is there and must be renewed.
    pub(super) fn hear(&self, workspaces: &[Id<Workspace>]) -> Vec<Id<Workspace>> {
        let mut kept = self.lock();
        kept.heard += 1;
        let there = |of: &&Id<Workspace>| {
            kept.held.contains_key(of) || kept.given.get(of).is_some_and(|weak| weak.upgrade().is_some())
        };
        workspaces.iter().filter(there).copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, record: RootRecord, live: &Live) -> WorkspaceKeys {
        self.uses += 1;
        let (used, workspace) = (self.uses, record.workspace());
        if let Some(held) = self.held.get_mut(&workspace) {
            held.used = used;
            held.keys.renew(&record);
            if record.generation() > held.record.generation() {
                held.record = record;
            }
            return held.keys.clone();
        }
        let given = self.given.get(&workspace).and_then(WeakKeys::upgrade);
        let keys = given.unwrap_or_else(|| record.keys_while(live));
        keys.renew(&record);
        self.given.insert(workspace, keys.downgrade());
        self.held.insert(workspace, Held { used, keys: keys.clone(), record });
        if self.held.len() > MOST {
            let oldest = self.held.iter().min_by_key(|(_, held)| held.used).map(|(workspace, _)| *workspace);
            oldest.map(|workspace| self.held.remove(&workspace));
            self.given.retain(|_, weak| weak.upgrade().is_some());
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use privacy::keys::{LeafKind, Ref, Target};
    use privacy::{Random, Region};

    use super::*;

    #[test]
    fn the_keys_not_used_for_longest_make_room() {
        let (random, live) = (Random::seeded(1), Live::always());
        let workspaces: Vec<_> = (0..=MOST).map(|_| Id::<Workspace>::fresh(&random, Region::Eu)).collect();
        let cached = Cached::new();
        for (position, workspace) in workspaces.iter().enumerate() {
            let record = RootRecord::create(&random, *workspace, Region::Eu);
            cached.put(record, &live, 0).unwrap();
            assert!(cached.keys(workspaces[0]).is_some(), "used all the time, at {position}");
        }
        assert!(cached.keys(workspaces[1]).is_none());
        assert!(cached.keys(workspaces[2]).is_some());
    }

    /// A handle that outlived its place in the cache still hears that a key was destroyed.
    #[test]
    fn a_handle_that_made_room_is_renewed() {
        let (random, live, cached) = (Random::seeded(2), Live::always(), Cached::new());
        let fresh = || RootRecord::create(&random, Id::<Workspace>::fresh(&random, Region::Eu), Region::Eu);
        let mut record = fresh();
        let handle = cached.put(record.clone(), &live, 0).unwrap();
        for _ in 0..=MOST {
            cached.put(fresh(), &live, 0).unwrap();
        }
        assert!(cached.keys(record.workspace()).is_none());
        let leaf = privacy::keys::Leaf { tree: record.newest_tree(), index: LeafKind::Person.range().start };
        assert!(handle.holds(Ref::of(leaf)).is_ok());
        record.puncture(&random, &[Target::Key(Ref::of(leaf))], &[]).unwrap();
        assert_eq!(cached.hear(&[record.workspace()]), [record.workspace()]);
        assert!(cached.put(record.clone(), &live, 0).is_none(), "it may have been read before");
        cached.put(record, &live, cached.heard()).unwrap();
        assert!(handle.holds(Ref::of(leaf)).is_err());
    }
}
