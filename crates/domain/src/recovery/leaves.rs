//! Whether the vault knows the leaves that the data uses: their trees, and that they were leased.

use std::ops::Range;

use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::LeafKind;
use store::{Count, params, statements};

use super::VaultRefused;
use crate::{Deployment, Trouble};

statements! {
    /// The next tree that the data uses.
    NEXT_TREE = "SELECT tree FROM leaves WHERE workspace_id = $1 AND tree > $2 ORDER BY tree LIMIT 1";
    /// The highest leaf in use between two.
    HIGHEST_LEAF = "SELECT leaf FROM leaves WHERE workspace_id = $1 AND tree = $2 AND leaf >= $3 AND leaf < $4 \
                    ORDER BY leaf DESC LIMIT 1";
}

/// The leaves of one tree that are in use: the highest of each kind.
struct Used {
    tree: i64,
    highest: Vec<Option<i64>>,
}

/// Refuses a vault that does not have all trees of the data.
pub(super) async fn trees(d: &Deployment, workspace: Id<Workspace>) -> Result<(), VaultRefused> {
    known(d, workspace, &used(d, workspace).await?).await.map(drop)
}

/// Refuses that one, and one that would deal a leaf again that is in use.
pub(super) async fn compare(d: &Deployment, workspace: Id<Workspace>) -> Result<(), VaultRefused> {
    // The data is read first: a lease is in the vault before the first of it is dealt.
    let used = used(d, workspace).await?;
    let (newest, leased) = known(d, workspace, &used).await?;
    let again = |used: &Used| {
        let beyond = |(highest, leased): (&Option<i64>, &Range<u64>)| {
            highest.and_then(|leaf| u64::try_from(leaf).ok()).is_some_and(|leaf| leaf >= leased.end)
        };
        used.tree == i64::from(newest) && used.highest.iter().zip(&leased).any(beyond)
    };
    if used.iter().any(again) { Err(VaultRefused::Leases(workspace)) } else { Ok(()) }
}

/// The vault's newest tree, and what was leased from it, if it has all trees in use.
async fn known(
    d: &Deployment,
    workspace: Id<Workspace>,
    used: &[Used],
) -> Result<(u32, Vec<Range<u64>>), VaultRefused> {
    let trees = d.vault.leased(workspace).await?.ok_or(VaultRefused::Unknown(workspace))?;
    let missing = |used: &&Used| !trees.iter().any(|(tree, _)| i64::from(*tree) == used.tree);
    let missing: Vec<u32> =
        used.iter().filter(missing).filter_map(|used| u32::try_from(used.tree).ok()).collect();
    if !missing.is_empty() {
        return Err(VaultRefused::Trees { workspace, trees: missing, by: "the data" });
    }
    trees.into_iter().last().ok_or(VaultRefused::Unknown(workspace))
}

async fn used(d: &Deployment, workspace: Id<Workspace>) -> Result<Vec<Used>, Trouble> {
    let (mut all, mut after) = (Vec::new(), -1);
    while let Some(row) = d.store.row(&NEXT_TREE, params![workspace, Count(after)]).await? {
        after = row.cells().count()?;
        let mut highest = Vec::with_capacity(LeafKind::ALL.len());
        for kind in LeafKind::ALL {
            let leaf = |leaf: u64| Count(i64::try_from(leaf).unwrap_or(i64::MAX));
            let range = kind.range();
            let params = params![workspace, Count(after), leaf(range.start), leaf(range.end)];
            let row = d.store.row(&HIGHEST_LEAF, params).await?;
            highest.push(row.map(|row| row.cells().count()).transpose()?);
        }
        all.push(Used { tree: after, highest });
    }
    Ok(all)
}
