//! Reading teams. Colleagues see them; this is administration, not support.

use std::collections::HashMap;

use activity_log::Action;
use privacy::access::Permit;
use privacy::ids::{Team as TeamKind, Teammate, Workspace};
use privacy::{Id, RowId};
use store::{Count, Row, params, statements};

use super::{Team, TeamShown};
use crate::{Deployment, Trouble, entry, limits, reads};

statements! {
    /// One team.
    FIND_TEAM = "SELECT workspace_id, team_id, version, name FROM teams WHERE workspace_id = $1 AND team_id = $2";
    /// All teams.
    LIST_TEAMS = "SELECT workspace_id, team_id, version, name FROM teams WHERE workspace_id = $1 ORDER BY team_id LIMIT $2";
    /// Who belongs to which team; only teammates who are there.
    LIST_MEMBERS = "SELECT m.team_id, m.teammate_id FROM team_members m JOIN teammates t ON t.workspace_id = m.workspace_id \
                    AND t.teammate_id = m.teammate_id AND t.state = 'active' WHERE m.workspace_id = $1 \
                    ORDER BY m.team_id, m.teammate_id";
    /// Who belongs to one team.
    MEMBERS_OF = "SELECT teammate_id FROM team_members WHERE workspace_id = $1 AND team_id = $2 ORDER BY teammate_id";
    /// The team is still there, and stays until this change is stored: whoever dissolves it waits for it.
    STILL_A_TEAM = "UPDATE teams SET version = version WHERE workspace_id = $1 AND team_id = $2";
}

fn read(row: Row) -> Result<Team, Trouble> {
    let mut c = row.cells();
    Ok(Team { workspace: c.id()?, id: c.id()?, version: c.count()?, name: c.sealed()? })
}

/// The team of that id.
pub async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<TeamKind>,
) -> Result<Option<Team>, Trouble> {
    d.store.row(&FIND_TEAM, params![workspace, id]).await?.map(read).transpose()
}

/// All teams of the permit's workspace, with their members, in the order in which they were made. Who sees them is entered.
pub async fn list(d: &Deployment, permit: &Permit) -> Result<Vec<TeamShown>, Trouble> {
    let workspace = permit.actor().workspace();
    reads::note(d, permit, entry::of(Action::TeamListed, &workspace), None).await?;
    let mut members: HashMap<Id<TeamKind>, Vec<Id<Teammate>>> = HashMap::new();
    for row in d.store.rows(&LIST_MEMBERS, params![workspace]).await? {
        let mut c = row.cells();
        members.entry(c.id()?).or_default().push(c.id()?);
    }
    let shown = opened(d, permit).await?.into_iter().map(|(Team { id, version, .. }, name)| {
        let members = members.remove(&id).unwrap_or_default();
        TeamShown { id, version, name, members }
    });
    Ok(shown.collect())
}

/// The teams to which each teammate belongs, for showing beside them: ids only, and who sees the teammates is entered.
pub async fn of_teammates(
    d: &Deployment,
    permit: &Permit,
) -> Result<HashMap<Id<Teammate>, Vec<Id<TeamKind>>>, Trouble> {
    let mut teams: HashMap<Id<Teammate>, Vec<Id<TeamKind>>> = HashMap::new();
    for row in d.store.rows(&LIST_MEMBERS, params![permit.actor().workspace()]).await? {
        let mut c = row.cells();
        let team = c.id()?;
        teams.entry(c.id()?).or_default().push(team);
    }
    Ok(teams)
}

/// Names by id, for showing to whom something was given.
pub async fn names(d: &Deployment, permit: &Permit) -> Result<HashMap<Id<TeamKind>, String>, Trouble> {
    Ok(opened(d, permit).await?.into_iter().map(|(team, name)| (team.id, name)).collect())
}

async fn opened(d: &Deployment, permit: &Permit) -> Result<Vec<(Team, String)>, Trouble> {
    let workspace = permit.actor().workspace();
    let keys = d.keys(workspace).await?;
    let rows = d.store.rows(&LIST_TEAMS, params![workspace, Count(limits::TEAMS)]).await?;
    let open = |row: Row| {
        let team = read(row)?;
        let name = keys.open(permit, &RowId::of(team.id), &team.name)?.into_shown();
        Ok((team, name))
    };
    rows.into_iter().map(open).collect()
}

/// Who belongs to a team, also those who are no teammates any more.
pub(super) async fn members_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    team: Id<TeamKind>,
) -> Result<Vec<Id<Teammate>>, Trouble> {
    let rows = d.store.rows(&MEMBERS_OF, params![workspace, team]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}
