//! Sessions that are over go.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use store::{Change, params, statements};

use crate::{Deployment, Trouble, entry};

statements! {
    /// How many sessions are past their end, 500 at most.
    PAST_MESSENGER_SESSIONS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM messenger_sessions \
                               WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500) AS past";
    /// Removes so many.
    REMOVE_MESSENGER_SESSIONS = "DELETE FROM messenger_sessions WHERE workspace_id = $1 AND session_id IN (SELECT session_id \
                                 FROM messenger_sessions WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500)";
}

/// Removes the sessions that are past their end, 500 at most; answers how many.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let now = d.now();
    let row = d.store.row(&PAST_MESSENGER_SESSIONS, params![workspace, now]).await?;
    let past = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    if past == 0 {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, past.into());
    let act = entry::with(Action::MessengerSessionsExpired, &workspace, facts);
    let change = Change::new(d.change(), &by, now, act).exactly(
        past,
        &REMOVE_MESSENGER_SESSIONS,
        params![workspace, now],
    );
    d.store.commit(change).await?;
    Ok(past)
}
