//! Taking an invitation back, and removing those that nobody answered.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Invitation, Workspace};
use privacy::{Id, Time};
use store::{Change, Failed, params, statements};

use super::{InviteError, invite::held, judged};
use crate::mail::forgetting;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Removes an invitation.
    REMOVE_INVITATION = "DELETE FROM invitations WHERE workspace_id = $1 AND invitation_id = $2";
    /// How many ended before a time, 500 at most.
    UNANSWERED = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM invitations \
                  WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500) AS ended";
    /// Removes so many.
    REMOVE_UNANSWERED = "DELETE FROM invitations WHERE workspace_id = $1 AND invitation_id IN (SELECT invitation_id \
                         FROM invitations WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 500)";
}

/// Takes an invitation back: its link opens nothing any more.
pub async fn revoke(d: &Deployment, by: &Actor, id: Id<Invitation>) -> Result<(), InviteError> {
    let held = held(d, by, id).await?;
    judged(d, by, held.role).await?;
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::InvitationRevoked, &id))
        .one(&REMOVE_INVITATION, params![by.workspace(), id]);
    match d.store.commit(forgetting(change, by.workspace(), held.teammate)).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(InviteError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Removes invitations that ended a month ago without an answer, 500 at most; answers how many.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let now = d.now();
    let kept = i64::try_from(limits::UNANSWERED.as_micros()).unwrap_or(i64::MAX);
    let before = Time::from_micros(now.micros().saturating_sub(kept));
    let row = d.store.row(&UNANSWERED, params![workspace, before]).await?;
    let ended = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    if ended == 0 {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, ended.into());
    let change = Change::new(d.change(), &by, now, entry::with(Action::InvitationExpired, &workspace, facts))
        .exactly(ended, &REMOVE_UNANSWERED, params![workspace, before]);
    d.store.commit(change).await?;
    Ok(ended)
}
