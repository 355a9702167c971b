//! Sealing a backup: a stream of chunks, each with its number and whether it is the last in its nonce, so that none can be
//! changed, moved, doubled, left out or cut off (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
//! A sealer draws what its key follows from itself, so that no two streams share a key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::backup_header::BackupHeader;
use super::kdf::{Key, kdf, length};
use super::root_key::{Fingerprint, RootKey};
use crate::{Random, Time};

/// The plain bytes of every chunk; the last one is filled up with zeros.
pub const BACKUP_CHUNK: usize = 64 * 1024;
/// The sealed bytes of every chunk: ciphertext and tag.
pub const SEALED_CHUNK: usize = BACKUP_CHUNK + TAG;
const TAG: usize = 16;

/// Why a chunk does not open. Chunks count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// It was changed, or stands where another was.
    #[error("chunk {0} was changed or is not where it was written")]
    Changed(u64),
    /// It is the end of the file, and was not written as the end.
    #[error("it is cut off after chunk {0}")]
    CutOff(u64),
    /// It was written as the end, and something follows.
    #[error("something follows its end, chunk {0}")]
    Continued(u64),
    /// The cryptographic library refused, or the chunk has not the length of one.
    #[error("chunk {0} cannot be sealed or opened")]
    Refused(u64),
}

/// The root key is not the one the backup was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the backup was made with the root key {made}, and the key {given} was given")]
pub struct WrongRootKey {
    /// The fingerprint of the key it was made with.
    pub made: Fingerprint,
    /// The fingerprint of the key that was given.
    pub given: Fingerprint,
}

/// Seals the chunks of one backup, in order, each once.
pub struct BackupSealer {
    key: LessSafeKey,
    next: u64,
}

impl BackupSealer {
    /// A new backup's header and the sealer of its chunks; `None` if the library has no memory.
    pub fn create(root: &RootKey, random: &Random, now: Time) -> Option<(BackupHeader, Self)> {
        let header = BackupHeader::new(now, root.fingerprint(), random.bytes());
        let key = ready(root, &header)?;
        Some((header, Self { key, next: 0 }))
    }

    /// The sealer of a known header, for its vector.
    #[cfg(test)]
    pub(super) fn over(root: &RootKey, header: &BackupHeader) -> Self {
        Self { key: ready(root, header).unwrap(), next: 0 }
    }

    /// Seals a chunk of `BACKUP_CHUNK` bytes in place and appends its tag.
    pub fn seal(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<(), ChunkError> {
        let number = self.next;
        if chunk.len() != BACKUP_CHUNK {
            return Err(ChunkError::Refused(number));
        }
        self.next = number.checked_add(1).ok_or(ChunkError::Refused(number))?;
        self.key
            .seal_in_place_append_tag(nonce(number, last), Aad::empty(), chunk)
            .map_err(|_| ChunkError::Refused(number))
    }
}

/// Opens the chunks of one backup, in order.
pub struct BackupOpener {
    key: LessSafeKey,
    next: u64,
}

impl BackupOpener {
    /// The opener of the backup with this header.
    pub fn new(root: &RootKey, header: &BackupHeader) -> Result<Self, WrongRootKey> {
        let wrong = WrongRootKey { made: header.fingerprint(), given: root.fingerprint() };
        if wrong.made != wrong.given {
            return Err(wrong);
        }
        Ok(Self { key: ready(root, header).ok_or(wrong)?, next: 0 })
    }

    /// Opens the next chunk, of `SEALED_CHUNK` bytes, into `plain`; `last` tells whether the file ends with it.
    pub fn open(&mut self, sealed: &[u8], last: bool, plain: &mut [u8]) -> Result<(), ChunkError> {
        let number = self.next;
        self.next = number.checked_add(1).ok_or(ChunkError::Refused(number))?;
        if self.opens(number, last, sealed, plain) {
            return Ok(());
        }
        if self.opens(number, !last, sealed, plain) {
            return Err(if last { ChunkError::CutOff(number) } else { ChunkError::Continued(number) });
        }
        Err(ChunkError::Changed(number))
    }

    fn opens(&self, number: u64, last: bool, sealed: &[u8], plain: &mut [u8]) -> bool {
        let Some((body, tag)) = sealed.split_last_chunk::<TAG>() else { return false };
        self.key.open_separate_gather(nonce(number, last), Aad::empty(), body, tag, plain).is_ok()
    }
}

/// `KDF(root, "troth/backup/v1", lp(header))`.
pub(super) fn backup_key(root: &RootKey, header: &BackupHeader) -> Key {
    let header = header.to_bytes();
    kdf(root.key(), "troth/backup/v1", &[&length(&header), &header])
}

fn ready(root: &RootKey, header: &BackupHeader) -> Option<LessSafeKey> {
    let key = backup_key(root, header);
    UnboundKey::new(&AES_256_GCM, &key[..]).ok().map(LessSafeKey::new)
}

/// `000000 || u64 number || u8 last`.
fn nonce(number: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    let counted = number.to_be_bytes().into_iter().chain([u8::from(last)]);
    bytes.iter_mut().skip(3).zip(counted).for_each(|(place, byte)| *place = byte);
    Nonce::assume_unique_for_key(bytes)
}
