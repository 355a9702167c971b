//! Vault and log tell of the same destructions, or nothing is served. A vault that was put back to an older state would open
//! who was erased since; it is brought up to date with what the log tells, or refused.

mod compare;
mod enter;
mod every;
mod leaves;
mod replay;
mod told;

use privacy::Id;
use privacy::ids::Workspace;
use store::vault::VaultError;
use store::{ReadFailed, Statement};

use crate::Trouble;

pub(crate) use compare::{Compared, once};
pub use compare::{compare, compare_all};
pub use replay::{Recovered, recover};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[every::STATEMENTS, leaves::STATEMENTS, told::STATEMENTS];

/// Why the vault is not the one for this data. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum VaultRefused {
    /// The vault has no keys of a workspace.
    #[error(
        "the vault does not know the workspace {0}, which the data has: this vault is older than it, or another one. \
         Put the newest copy of the vault in its place; the log cannot bring keys back"
    )]
    Unknown(Id<Workspace>),
    /// The log tells of destructions that the vault has not done.
    #[error(
        "the vault is older than the data: of the workspace {workspace} it knows {vault} destructions of keys, and the log \
         tells of {log}. It would open who was erased since. Put the newest copy of the vault in its place, or run \
         `troth vault recover`, which does again what the log tells"
    )]
    Older {
        /// The workspace.
        workspace: Id<Workspace>,
        /// How many destructions the vault knows.
        vault: u64,
        /// How many the log tells of.
        log: u64,
    },
    /// The log's last checkpoint tells of a later state of the vault.
    #[error(
        "the vault is older than the log's last checkpoint: of the workspace {workspace} it has the generation {vault}, and the \
         checkpoint was signed at {signed}. Put the newest copy of the vault in its place, or run `troth vault recover`"
    )]
    RolledBack {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The vault's generation.
        vault: u64,
        /// The generation that was signed.
        signed: u64,
    },
    /// The log's last checkpoint tells of destructions that are none of this vault's.
    #[error(
        "the log's last checkpoint of the workspace {workspace} was signed at the vault's generation {signed}, with another \
         history of destroyed keys than this vault's: the vault was used after it had been put back, or the two do not \
         belong together"
    )]
    ForkedSince {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The generation that was signed.
        signed: u64,
    },
    /// The data has leaves that the vault has not leased: it would deal them a second time.
    #[error(
        "the vault is older than the data: in the workspace {0} keys are in use that it would deal again. Put the newest copy \
         of the vault in its place, or run `troth vault recover`, which opens new trees of keys"
    )]
    Leases(Id<Workspace>),
    /// The data, or the log, names trees that the vault does not have.
    #[error(
        "the vault does not have the trees of keys {} of the workspace {workspace}, which {by} names: it is older than they \
         are. That cannot be replayed: only a newer copy of the vault has them",
        listed(.trees)
    )]
    Trees {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The trees' numbers.
        trees: Vec<u32>,
        /// What names them.
        by: &'static str,
    },
    /// Both tell of a destruction of that number, and not of the same.
    #[error(
        "vault and log tell of different destructions number {n} in the workspace {workspace}: the vault was used after it had \
         been put back, the log was changed, or the two do not belong together"
    )]
    Forked {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The number of the first.
        n: u64,
    },
    /// The log does not tell of a destruction that came before others.
    #[error("the log has no entry of destruction {n} in the workspace {workspace}: nothing was replayed")]
    Missing {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The number of the first.
        n: u64,
    },
    /// An entry does not fit the hash chain.
    #[error(
        "the log's entry of destruction {n} in the workspace {workspace} does not fit the hash chain: it was changed or \
         forged. Nothing was replayed"
    )]
    Changed {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The number of the first.
        n: u64,
    },
    /// An entry is not the one that was signed.
    #[error(
        "the entry {place} in the log of the workspace {workspace} is not the one that was signed there: it was changed or \
         forged. Nothing was replayed"
    )]
    Unproven {
        /// The workspace.
        workspace: Id<Workspace>,
        /// Its place.
        place: u64,
    },
    /// The vault does not answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl From<ReadFailed> for VaultRefused {
    fn from(failed: ReadFailed) -> Self {
        Self::Trouble(failed.into())
    }
}

fn listed(trees: &[u32]) -> String {
    trees.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
