//! Bringing an older vault up to date: what the log tells was destroyed since is destroyed again. Everything is checked
//! before anything is done.

use std::collections::BTreeMap;

use activity_log::tree::leaf_hash;
use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::{Chain, DeadRanges};

use super::told::{self, Told};
use super::{VaultRefused, compare, enter, every, leaves};
use crate::activity::{self, ProveError};
use crate::{Deployment, Trouble};

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Workspaces; each has a new tree of keys now.
    pub workspaces: u64,
    /// Destructions that the vault did not know.
    pub replayed: usize,
}

/// What a workspace's vault lacks.
struct Plan {
    workspace: Id<Workspace>,
    /// The generation that the log's last checkpoint tells.
    seen: Option<u64>,
    lacks: Vec<(u64, DeadRanges)>,
}

/// Replays onto the vault what the log tells, in all workspaces, and opens a new tree in each. No server may use the
/// vault meanwhile. If one of them cannot be recovered, none is touched.
pub async fn recover(d: &Deployment) -> Result<Recovered, VaultRefused> {
    let mut plans = Vec::new();
    for workspace in every::workspace(d).await? {
        plans.push(plan(d, workspace).await?);
    }
    let mut done = Recovered::default();
    for Plan { workspace, seen, lacks } in plans {
        // The tree comes first: a vault that was replayed is served, and must not deal from the old one.
        d.vault.open_tree(workspace, seen).await?;
        let replayed = d.vault.replay(workspace, &lacks).await?;
        let state = d.vault.state(workspace).await?.ok_or(VaultRefused::Unknown(workspace))?;
        enter::recovered(d, workspace, state, replayed).await?;
        done.workspaces += 1;
        done.replayed += replayed;
    }
    Ok(done)
}

async fn plan(d: &Deployment, workspace: Id<Workspace>) -> Result<Plan, VaultRefused> {
    leaves::trees(d, workspace).await?;
    let state = d.vault.state(workspace).await?.ok_or(VaultRefused::Unknown(workspace))?;
    activity::sequence_for_recovery(d, workspace).await?;
    let seen = activity::vault_mark(d, workspace).await?.map(|mark| mark.generation);
    let told = told::all(d, workspace).await?;
    compare::same(workspace, &told, &d.vault.destroyed_since(workspace, 0).await?)?;
    let mut by_number: BTreeMap<u64, Vec<Told>> = BTreeMap::new();
    for told in told.into_iter().filter(|told| told.chain.n > state.chain.n) {
        by_number.entry(told.chain.n).or_default().push(told);
    }
    let (mut chain, mut lacks) = (state.chain, Vec::new());
    for (n, told) in by_number {
        let ranges = next(workspace, chain, n, &told)?;
        proven(d, workspace, &told).await?;
        chain = chain.next(&ranges);
        lacks.push((n, ranges));
    }
    in_known_trees(d, workspace, &lacks).await?;
    Ok(Plan { workspace, seen, lacks })
}

/// What the `n`th destruction was, if it comes next and fits the chain.
fn next(workspace: Id<Workspace>, chain: Chain, n: u64, told: &[Told]) -> Result<DeadRanges, VaultRefused> {
    if n != chain.n + 1 {
        return Err(VaultRefused::Missing { workspace, n: chain.n + 1 });
    }
    let all: Vec<_> = told.iter().flat_map(|told| told.ranges.iter().copied()).collect();
    if all.is_empty() {
        return Err(VaultRefused::Missing { workspace, n });
    }
    let ranges = DeadRanges::gathered(all).ok_or(VaultRefused::Changed { workspace, n })?;
    let after = chain.next(&ranges);
    let fits = told.iter().all(|told| told.chain == after);
    if fits { Ok(ranges) } else { Err(VaultRefused::Changed { workspace, n }) }
}

/// Each entry must be the one that the log's tree was signed over.
async fn proven(d: &Deployment, workspace: Id<Workspace>, told: &[Told]) -> Result<(), VaultRefused> {
    for told in told {
        let place = told.place.ok_or(Trouble::Contended)?;
        let unproven = VaultRefused::Unproven { workspace, place };
        let proven = match activity::prove(d, workspace, place).await {
            Ok(proven) => proven,
            Err(ProveError::NotFound) => return Err(unproven),
            Err(ProveError::Trouble(trouble)) => return Err(trouble.into()),
        };
        let bytes = proven.entry.canonical_bytes().map_err(|_| Trouble::Broken)?;
        if proven.proof.verify(leaf_hash(&bytes), &proven.key).is_err() {
            return Err(unproven);
        }
    }
    Ok(())
}

/// Replaying passes over trees that the vault never had; here that is a loss to be told.
async fn in_known_trees(
    d: &Deployment,
    workspace: Id<Workspace>,
    lacks: &[(u64, DeadRanges)],
) -> Result<(), VaultRefused> {
    let known = d.vault.leased(workspace).await?.ok_or(VaultRefused::Unknown(workspace))?;
    let named = lacks.iter().flat_map(|(_, ranges)| ranges.as_slice()).map(|range| range.tree);
    let mut trees: Vec<u32> = named.filter(|tree| !known.iter().any(|(number, _)| number == tree)).collect();
    trees.sort_unstable();
    trees.dedup();
    if trees.is_empty() { Ok(()) } else { Err(VaultRefused::Trees { workspace, trees, by: "the log" }) }
}
