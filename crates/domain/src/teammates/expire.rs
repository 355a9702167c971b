//! Sessions that are over go, with the sign-ins that nobody finished.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use store::{Change, params, statements};

use super::step::REMOVE_OLD_STEPS;
use crate::{Deployment, Trouble, entry};

statements! {
    /// How many sessions are past their end, 500 at most.
    PAST_SESSIONS = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM teammate_sessions \
                     WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500) AS past";
    /// Whether somebody began to sign in and never finished.
    PAST_STEP = "SELECT created_at FROM sign_in_steps WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 1";
    /// Removes so many.
    REMOVE_SESSIONS = "DELETE FROM teammate_sessions WHERE workspace_id = $1 AND session_id IN (SELECT session_id \
                       FROM teammate_sessions WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500)";
}

/// Removes the sessions that are past their end, 500 at most, and the sign-ins that nobody finished; answers how many sessions.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let now = d.now();
    let row = d.store.row(&PAST_SESSIONS, params![workspace, now]).await?;
    let past = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    let begun = d.store.row(&PAST_STEP, params![workspace, now]).await?.is_some();
    if past == 0 && !begun {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, past.into());
    let change = Change::new(d.change(), &by, now, entry::with(Action::SessionsExpired, &workspace, facts))
        .exactly(past, &REMOVE_SESSIONS, params![workspace, now])
        .any(&REMOVE_OLD_STEPS, params![workspace, now]);
    d.store.commit(change).await?;
    Ok(past)
}
