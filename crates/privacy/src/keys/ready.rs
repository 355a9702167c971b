//! Content keys of recently touched values with their AES key schedules: the same thread is opened by each inbox that
//! shows it, after every event in it. 1,024 keys a workspace at most, wiped by the cryptographic library when dropped.

use std::sync::Arc;

use super::aead::AeadKey;
use super::leaf::{Ref, Under};

const SLOTS: usize = 1024;

struct Slot {
    under: Under,
    used_as: &'static str,
    key: Arc<AeadKey>,
}

/// Each key has one slot in which it may stand.
pub(super) struct ReadyKeys(Vec<Option<Slot>>);

impl ReadyKeys {
    pub(super) fn new() -> Self {
        Self((0..SLOTS).map(|_| None).collect())
    }

    /// The key for one use under these references, if it is at hand.
    pub(super) fn find(&self, under: Under, used_as: &'static str) -> Option<Arc<AeadKey>> {
        let slot = self.0.get(place(under, used_as))?.as_ref()?;
        (slot.under == under && slot.used_as == used_as).then(|| Arc::clone(&slot.key))
    }

    /// Keeps a key in place of what stood in its slot.
    pub(super) fn keep(&mut self, under: Under, used_as: &'static str, key: &Arc<AeadKey>) {
        if let Some(slot) = self.0.get_mut(place(under, used_as)) {
            *slot = Some(Slot { under, used_as, key: Arc::clone(key) });
        }
    }
}

/// Fibonacci hashing over everything that tells two keys apart.
fn place(under: Under, used_as: &'static str) -> usize {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let number = |reference: Ref| {
        let part = reference.part_number().map_or(0, |part| u64::from(part) + 1);
        (reference.leaf().index << 17 ^ part ^ u64::from(reference.leaf().tree)).wrapping_mul(MIX)
    };
    let (first, second) = under.refs();
    let name = used_as.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let all = second.map_or(0, number).rotate_left(21) ^ number(first) ^ name;
    (all.wrapping_mul(MIX) >> 40) as usize % SLOTS
}
