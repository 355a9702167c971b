//! The clear beginning of a backup: `"TROTHBAK" || 01 || u64 made at || fingerprint 32 || salt 32 || SHA-256 of all before`.
//! The key follows from all of it. The digest proves nothing; it tells a damaged file from a foreign one.

use super::reader::Reader;
use super::root_key::Fingerprint;
use crate::ids::{Change, Hex};
use crate::secret::Digest;
use crate::{Id, Time};

const MAGIC: [u8; 8] = *b"TROTHBAK";
/// The format that this program writes.
const VERSION: u8 = 1;
/// Bytes before the digest.
const BODY: usize = MAGIC.len() + 1 + 8 + 32 + 32;

/// Bytes of a header.
pub const BACKUP_HEADER: usize = BODY + 32;

/// What a backup says of itself in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupHeader {
    made_at: Time,
    fingerprint: Fingerprint,
    salt: [u8; 32],
}

/// Why bytes are not a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupHeaderError {
    /// It does not begin like a backup.
    #[error("it is not a backup of Troth")]
    NotABackup,
    /// It is of a format that this program does not know.
    #[error("it has format {0}, and this program knows format {VERSION}: read it with a newer one")]
    Newer(u8),
    /// It begins like a backup, and its beginning was changed or cut off.
    #[error("its beginning was changed or cut off")]
    Damaged,
}

impl BackupHeader {
    pub(super) const fn new(made_at: Time, fingerprint: Fingerprint, salt: [u8; 32]) -> Self {
        Self { made_at, fingerprint, salt }
    }

    /// When the backup was begun.
    pub const fn made_at(&self) -> Time {
        self.made_at
    }

    /// Of the root key it was made with.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The backup's name: the first half of its salt. It names the change that enters it too.
    pub fn id(&self) -> Id<Change> {
        let mut id = [0; 16];
        id.iter_mut().zip(self.salt).for_each(|(place, byte)| *place = byte);
        Id::of(Hex::new(id))
    }

    /// The header's bytes.
    pub fn to_bytes(&self) -> [u8; BACKUP_HEADER] {
        let mut out = [0; BACKUP_HEADER];
        let body = MAGIC
            .into_iter()
            .chain([VERSION])
            .chain(self.made_at.micros().to_be_bytes())
            .chain(*self.fingerprint.as_bytes())
            .chain(self.salt);
        out.iter_mut().zip(body).for_each(|(place, byte)| *place = byte);
        let digest = Digest::of(out.get(..BODY).unwrap_or_default());
        out.iter_mut().skip(BODY).zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
        out
    }

    /// Reads the first `BACKUP_HEADER` bytes of a file, or fewer if there are no more.
    pub fn read(bytes: &[u8]) -> Result<Self, BackupHeaderError> {
        let mut from = Reader::new(bytes);
        if from.array::<8>() != Some(MAGIC) {
            return Err(BackupHeaderError::NotABackup);
        }
        let version = from.byte().ok_or(BackupHeaderError::Damaged)?;
        let header = Self::fields(&mut from).filter(|header| header.to_bytes().ends_with(digest_of(bytes)));
        match (version, header) {
            (VERSION, Some(header)) => Ok(header),
            // All else is as this program writes it: the version alone was changed.
            (VERSION, None) | (_, Some(_)) => Err(BackupHeaderError::Damaged),
            (version, None) => Err(BackupHeaderError::Newer(version)),
        }
    }

    fn fields(from: &mut Reader<'_>) -> Option<Self> {
        let made_at = Time::from_micros(i64::from_be_bytes(from.array()?));
        let (fingerprint, salt) = (Fingerprint::from_store(from.array()?), from.array()?);
        from.take(32)?;
        from.end()?;
        Some(Self { made_at, fingerprint, salt })
    }
}

fn digest_of(bytes: &[u8]) -> &[u8] {
    bytes.get(BODY..).unwrap_or_default()
}
