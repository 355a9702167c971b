//! Giving a team another name.

use activity_log::Action;
use privacy::Personal;
use privacy::access::{Allowed, act};
use store::{Change, Count, Failed, params, statements};

use super::{Team, TeamError, named};
use crate::{Deployment, Trouble, entry};

statements! {
    /// A team's new name over the version that was read, unless another team has it.
    RENAME_TEAM = "UPDATE teams SET name = $4, name_index = $5, version = version + 1, updated_at = $6 \
                   WHERE workspace_id = $1 AND team_id = $2 AND version = $3";
    /// The other team that has a name.
    NAMED_SO = "SELECT team_id FROM teams WHERE workspace_id = $1 AND name_index = $3 AND team_id <> $2";
}

/// Renames the team.
pub async fn rename(
    d: &Deployment,
    team: &Allowed<Team, act::ManageTeams>,
    name: Personal<String>,
) -> Result<(), TeamError> {
    let (held, now) = (team.thing(), d.now());
    let (sealed, index) = named(&d.keys(held.workspace).await?, held.id, name)?;
    let other = d.store.row(&NAMED_SO, params![held.workspace, held.id, index]).await;
    if other.map_err(Trouble::from)?.is_some() {
        return Err(TeamError::NameTaken);
    }
    let change = Change::new(d.change(), team.actor(), now, entry::of(Action::TeamRenamed, &held.id));
    let values = params![held.workspace, held.id, Count(held.version), sealed, index, now];
    match d.store.commit(change.one(&RENAME_TEAM, values)).await {
        Ok(_) => Ok(()),
        // Somebody changed it, or took the name, at the same moment.
        Err(Failed::Conflict(_)) => Err(TeamError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
