//! Bars end: what is not needed any more is not kept.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use store::{Change, params, statements};

use crate::{Deployment, Trouble, entry};

statements! {
    /// How many bars have ended, 500 at most.
    ENDED_BARS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM suppressions \
                  WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500) AS ended";
    /// Removes so many.
    REMOVE_BARS = "DELETE FROM suppressions WHERE workspace_id = $1 AND suppression_hash IN (SELECT suppression_hash \
                   FROM suppressions WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500)";
}

/// Removes the bars whose time is over, 500 at most; answers how many.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let now = d.now();
    let row = d.store.row(&ENDED_BARS, params![workspace, now]).await?;
    let ended = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    if ended == 0 {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, ended.into());
    let change =
        Change::new(d.change(), &by, now, entry::with(Action::SuppressionExpired, &workspace, facts))
            .exactly(ended, &REMOVE_BARS, params![workspace, now]);
    d.store.commit(change).await?;
    Ok(ended)
}
