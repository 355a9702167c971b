//! What every act of the product needs: the store, the vault, the files, a clock and chance.

use std::sync::Arc;

use privacy::ids::{Change, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::{Clock, Id, Random, Time};
use store::Store;
use store::vault::Vault;

use crate::activity::Turns;
use crate::attachments::Files;
use crate::erasure::Stuck;
use crate::reads::Readers;
use crate::recovery::{self, Compared};
use crate::refusals::Refusals;
use crate::trouble::Trouble;

/// One deployment's working parts; cheap to clone.
#[derive(Clone)]
pub struct Deployment(Arc<Parts>);

/// The parts, by name.
pub struct Parts {
    /// The data.
    pub store: Store,
    /// The keys.
    pub vault: Vault,
    /// The sealed contents of attachments.
    pub files: Files,
    /// The time.
    pub clock: Clock,
    /// Chance for ids and secrets.
    pub random: Random,
    /// Who was entered as a reader of what in the last minutes.
    pub(crate) readers: Readers,
    /// Whose turn it is to sequence which log.
    pub(crate) turns: Turns,
    /// Of which workspaces the vault was compared with the log.
    pub(crate) compared: Compared,
    /// Which erasures stand still here, and why.
    pub(crate) stuck: Stuck,
    /// Who was refused and is not entered yet.
    pub(crate) refusals: Refusals,
}

impl Deployment {
    /// Puts the parts together.
    pub fn new(store: Store, vault: Vault, files: Files, clock: Clock, random: Random) -> Self {
        Self(Arc::new(Parts {
            store,
            vault,
            files,
            clock,
            random,
            readers: Readers::default(),
            turns: Turns::default(),
            compared: Compared::default(),
            stuck: Stuck::default(),
            refusals: Refusals::default(),
        }))
    }

    /// The time now.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// A new change's id.
    pub(crate) fn change(&self) -> Id<Change> {
        Id::<Change>::fresh(&self.random, self.now())
    }

    /// The workspace's keys; a workspace without keys is broken or gone. None are handed out before the vault was
    /// compared with the log.
    pub async fn keys(&self, workspace: Id<Workspace>) -> Result<WorkspaceKeys, Trouble> {
        recovery::once(self, workspace).await?;
        self.vault.keys(workspace).await?.ok_or(Trouble::Gone)
    }
}

impl std::ops::Deref for Deployment {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
