//! Whether anything is left: no row, no key that can be derived, no row that names one of the ended leaves.

use std::collections::BTreeMap;
use std::time::Duration;

use activity_log::{Action, FactKey, Facts};
use privacy::keys::{KeyError, Leaf, Ref};
use store::vault::Acknowledged;
use store::{Change, Count, params, statements};

use super::fence::erased;
use super::{EraseError, Erased, Erasure, itself, remove};
use crate::{Deployment, Trouble, entry};

/// Attempts to empty the write-ahead log before the schedule tries again, and the time between them.
const EMPTYINGS: usize = 20;
const BETWEEN: Duration = Duration::from_millis(25);

statements! {
    /// The keys that an erasure ends.
    ERASURE_LEAVES = "SELECT tree, leaf, part, commitment FROM erasure_leaves WHERE workspace_id = $1 AND erasure_id = $2 \
                      ORDER BY tree, leaf, part";
    /// Rows that still name a leaf.
    NAMING_LEAF = "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM contacts WHERE workspace_id = $1 AND tree = $2 AND leaf = $3) \
                   + (SELECT CAST(COUNT(*) AS BIGINT) FROM leaves WHERE workspace_id = $1 AND tree = $2 AND leaf = $3)";
    /// It was checked that nothing is left, on any server.
    CHECKED = "UPDATE erasures SET state = 'checked', checked_at = $4, everywhere = 1, version = version + 1 \
               WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'removing'";
    /// Something is left: the removal goes through all places again.
    REMOVE_AGAIN = "UPDATE erasures SET removed_at = NULL, version = version + 1 \
                    WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'removing'";
    /// A place is not empty after all.
    STEP_AGAIN = "UPDATE erasure_steps SET finished_at = NULL WHERE workspace_id = $1 AND erasure_id = $2";
    /// How much was removed, place after place.
    REMOVED_IN_ALL = "SELECT place, removed FROM erasure_steps WHERE workspace_id = $1 AND erasure_id = $2 ORDER BY ordinal";
}

/// Checks, and says so in the log; where something is left, the removal starts again.
pub(super) async fn check(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    if rows_left(d, erasure).await? > 0 {
        tracing::error!(erasure = %erasure.id, "rows were left after a removal; it starts again");
        return again(d, erasure).await;
    }
    for reference in keys_of(d, erasure).await? {
        ended(d, erasure, reference).await?;
    }
    if !emptied(d).await? || !is_everywhere(d, erasure).await? {
        return Ok(false);
    }
    let (workspace, now) = (erasure.workspace, d.now());
    let facts = erased(erasure.object, Facts::new()).counts(FactKey::Counts, removed(d, erasure).await?);
    let act = entry::with(Action::ErasureChecked, &erasure.id, facts);
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(&CHECKED, params![workspace, erasure.id, Count(erasure.version), now]);
    remove::stored(d, change).await
}

/// No copy of what was deleted stays in the write-ahead log. A backup that is being made holds it for as long as it copies
/// the database: then the schedule tries again.
async fn emptied(d: &Deployment) -> Result<bool, EraseError> {
    for _ in 0..EMPTYINGS {
        if d.store.empty_log().await.map_err(Trouble::from)? {
            return Ok(true);
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(false)
}

/// Whether no server can derive the keys any more: one that had not confirmed at the acknowledgement has since, or has lost
/// its lease.
async fn is_everywhere(d: &Deployment, erasure: &Erasure) -> Result<bool, Trouble> {
    Ok(erasure.everywhere || d.vault.settled().await? == Acknowledged::Everywhere)
}

async fn rows_left(d: &Deployment, erasure: &Erasure) -> Result<i64, Trouble> {
    let (places, asked) = remove::places(d, erasure).await?;
    let mut left = 0;
    for place in places {
        left += remove::count(d, &place.left, &asked).await?;
    }
    Ok(left)
}

/// The key cannot be derived, and where it is a whole leaf, no row names it.
async fn ended(d: &Deployment, erasure: &Erasure, reference: Ref) -> Result<(), EraseError> {
    let keys = d.keys(erasure.workspace).await?;
    if keys.holds(reference) != Err(KeyError::Shredded) {
        tracing::error!(erasure = %erasure.id, "a key can be derived after its end");
        return Err(EraseError::Left);
    }
    let leaf: Leaf = reference.leaf();
    let asked = params![erasure.workspace, Count::tree(leaf), Count::leaf(leaf)];
    let named = remove::count(d, &NAMING_LEAF, &asked).await?;
    if named > 0 && !matches!(erasure.object, Erased::Message(_)) {
        tracing::error!(erasure = %erasure.id, "a row names an ended leaf");
        return Err(EraseError::Left);
    }
    Ok(())
}

async fn again(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let (workspace, now) = (erasure.workspace, d.now());
    let act = entry::with(Action::ErasureRemoved, &erasure.id, erased(erasure.object, Facts::new()));
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(&REMOVE_AGAIN, params![workspace, erasure.id, Count(erasure.version)])
        .any(&STEP_AGAIN, params![workspace, erasure.id]);
    remove::stored(d, change).await
}

/// The keys that an erasure ends.
pub(super) async fn keys_of(d: &Deployment, erasure: &Erasure) -> Result<Vec<Ref>, Trouble> {
    let rows = d.store.rows(&ERASURE_LEAVES, params![erasure.workspace, erasure.id]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        let (leaf, part) = (c.leaf()?, c.count()?);
        Ok(u16::try_from(part).map_or(Ref::of(leaf), |part| Ref::part(leaf, part)))
    };
    rows.into_iter().map(read).collect()
}

/// How much was removed in each place.
pub(super) async fn removed(d: &Deployment, erasure: &Erasure) -> Result<BTreeMap<String, u64>, Trouble> {
    let rows = d.store.rows(&REMOVED_IN_ALL, params![erasure.workspace, erasure.id]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok((c.text(|place| Some(place.to_owned()))?, c.count()?.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}
