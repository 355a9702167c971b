//! Erasures that do not go on by themselves: said once for each start of a server, and shown with their progress.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::{EraseError, ErasureId};

/// The erasures whose keys do not fit, as far as this server has tried.
#[derive(Default)]
pub(crate) struct Stuck(Mutex<HashSet<ErasureId>>);

impl Stuck {
    /// Notes what an attempt came to; whether it now stands still and did not before.
    pub(super) fn tried<T>(&self, id: ErasureId, attempt: &Result<T, EraseError>) -> bool {
        let mut stuck = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match attempt {
            Err(EraseError::WrongKey) => stuck.insert(id),
            Err(_) => false,
            Ok(_) => {
                stuck.remove(&id);
                false
            }
        }
    }

    /// Why it stands still: the code of an error.
    pub(super) fn reason(&self, id: ErasureId) -> Option<&'static str> {
        let stuck = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stuck.contains(&id).then_some(EraseError::WrongKey.code())
    }
}
