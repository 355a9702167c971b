//! What the log tells of destroyed keys, newest first.

use activity_log::{FactKey, FactValue, Facts};
use privacy::Id;
use privacy::ids::{Change, Hex, Workspace};
use privacy::keys::{Chain, DeadRange};
use store::{Count, Row, params, statements};

use crate::{Deployment, Trouble};

/// So many entries are read at once.
pub(super) const PAGE: usize = 1_000;

statements! {
    /// The entries of destroyed keys before a place in time, newest first.
    TOLD = "SELECT change_id, ordinal, log_index, facts FROM entries WHERE workspace_id = $1 \
            AND action IN ('erasure.shredded', 'vault.punctured') \
            AND (change_id < $2 OR (change_id = $2 AND ordinal < $3)) \
            ORDER BY change_id DESC, ordinal DESC LIMIT 1000";
}

/// An entry of destroyed keys.
#[derive(Debug, Clone)]
pub(super) struct Told {
    at: (Id<Change>, i64),
    /// Its place in the log, once it has one.
    pub(super) place: Option<u64>,
    /// The vault's chain after it.
    pub(super) chain: Chain,
    /// What was destroyed: all of it, or what one entry of several tells; nothing where all of it was destroyed before.
    pub(super) ranges: Vec<DeadRange>,
}

/// The newest entries of destroyed keys.
pub(super) async fn newest(d: &Deployment, workspace: Id<Workspace>) -> Result<Vec<Told>, Trouble> {
    before(d, workspace, (Id::of(Hex::new([0xff; 16])), i64::MAX)).await
}

/// All of them.
pub(super) async fn all(d: &Deployment, workspace: Id<Workspace>) -> Result<Vec<Told>, Trouble> {
    let mut all = newest(d, workspace).await?;
    let mut page = all.len();
    while page == PAGE {
        let Some(last) = all.last() else { break };
        let next = before(d, workspace, last.at).await?;
        page = next.len();
        all.extend(next);
    }
    Ok(all)
}

async fn before(
    d: &Deployment,
    workspace: Id<Workspace>,
    (change, ordinal): (Id<Change>, i64),
) -> Result<Vec<Told>, Trouble> {
    let rows = d.store.rows(&TOLD, params![workspace, change, Count(ordinal)]).await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Told, Trouble> {
    let mut c = row.cells();
    let at = (c.id()?, c.count()?);
    let place = c.maybe_count()?.and_then(|place| u64::try_from(place).ok());
    let facts = c.facts()?;
    Ok(Told { at, place, chain: chain(&facts).ok_or(Trouble::Broken)?, ranges: ranges(&facts) })
}

fn chain(facts: &Facts) -> Option<Chain> {
    match (facts.get(FactKey::ChainNumber), facts.get(FactKey::Chain)) {
        (Some(FactValue::Count(n)), Some(FactValue::Hash(hash))) => Some(Chain { n: *n, hash: *hash }),
        _ => None,
    }
}

fn ranges(facts: &Facts) -> Vec<DeadRange> {
    let Some(FactValue::Ranges(ranges)) = facts.get(FactKey::Ranges) else { return Vec::new() };
    ranges.iter().map(|one| DeadRange { tree: one.tree, first: one.first, last: one.last }).collect()
}
