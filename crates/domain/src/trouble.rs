//! What can go wrong in any act and is nobody's mistake: the store, the vault, the files.

use privacy::keys::KeyError;
use store::vault::VaultError;
use store::{Failed, ReadFailed};

/// The machinery failed; the caller did nothing wrong. Nothing was changed, unless `InDoubt`.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Too much to do at the moment: try again.
    #[error("the store is busy")]
    Busy,
    /// No room on the disk; reads go on.
    #[error("the disk is full: nothing is written until there is room")]
    Full,
    /// The connection broke while committing; the change may or may not stand.
    #[error("the store did not say whether the change was kept")]
    InDoubt,
    /// Two acts met; trying again did not help.
    #[error("the thing changed too often at the same time")]
    Contended,
    /// The keys of the workspace are not there.
    #[error("the workspace's keys are not in the vault")]
    Gone,
    /// A value did not open, or a key could not be derived.
    #[error("a sealed value did not open: {0}")]
    Keys(KeyError),
    /// The store answered with an error, which it has logged.
    #[error("the store failed")]
    Broken,
    /// A file could not be written or read.
    #[error("the file store failed")]
    Files,
}

impl From<Failed> for Trouble {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Conflict(_) => Self::Contended,
            Failed::InDoubt => Self::InDoubt,
            Failed::Full => Self::Full,
            Failed::Busy => Self::Busy,
            Failed::Broken => Self::Broken,
        }
    }
}

impl From<ReadFailed> for Trouble {
    fn from(failed: ReadFailed) -> Self {
        if matches!(failed, ReadFailed::Busy) { Self::Busy } else { Self::Broken }
    }
}

impl From<store::BadCell> for Trouble {
    fn from(_: store::BadCell) -> Self {
        Self::Broken
    }
}

impl From<KeyError> for Trouble {
    fn from(error: KeyError) -> Self {
        if matches!(error, KeyError::NotLive) { Self::Busy } else { Self::Keys(error) }
    }
}

impl From<VaultError> for Trouble {
    fn from(error: VaultError) -> Self {
        if matches!(error, VaultError::Busy) { Self::Busy } else { Self::Broken }
    }
}

impl From<privacy::sealed::NotSealed> for Trouble {
    fn from(_: privacy::sealed::NotSealed) -> Self {
        Self::Keys(KeyError::Tampered)
    }
}
