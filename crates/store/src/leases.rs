//! Numbers are leased in blocks and dealt from memory: no write waits for a counter, and no number is dealt
//! twice, however many servers there are. What a stopped server did not deal is never dealt.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// What one key has left: numbers, and what goes with all of them.
struct Block<T> {
    with: T,
    left: Range<u64>,
}

type Slot<T> = Arc<tokio::sync::Mutex<Option<Block<T>>>>;

/// The leased blocks of every key that was asked for.
pub(crate) struct Leases<K, T> {
    slots: Mutex<HashMap<K, Slot<T>>>,
}

/// So many keys are remembered; beyond it the idle ones are forgotten, and the rest of their blocks with them.
const MOST_KEYS: usize = 100_000;

impl<K: Eq + Hash, T: Copy> Leases<K, T> {
    pub(crate) fn new() -> Self {
        Self { slots: Mutex::default() }
    }

    /// The next number of `key`; `lease` is asked for a block, at least one number long, when none is left.
    pub(crate) async fn next<E>(
        &self,
        key: K,
        lease: impl AsyncFnOnce() -> Result<(T, Range<u64>), E>,
    ) -> Result<(T, u64), E> {
        let slot = self.slot(key);
        let mut block = slot.lock().await;
        if let Some(dealt) = block.as_mut().and_then(Block::deal) {
            return Ok(dealt);
        }
        let (with, left) = lease().await?;
        let mut fresh = Block { with, left };
        let first = fresh.left.start;
        let dealt = fresh.deal().unwrap_or((with, first));
        *block = Some(fresh);
        Ok(dealt)
    }

    /// Deals no more from what is leased for the keys that `of` names.
    pub(crate) fn forget(&self, of: impl Fn(&K) -> bool) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).retain(|key, _| !of(key));
    }

    fn slot(&self, key: K) -> Slot<T> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST_KEYS && !slots.contains_key(&key) {
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key).or_default())
    }
}

impl<T: Copy> Block<T> {
    fn deal(&mut self) -> Option<(T, u64)> {
        self.left.next().map(|number| (self.with, number))
    }
}
