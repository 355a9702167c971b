//! Who belongs to a team.

use std::collections::BTreeSet;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Team as TeamKind, Teammate, Workspace};
use privacy::{Id, Time};
use store::{Change, Count, Failed, params, statements};

use super::list::members_of;
use super::{Team, TeamError};
use crate::{Deployment, Trouble, entry};

statements! {
    /// A team's next version over the one that was read.
    CHANGE_MEMBERS = "UPDATE teams SET version = version + 1, updated_at = $4 \
                      WHERE workspace_id = $1 AND team_id = $2 AND version = $3";
    /// A teammate who is there joins a team.
    JOIN_TEAM = "INSERT INTO team_members (workspace_id, team_id, teammate_id, added_at) \
                 SELECT workspace_id, CAST($2 AS BIGINT), teammate_id, CAST($4 AS BIGINT) FROM teammates \
                 WHERE workspace_id = $1 AND teammate_id = $3 AND state = 'active'";
    /// A teammate leaves a team.
    LEAVE_TEAM = "DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2 AND teammate_id = $3";
}

/// The members are these, and nobody else.
pub async fn set_members(
    d: &Deployment,
    team: &Allowed<Team, act::ManageTeams>,
    members: &BTreeSet<Id<Teammate>>,
) -> Result<(), TeamError> {
    let (held, now) = (team.thing(), d.now());
    let before: BTreeSet<_> = members_of(d, held.workspace, held.id).await?.into_iter().collect();
    if before == *members {
        return Ok(());
    }
    let (new, gone): (BTreeSet<_>, Vec<_>) =
        (members.difference(&before).copied().collect(), before.difference(members).collect());
    let facts = Facts::new().count(FactKey::Count, members.len() as u64);
    let act = entry::with(Action::TeamMembersChanged, &held.id, facts);
    let change = Change::new(d.change(), team.actor(), now, act)
        .one(&CHANGE_MEMBERS, params![held.workspace, held.id, Count(held.version), now])
        .each(&LEAVE_TEAM, gone.iter().map(|one| params![held.workspace, held.id, **one]).collect());
    match d.store.commit(joining(change, held.workspace, held.id, &new, now)).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(name)) if name == JOIN_TEAM.name => Err(TeamError::NoSuchTeammate),
        Err(Failed::Conflict(_)) => Err(TeamError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Joins the new members to a change; fails it if one of them is no teammate.
pub(super) fn joining(
    change: Change,
    workspace: Id<Workspace>,
    team: Id<TeamKind>,
    members: &BTreeSet<Id<Teammate>>,
    now: Time,
) -> Change {
    change.each(&JOIN_TEAM, members.iter().map(|one| params![workspace, team, *one, now]).collect())
}
