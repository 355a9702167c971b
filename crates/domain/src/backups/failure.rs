//! Why a backup was not made, read or put back, in words for the operator.

use std::io;
use std::path::{Path, PathBuf};

use backup::BackupError;
use privacy::Id;
use privacy::ids::Workspace;
use store::embedded::CopyError;
use store::vault::VaultError;
use store::{OpenError, ReadFailed};

use super::vault_age::Older;

/// Why a backup was not made, read or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupFailed {
    /// A backup is never written over something.
    #[error("{0} is there already: a backup never overwrites anything, choose another name")]
    Exists(PathBuf),
    /// A backup beside the data is lost with the data, and would be in the next one's folder.
    #[error("a backup must not lie in the data folder: name a place outside of {0}")]
    InsideData(PathBuf),
    /// A place cannot be used.
    #[error("{0} cannot be used: {1}")]
    Place(PathBuf, io::Error),
    /// There is no room.
    #[error("there is no room left on the disk of {0}; nothing was left behind")]
    Full(PathBuf),
    /// The database cannot be copied.
    #[error(transparent)]
    Copy(CopyError),
    /// What is in the backup, or in the store, cannot be used.
    #[error("{0}")]
    Database(#[from] OpenError),
    /// The database does not answer.
    #[error("the database does not answer as it must: {0}")]
    Read(#[from] ReadFailed),
    /// The keys of this data are elsewhere.
    #[error("the data belongs to another vault than {0}: nothing was changed")]
    OtherVault(String),
    /// The vault is of before the backup.
    #[error(
        "the vault is older than the backup: {0}. It would open who was erased since, and may lack keys. Put the newest copy of the \
         vault in its place. If this is the newest that is left, restore with --older-vault: what the log tells is destroyed again \
         first. Nothing was changed"
    )]
    OlderVault(Box<Older>),
    /// The vault went another way than the one that the backup knows.
    #[error(
        "the vault and the backup tell of different destructions of keys in the workspace {0}: the vault was used after an older \
         copy had been put in its place. Nothing was changed"
    )]
    ForkedVault(Id<Workspace>),
    /// The vault does not answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The backup cannot be read or written.
    #[error("the backup {0}: {1}")]
    Backup(PathBuf, BackupError),
    /// A file that a row names is not in the backup.
    #[error("the backup holds {held} files and its database names {named}")]
    Files {
        /// Files in the backup, or noted as not there.
        held: u64,
        /// Files that the database names.
        named: u64,
    },
    /// A restore was broken off here.
    #[error("a restore was broken off in {0}: start the server, or run the restore again, and it goes on")]
    BrokenOff(PathBuf),
    /// Stopped before anything was changed.
    #[error("stopped; nothing was left behind")]
    Stopped,
}

impl BackupFailed {
    /// For what goes wrong with a place.
    pub(super) fn place(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::AlreadyExists => Self::Exists(path),
            _ => Self::Place(path, error),
        }
    }

    /// For what goes wrong with a backup.
    pub(super) fn backup(path: &Path) -> impl FnOnce(BackupError) -> Self + use<> {
        let path = path.to_owned();
        move |error| match error {
            BackupError::Full => Self::Full(path),
            BackupError::Stopped => Self::Stopped,
            error => Self::Backup(path, error),
        }
    }

    /// For what goes wrong while the database is copied to a place.
    pub(super) fn copy(path: &Path) -> impl FnOnce(CopyError) -> Self + use<> {
        let path = path.to_owned();
        move |error| match error {
            CopyError::Full => Self::Full(path),
            CopyError::Stopped => Self::Stopped,
            error => Self::Copy(error),
        }
    }
}
