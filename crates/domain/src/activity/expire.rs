//! Entries' bodies are kept for a time of their own; the tree keeps their hashes, so that all proofs still hold. What a
//! recovery of keys is made of (destroyed keys, erasures, holds and bars) stays.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use privacy::{Id, Time};
use store::{Change, Count, params, statements};

use crate::{Deployment, Trouble, entry, limits};

/// So many places at most are emptied by one commit.
const BATCH: i64 = 5_000;

macro_rules! expirable {
    () => {
        "action NOT LIKE 'vault.%' AND action NOT LIKE 'erasure.%' AND action NOT LIKE 'hold.%' \
         AND action NOT LIKE 'suppression.%' AND action NOT LIKE 'tree.%' \
         AND action <> 'log.bodies_expired' AND action <> 'log.cut_back'"
    };
}

statements! {
    /// The first place at which a body is to be removed.
    FIRST_OLD = concat!("SELECT log_index FROM entries WHERE workspace_id = $1 AND log_index >= 0 AND ", expirable!(),
        " ORDER BY log_index LIMIT 1");
    /// The first place from there on at which an entry is still young, or that the tree does not reach.
    FIRST_YOUNG = "SELECT e.log_index FROM entries e JOIN log_heads h ON h.workspace_id = e.workspace_id \
        WHERE e.workspace_id = $1 AND e.log_index >= $2 AND (e.at >= $3 OR e.log_index >= h.size) \
        ORDER BY e.log_index LIMIT 1";
    /// Removes the bodies between two places.
    REMOVE_BODIES = concat!("DELETE FROM entries WHERE workspace_id = $1 AND log_index >= $2 AND log_index < $3 AND at < $4 AND ",
        expirable!());
}

/// Removes the bodies of entries older than they are kept; answers below which place none is left. Each step is entered.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<Option<u64>, Trouble> {
    let now = d.now();
    let kept = i64::try_from(limits::ENTRY_BODIES.as_micros()).unwrap_or(i64::MAX);
    let young = Time::from_micros(now.micros().saturating_sub(kept));
    let size = d.store.log_size(workspace).await?.and_then(|size| i64::try_from(size).ok()).unwrap_or(0);
    let mut below = None;
    while let Some(from) = place(d, workspace, None).await? {
        let end = place(d, workspace, Some((from, young))).await?.unwrap_or(size).min(from + BATCH);
        if end <= from {
            break;
        }
        let by = Actor::System { workspace, role: SystemRole::Schedule };
        let facts = Facts::new().count(FactKey::Size, u64::try_from(end).unwrap_or(0));
        let act = entry::with(Action::LogBodiesExpired, &workspace, facts);
        let change = Change::new(d.change(), &by, now, act)
            .any(&REMOVE_BODIES, params![workspace, Count(from), Count(end), young]);
        d.store.commit(change).await?;
        below = u64::try_from(end).ok();
    }
    Ok(below)
}

/// The first place that can expire, or from one on the first that cannot yet.
async fn place(
    d: &Deployment,
    workspace: Id<Workspace>,
    after: Option<(i64, Time)>,
) -> Result<Option<i64>, Trouble> {
    let row = match after {
        None => d.store.row(&FIRST_OLD, params![workspace]).await?,
        Some((from, young)) => d.store.row(&FIRST_YOUNG, params![workspace, Count(from), young]).await?,
    };
    Ok(row.map(|row| row.cells().count()).transpose()?)
}
