//! Whether keys may be used: a server of several that has lost its lease on the vault may not have heard of a
//! destruction, and derives nothing until it has the lease again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Stands for "for ever".
const ALWAYS: u64 = u64::MAX;

/// Until when keys may be used, by this machine's own steady clock. Copies are one and the same.
#[derive(Debug, Clone)]
pub struct Live(Arc<Until>);

#[derive(Debug)]
struct Until {
    origin: Instant,
    nanos: AtomicU64,
}

impl Live {
    /// For a vault that only this server uses.
    pub fn always() -> Self {
        Self::with(ALWAYS)
    }

    /// Not before a lease was taken.
    pub fn not_yet() -> Self {
        Self::with(0)
    }

    /// From now on until `end`, whatever was said before.
    pub fn set(&self, end: Instant) {
        let nanos = end.saturating_duration_since(self.0.origin).as_nanos();
        self.0.nanos.store(u64::try_from(nanos).unwrap_or(ALWAYS - 1), Ordering::Release);
    }

    /// Not from now on.
    pub fn end(&self) {
        self.0.nanos.store(0, Ordering::Release);
    }

    /// Whether keys may be used now.
    pub fn is(&self) -> bool {
        let nanos = self.0.nanos.load(Ordering::Acquire);
        nanos == ALWAYS || self.0.origin.elapsed().as_nanos() < u128::from(nanos)
    }

    fn with(nanos: u64) -> Self {
        Self(Arc::new(Until { origin: Instant::now(), nanos: AtomicU64::new(nanos) }))
    }
}
