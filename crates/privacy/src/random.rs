//! Chance is handed in: ids and tokens repeat in a test that seeds it. Nonces never come from here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest;

/// A source of random bytes: the library's generator, or a seeded stream for tests.
#[derive(Debug, Clone)]
pub struct Random(Source);

#[derive(Debug, Clone)]
enum Source {
    Library,
    Seeded { seed: u64, drawn: Arc<AtomicU64> },
}

impl Random {
    /// The cryptographic library's generator.
    pub const fn system() -> Self {
        Self(Source::Library)
    }

    /// A repeatable stream, SHA-256 over seed and count: for tests only.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded { seed, drawn: Arc::default() })
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Fills `out` with random bytes.
    ///
    /// # Panics
    /// Where the machine has no randomness.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the library for chance")]
    #[expect(clippy::panic, reason = "a machine without randomness must not go on with predictable secrets")]
    pub fn fill(&self, out: &mut [u8]) {
        match &self.0 {
            Source::Library => {
                let Ok(()) = aws_lc_rs::rand::fill(out) else {
                    panic!("the system's random number generator failed");
                };
            }
            Source::Seeded { seed, drawn } => {
                for chunk in out.chunks_mut(32) {
                    let count = drawn.fetch_add(1, Ordering::SeqCst);
                    let block = digest::digest(
                        &digest::SHA256,
                        &(u128::from(*seed) << 64 | u128::from(count)).to_be_bytes(),
                    );
                    chunk.iter_mut().zip(block.as_ref()).for_each(|(place, byte)| *place = *byte);
                }
            }
        }
    }
}
