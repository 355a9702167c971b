//! Making a team.

use std::collections::BTreeSet;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Team as TeamKind, Teammate};
use privacy::{Id, Personal};
use store::{Change, Failed, Series, params, statements};

use super::members::joining;
use super::{TeamError, named};
use crate::{Deployment, Trouble, entry, limits, workspaces};

statements! {
    /// A new team; none when the name is taken.
    ADD_TEAM = "INSERT INTO teams (workspace_id, team_id, version, name, name_index, created_at, updated_at) \
                VALUES ($1, $2, 1, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
    /// How many teams there are.
    COUNT_TEAMS = "SELECT CAST(COUNT(*) AS BIGINT) FROM teams WHERE workspace_id = $1";
}

/// Makes a team of these teammates.
pub async fn create(
    d: &Deployment,
    to: &Allowed<workspaces::Workspace, act::ManageTeams>,
    name: Personal<String>,
    members: &BTreeSet<Id<Teammate>>,
) -> Result<Id<TeamKind>, TeamError> {
    let (workspace, now) = (to.thing().id, d.now());
    let teams = d.store.row(&COUNT_TEAMS, params![workspace]).await.map_err(Trouble::from)?;
    if teams.map_or(Ok(0), |row| row.cells().count()).map_err(Trouble::from)? >= limits::TEAMS {
        return Err(TeamError::TooMany);
    }
    let id = Id::<TeamKind>::of(d.store.number(workspace, Series::Teams).await.map_err(Trouble::from)?);
    let (sealed, index) = named(&d.keys(workspace).await?, id, name)?;
    let facts = Facts::new().count(FactKey::Count, members.len() as u64);
    let change = Change::new(d.change(), to.actor(), now, entry::with(Action::TeamCreated, &id, facts))
        .one(&ADD_TEAM, params![workspace, id, sealed, index, now]);
    match d.store.commit(joining(change, workspace, id, members, now)).await {
        Ok(_) => Ok(id),
        Err(Failed::Conflict(name)) if name == ADD_TEAM.name => Err(TeamError::NameTaken),
        Err(Failed::Conflict(_)) => Err(TeamError::NoSuchTeammate),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
