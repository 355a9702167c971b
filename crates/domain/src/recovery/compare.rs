//! Comparing the vault with the log, at the start and when a workspace's keys are first used.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use activity_log::note::VaultMark;
use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::Chain;
use store::vault::{Destroyed, VaultError, VaultState};

use super::told::{self, PAGE, Told};
use super::{VaultRefused, enter, every, leaves};
use crate::{Deployment, Trouble, activity};

/// The workspaces whose vault was compared since the start.
#[derive(Default)]
pub(crate) struct Compared(RwLock<HashSet<Id<Workspace>>>);

impl Compared {
    fn has(&self, workspace: Id<Workspace>) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&workspace)
    }

    fn add(&self, workspace: Id<Workspace>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(workspace);
    }
}

/// Compares every workspace; answers how many destructions the log did not tell of and now does.
pub async fn compare_all(d: &Deployment) -> Result<usize, VaultRefused> {
    let mut entered = 0;
    for workspace in every::workspace(d).await? {
        entered += compare(d, workspace).await?;
        d.compared.add(workspace);
    }
    Ok(entered)
}

/// Compares a workspace unless that was done since the start. Without it no key is handed out.
pub(crate) async fn once(d: &Deployment, workspace: Id<Workspace>) -> Result<(), Trouble> {
    if d.compared.has(workspace) {
        return Ok(());
    }
    // Once a workspace, and large: nobody who asks later carries room for it.
    match Box::pin(compare(d, workspace)).await {
        Ok(_) => {
            d.compared.add(workspace);
            Ok(())
        }
        Err(VaultRefused::Trouble(trouble)) => Err(trouble),
        Err(VaultRefused::Vault(VaultError::Busy)) => Err(Trouble::Busy),
        Err(refused) => {
            tracing::error!(%workspace, %refused, "ALARM: the vault is not served from");
            Err(Trouble::Gone)
        }
    }
}

/// Refuses a vault that is older than the log or has another history; enters what the log does not tell of, and answers
/// how many that were.
pub async fn compare(d: &Deployment, workspace: Id<Workspace>) -> Result<usize, VaultRefused> {
    // The log is read first: what it tells of was in the vault before.
    let told = told::newest(d, workspace).await?;
    let log = told.iter().map(|told| told.chain.n).max().unwrap_or(0);
    let signed = activity::vault_mark(d, workspace).await?;
    let state = d.vault.state(workspace).await?.ok_or(VaultRefused::Unknown(workspace))?;
    if state.chain.n < log {
        return Err(VaultRefused::Older { workspace, vault: state.chain.n, log });
    }
    leaves::compare(d, workspace).await?;
    let since = if told.len() < PAGE { 0 } else { told.iter().map(|told| told.chain.n).min().unwrap_or(0) };
    let destroyed = d.vault.destroyed_since(workspace, since.saturating_sub(1)).await?;
    same(workspace, &told, &destroyed)?;
    if let Some(signed) = signed {
        reaches(d, workspace, state, signed, &destroyed).await?;
    }
    missing(d, workspace, state, &told, &destroyed).await
}

/// Refuses a vault that is not as far as the log's last checkpoint says, or came there on another way.
async fn reaches(
    d: &Deployment,
    workspace: Id<Workspace>,
    state: VaultState,
    signed: VaultMark,
    destroyed: &[Destroyed],
) -> Result<(), VaultRefused> {
    if state.generation < signed.generation {
        return Err(VaultRefused::RolledBack {
            workspace,
            vault: state.generation,
            signed: signed.generation,
        });
    }
    if state.chain.hash == signed.chain {
        return Ok(());
    }
    // There were destructions since the checkpoint: before them the vault was where it says.
    let among = |destroyed: &[Destroyed]| destroyed.iter().any(|one| one.chain.hash == signed.chain);
    let was_there = signed.chain == Chain::first().hash
        || among(destroyed)
        || among(&d.vault.destroyed_since(workspace, 0).await?);
    if state.generation > signed.generation && was_there {
        Ok(())
    } else {
        Err(VaultRefused::ForkedSince { workspace, signed: signed.generation })
    }
}

/// Refuses where vault and log give the same number to different destructions.
pub(super) fn same(
    workspace: Id<Workspace>,
    told: &[Told],
    destroyed: &[Destroyed],
) -> Result<(), VaultRefused> {
    let mut known: HashMap<u64, [u8; 32]> =
        destroyed.iter().map(|one| (one.chain.n, one.chain.hash)).collect();
    known.insert(0, Chain::first().hash);
    let differs = |told: &&Told| known.get(&told.chain.n).is_some_and(|hash| *hash != told.chain.hash);
    match told.iter().filter(differs).map(|told| told.chain.n).min() {
        Some(n) => Err(VaultRefused::Forked { workspace, n }),
        None => Ok(()),
    }
}

async fn missing(
    d: &Deployment,
    workspace: Id<Workspace>,
    state: VaultState,
    told: &[Told],
    destroyed: &[Destroyed],
) -> Result<usize, VaultRefused> {
    let told: HashSet<u64> =
        told.iter().filter(|told| !told.ranges.is_empty()).map(|told| told.chain.n).collect();
    let mut entered = 0;
    for one in destroyed.iter().filter(|one| !told.contains(&one.chain.n)) {
        enter::destroyed(d, workspace, state, one).await?;
        entered += 1;
    }
    Ok(entered)
}
