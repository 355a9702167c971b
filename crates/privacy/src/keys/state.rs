//! What a workspace's keys derive from, and everything derived that is kept, behind one lock: when the state is
//! replaced, every handle that was given out sees the new one, and nothing of the old is in use any more.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use super::KeyError;
use super::aead::AeadKey;
use super::cache::Cache;
use super::kdf::Key;
use super::leaf::{Ref, Under};
use super::place::{Place, walk};
use super::ready::ReadyKeys;
use super::workspace_keys::{State, Tree};

/// The state, the nodes and the ready keys that were derived from it.
pub(super) struct Shared {
    state: RwLock<State>,
    cache: Mutex<Cache>,
    ready: ReadyKeys,
}

impl Shared {
    pub(super) fn new(state: State) -> Self {
        Self { state: RwLock::new(state), cache: Mutex::new(Cache::new()), ready: ReadyKeys::new() }
    }

    /// The state as it is; it is not replaced while it is looked at.
    pub(super) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a newer state. What it no longer derives is dropped, and not in use, when this returns.
    pub(super) fn replace(&self, newer: State) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if newer.generation <= state.generation {
            return;
        }
        let destroyed = newer.destroyed != state.destroyed;
        *state = newer;
        if destroyed {
            self.cache().retain(|tree, place| state.seed(tree, place).is_ok());
            let alive = |reference: Ref| {
                Place::of(reference).is_some_and(|place| state.seed(reference.leaf().tree, place).is_ok())
            };
            self.ready.retain(alive);
        }
    }

    /// Does something with the content key for one use, made by `content` from the keys of the references.
    pub(super) fn with_key<T>(
        &self,
        under: Under,
        used_as: &'static str,
        content: impl FnOnce(&Key, Option<&Key>) -> Key,
        work: impl Fn(&AeadKey) -> T,
    ) -> Result<T, KeyError> {
        if let Some(done) = self.ready.with(under, used_as, &work) {
            return Ok(done);
        }
        let state = self.state();
        let (first, second) = under.refs();
        let first = self.derive_in(&state, first)?;
        let second = second.map(|second| self.derive_in(&state, second)).transpose()?;
        let key = AeadKey::new(&content(&first, second.as_ref())).ok_or(KeyError::TooLong)?;
        let done = work(&key);
        self.ready.keep(under, used_as, key);
        Ok(done)
    }

    /// The key of a reference: `Shredded` below no node of the frontier, `NotFound` in an unknown tree.
    pub(super) fn derive(&self, reference: Ref) -> Result<Key, KeyError> {
        self.derive_in(&self.state(), reference)
    }

    fn derive_in(&self, state: &State, reference: Ref) -> Result<Key, KeyError> {
        let (place, tree) = (Place::of(reference).ok_or(KeyError::NotFound)?, reference.leaf().tree);
        let held = self.cache().deepest(tree, place);
        let (from, seed) = match held {
            Some(found) => found,
            None => state.seed(tree, place).map(|(from, seed)| (from, seed.clone()))?,
        };
        if from == place {
            return Ok(seed);
        }
        let mut passed: Vec<(Place, Key)> = Vec::with_capacity(9);
        let key = walk(seed, from, place, |node, key| {
            if Cache::keeps(node.depth()) {
                passed.push((node, key.clone()));
            }
        });
        self.cache().keep(tree, &passed);
        Ok(key)
    }

    /// A cache is only ever replaced slot by slot, so it is whole even if another thread died holding it.
    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every node and every ready key's reference that is kept.
    #[cfg(test)]
    pub(super) fn kept(&self) -> Vec<(u32, Place)> {
        let ready = self.ready.refs().into_iter();
        let ready = ready.map(|reference| (reference.leaf().tree, Place::of(reference).unwrap()));
        self.cache().nodes().into_iter().chain(ready).collect()
    }
}

impl State {
    /// The node of the frontier at or above the place, and its seed.
    fn seed(&self, tree: u32, place: Place) -> Result<(Place, &Key), KeyError> {
        let known = |one: &&Tree| one.number == tree;
        let tree = self.trees.iter().find(known).ok_or(KeyError::NotFound)?;
        tree.page.seed(place).ok_or(KeyError::Shredded)
    }
}
