//! Writes plain bytes as sealed chunks. A full chunk waits until it is known whether another follows.

use std::io::{self, Write};

use privacy::keys::{BACKUP_CHUNK, BackupHeader, BackupSealer, RootKey, SEALED_CHUNK};
use privacy::{Random, Time};

use crate::failure::BackupError;

/// Seals what is written to it.
pub struct SealWriter<W: Write> {
    out: W,
    sealer: BackupSealer,
    chunk: Vec<u8>,
    written: u64,
}

impl<W: Write> SealWriter<W> {
    /// Begins a new backup on `out` with its header.
    pub fn begin(
        mut out: W,
        root: &RootKey,
        random: &Random,
        now: Time,
    ) -> Result<(BackupHeader, Self), BackupError> {
        let refused = BackupError::Form("the cryptographic library refused");
        let (header, sealer) = BackupSealer::create(root, random, now).ok_or(refused)?;
        let bytes = header.to_bytes();
        out.write_all(&bytes)?;
        let written = bytes.len() as u64;
        Ok((header, Self { out, sealer, chunk: Vec::with_capacity(SEALED_CHUNK), written }))
    }

    /// Fills the last chunk up and writes it; answers what was written to, and how many bytes.
    pub fn finish(mut self) -> Result<(W, u64), BackupError> {
        self.chunk.resize(BACKUP_CHUNK, 0);
        self.put(true)?;
        self.out.flush()?;
        Ok((self.out, self.written))
    }

    fn put(&mut self, last: bool) -> Result<(), BackupError> {
        self.sealer.seal(&mut self.chunk, last)?;
        self.out.write_all(&self.chunk)?;
        self.written += self.chunk.len() as u64;
        self.chunk.clear();
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() == BACKUP_CHUNK && !bytes.is_empty() {
            self.put(false)?;
        }
        let room = BACKUP_CHUNK.saturating_sub(self.chunk.len()).min(bytes.len());
        let (taken, _) = bytes.split_at_checked(room).unwrap_or_default();
        self.chunk.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
