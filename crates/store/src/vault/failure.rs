//! Why the vault does not do what it was asked. No secret and nobody's data stands in it.

use privacy::Id;
use privacy::ids::Hold;
use privacy::keys::{Fingerprint, RootError};

/// Why the vault does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The root key is not the one the vault was made with. Nothing was touched.
    #[error(
        "the root key is not this vault's: the vault was made with the key {vault}, and the key {given} was given; \
         nothing was changed"
    )]
    WrongRootKey {
        /// The fingerprint of the key that made the vault.
        vault: Fingerprint,
        /// The fingerprint of the key that was given.
        given: Fingerprint,
    },
    /// The place cannot be used, in words for the operator.
    #[error("{0}")]
    Unusable(String),
    /// The epoch key is missing or does not open.
    #[error("the vault's epoch key is missing or damaged: restore the vault; nothing was changed")]
    DamagedEpoch,
    /// A record does not open.
    #[error(transparent)]
    Record(#[from] RootError),
    /// A record is not the one that its row says.
    #[error("a root record is not of the generation under which the vault keeps it")]
    Generation,
    /// The workspace has keys already.
    #[error("the workspace has keys already")]
    WorkspaceExists,
    /// The vault does not know the workspace.
    #[error("the vault has no keys of this workspace")]
    NoWorkspace,
    /// A hold needs the keys: none was destroyed.
    #[error("a hold needs the keys: nothing was destroyed")]
    Held(Id<Hold>),
    /// The vault knows of fewer destructions than this server has seen in it.
    #[error(
        "the vault was put back to an older state while this server used it: no key is derived any more. Stop all servers; \
         at the next start the vault is compared with the log"
    )]
    WentBack,
    /// The vault does not answer, or others change the same record all the time: try again later.
    #[error("the vault does not answer in time")]
    Busy,
}
