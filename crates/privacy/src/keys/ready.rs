//! Content keys of recently touched values with their AES key schedules: the same thread is opened by each inbox that
//! shows it, after every event in it. 1,024 keys a workspace at most, wiped by the cryptographic library when dropped.
//! A key is used where it lies, so that once it was dropped no use of it is under way.

use std::sync::{PoisonError, RwLock};

use super::aead::AeadKey;
use super::leaf::{Ref, Under};

/// Tables, each behind a lock of its own, so that a long use holds up few others.
const TABLES: usize = 16;
const SLOTS: usize = 64;

struct Slot {
    under: Under,
    used_as: &'static str,
    key: AeadKey,
}

/// Each key has one slot in which it may stand.
pub(super) struct ReadyKeys([RwLock<Vec<Option<Slot>>>; TABLES]);

impl ReadyKeys {
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|_| RwLock::new((0..SLOTS).map(|_| None).collect())))
    }

    /// Does something with the key for one use under these references, if it is at hand.
    pub(super) fn with<T>(
        &self,
        under: Under,
        used_as: &'static str,
        work: impl FnOnce(&AeadKey) -> T,
    ) -> Option<T> {
        let (table, slot) = place(under, used_as);
        let table = self.0.get(table)?.read().unwrap_or_else(PoisonError::into_inner);
        let slot = table.get(slot)?.as_ref()?;
        (slot.under == under && slot.used_as == used_as).then(|| work(&slot.key))
    }

    /// Keeps a key in place of what stood in its slot.
    pub(super) fn keep(&self, under: Under, used_as: &'static str, key: AeadKey) {
        let (table, slot) = place(under, used_as);
        let Some(table) = self.0.get(table) else { return };
        if let Some(slot) = table.write().unwrap_or_else(PoisonError::into_inner).get_mut(slot) {
            *slot = Some(Slot { under, used_as, key });
        }
    }

    /// Drops the keys of which a reference is not alive. No use of them is under way when this returns.
    pub(super) fn retain(&self, alive: impl Fn(Ref) -> bool) {
        for table in &self.0 {
            for slot in table.write().unwrap_or_else(PoisonError::into_inner).iter_mut() {
                let lives = slot.as_ref().is_none_or(|slot| {
                    let (first, second) = slot.under.refs();
                    alive(first) && second.is_none_or(&alive)
                });
                if !lives {
                    *slot = None;
                }
            }
        }
    }

    /// The references of all keys that are held.
    #[cfg(test)]
    pub(super) fn refs(&self) -> Vec<Ref> {
        let mut out = Vec::new();
        for table in &self.0 {
            for slot in table.read().unwrap().iter().flatten() {
                let (first, second) = slot.under.refs();
                out.push(first);
                out.extend(second);
            }
        }
        out
    }
}

/// Fibonacci hashing over everything that tells two keys apart: table and slot. A use is known by where its name lies.
fn place(under: Under, used_as: &'static str) -> (usize, usize) {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let number = |reference: Ref| {
        let part = reference.part_number().map_or(0, |part| u64::from(part) + 1);
        (reference.leaf().index << 17 ^ part ^ u64::from(reference.leaf().tree)).wrapping_mul(MIX)
    };
    let (first, second) = under.refs();
    let name = (used_as.as_ptr().addr() as u64).rotate_left(32);
    let all = second.map_or(0, number).rotate_left(21) ^ number(first) ^ name;
    let mixed = (all.wrapping_mul(MIX) >> 40) as usize;
    (mixed % TABLES, mixed / TABLES % SLOTS)
}
