//! Counts and digests what is read through it.

use std::io::{self, Read};

use privacy::secret::{Digest, Digesting};

pub(crate) struct Counted<R> {
    from: R,
    digest: Digesting,
    count: u64,
}

impl<R: Read> Counted<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, digest: Digesting::new(), count: 0 }
    }

    /// How many bytes came through.
    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// The digest of all of them.
    pub(crate) fn end(self) -> Digest {
        self.digest.end()
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(out)?;
        self.digest.take(out.get(..count).unwrap_or_default());
        self.count += count as u64;
        Ok(count)
    }
}
