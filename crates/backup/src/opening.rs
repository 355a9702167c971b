//! Reads sealed chunks as plain bytes. Each chunk is whole or refused; the one before the file's end must be the last.

use std::io::{self, Read};

use privacy::keys::{BACKUP_CHUNK, BACKUP_HEADER, BackupHeader, BackupOpener, RootKey, SEALED_CHUNK};

use crate::failure::BackupError;

/// Opens what is read through it.
pub struct OpenReader<R: Read> {
    from: R,
    header: BackupHeader,
    opener: BackupOpener,
    /// The next chunk, sealed; empty at the end.
    next: Vec<u8>,
    spare: Vec<u8>,
    plain: Vec<u8>,
    /// Where the rest of `plain` begins.
    at: usize,
}

impl<R: Read> OpenReader<R> {
    /// Reads the header and refuses another root key than the one it names.
    pub fn begin(mut from: R, root: &RootKey) -> Result<Self, BackupError> {
        let mut head = Vec::with_capacity(BACKUP_HEADER);
        from.by_ref().take(BACKUP_HEADER as u64).read_to_end(&mut head)?;
        let header = BackupHeader::read(&head)?;
        let opener = BackupOpener::new(root, &header)?;
        let (next, spare) = (Vec::with_capacity(SEALED_CHUNK), Vec::with_capacity(SEALED_CHUNK));
        let plain = vec![0; BACKUP_CHUNK];
        let mut reader = Self { from, header, opener, next, spare, plain, at: BACKUP_CHUNK };
        reader.fetch()?;
        if reader.next.is_empty() { Err(BackupError::Length) } else { Ok(reader) }
    }

    /// The backup's header.
    pub const fn header(&self) -> &BackupHeader {
        &self.header
    }

    /// Reads a whole chunk into `next`, or nothing at the end.
    fn fetch(&mut self) -> Result<(), BackupError> {
        self.next.clear();
        self.from.by_ref().take(SEALED_CHUNK as u64).read_to_end(&mut self.next)?;
        if self.next.is_empty() || self.next.len() == SEALED_CHUNK {
            Ok(())
        } else {
            Err(BackupError::Length)
        }
    }

    /// Opens the next chunk; false if there is none.
    fn advance(&mut self) -> Result<bool, BackupError> {
        if self.next.is_empty() {
            return Ok(false);
        }
        std::mem::swap(&mut self.next, &mut self.spare);
        self.fetch()?;
        self.opener.open(&self.spare, self.next.is_empty(), &mut self.plain)?;
        self.at = 0;
        Ok(true)
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.plain.len() && !self.advance()? {
            return Ok(0);
        }
        let rest = self.plain.get(self.at..).unwrap_or_default();
        let count = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}
