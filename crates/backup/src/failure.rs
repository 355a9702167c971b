//! What can be wrong with a backup, each said for what it is.

use std::io;

use privacy::keys::{BackupHeaderError, ChunkError, WrongRootKey};

use crate::name::Name;

/// Why a backup was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file cannot be read or written.
    #[error("it cannot be read or written: {0}")]
    Io(io::Error),
    /// There is no room.
    #[error("there is no room left on the disk")]
    Full,
    /// Its beginning is not what it must be.
    #[error(transparent)]
    Header(#[from] BackupHeaderError),
    /// It was made with another root key.
    #[error(transparent)]
    WrongRootKey(#[from] WrongRootKey),
    /// A chunk does not open.
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    /// The file ends where no backup can end.
    #[error("it is cut off, or something was appended: no backup has this length")]
    Length,
    /// What is inside is not in the form of a backup.
    #[error("it opens, and what is inside is not a backup: {0}")]
    Form(&'static str),
    /// What is inside is not what its manifest says.
    #[error("it opens, and {0} is not what the manifest says")]
    Manifest(Name),
    /// A file became shorter or longer while it was read.
    #[error("{0} changed while it was read")]
    Changing(Name),
    /// Somebody said stop.
    #[error("it was stopped")]
    Stopped,
    /// Whoever takes what is inside cannot go on, in words for the operator.
    #[error("{0}")]
    Taker(String),
}

impl From<io::Error> for BackupError {
    /// What a reader or writer of this crate failed with is found again inside.
    fn from(error: io::Error) -> Self {
        if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return Self::Full;
        }
        if !error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Self>) {
            return inside_of(error);
        }
        match error.into_inner().map(<dyn std::error::Error + Send + Sync>::downcast::<Self>) {
            Some(Ok(inner)) => *inner,
            _ => Self::Form("an error got lost"),
        }
    }
}

/// The archive's reader wraps errors once more.
fn inside_of(error: io::Error) -> BackupError {
    let kind = error.kind();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(one) = cause {
        if let Some(inner) = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
            && let Some(found) = inner.downcast_ref::<BackupError>().and_then(BackupError::again)
        {
            return found;
        }
        cause = one.source();
    }
    if kind == io::ErrorKind::UnexpectedEof {
        return BackupError::Form("it ends too early");
    }
    BackupError::Io(error)
}

impl BackupError {
    /// Those that a reader of chunks meets, once more.
    fn again(&self) -> Option<Self> {
        match self {
            Self::Chunk(error) => Some(Self::Chunk(*error)),
            Self::Header(error) => Some(Self::Header(*error)),
            Self::Length => Some(Self::Length),
            Self::Stopped => Some(Self::Stopped),
            Self::Full => Some(Self::Full),
            _ => None,
        }
    }
}

impl From<BackupError> for io::Error {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Io(error) => error,
            error => Self::other(error),
        }
    }
}
