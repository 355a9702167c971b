//! Dissolving a team: its conversations are given to nobody, some hundred at a time, and then it goes.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use store::{Change, Failed, params, statements};

use super::{Team, TeamError};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// How many of a team's conversations the next step takes, 500 at most.
    NEXT_OF_TEAM = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM conversations \
                    WHERE workspace_id = $1 AND team_id = $2 AND state <> 'erasing' LIMIT 500) AS batch";
    /// Takes them from the team.
    TAKE_FROM_TEAM = "UPDATE conversations SET team_id = NULL, updated_at = $3, version = version + 1 WHERE workspace_id = $1 \
                      AND conversation_id IN (SELECT conversation_id FROM conversations \
                      WHERE workspace_id = $1 AND team_id = $2 AND state <> 'erasing' ORDER BY conversation_id LIMIT 500)";
    /// Nobody gives it anything before this is stored.
    CLOSE_TEAM = "UPDATE teams SET version = version + 1 WHERE workspace_id = $1 AND team_id = $2";
    /// The team goes, if it has no conversation.
    DELETE_TEAM = "DELETE FROM teams WHERE workspace_id = $1 AND team_id = $2 AND NOT EXISTS \
                   (SELECT 1 FROM conversations k WHERE k.workspace_id = $1 AND k.team_id = $2 AND k.state <> 'erasing')";
    /// The answers that were its own.
    DELETE_MACROS = "DELETE FROM macros WHERE workspace_id = $1 AND team_id = $2";
    /// Who belonged to it.
    DELETE_MEMBERS = "DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2";
}

/// Dissolves the team. Its conversations keep their teammates; the macros that were its own go.
pub async fn delete(d: &Deployment, team: &Allowed<Team, act::ManageTeams>) -> Result<(), TeamError> {
    let (held, by) = (team.thing(), team.actor());
    for _ in 0..limits::TRIES {
        while let Some(count) = next(d, held).await? {
            let facts = Facts::new().count(FactKey::Count, count);
            let act = entry::with(Action::TeamEmptied, &held.id, facts);
            let now = d.now();
            let change = Change::new(d.change(), by, now, act)
                .any(&TAKE_FROM_TEAM, params![held.workspace, held.id, now]);
            d.store.commit(change).await.map_err(Trouble::from)?;
        }
        let change = Change::new(d.change(), by, d.now(), entry::of(Action::TeamDeleted, &held.id))
            .one(&CLOSE_TEAM, params![held.workspace, held.id])
            .one(&DELETE_TEAM, params![held.workspace, held.id])
            .any(&DELETE_MACROS, params![held.workspace, held.id])
            .any(&DELETE_MEMBERS, params![held.workspace, held.id]);
        match d.store.commit(change).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(name)) if name == CLOSE_TEAM.name => {
                return Err(TeamError::ChangedMeanwhile);
            }
            // It was given another conversation in between.
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Err(Trouble::Contended.into())
}

async fn next(d: &Deployment, held: &Team) -> Result<Option<u64>, Trouble> {
    let row = d.store.row(&NEXT_OF_TEAM, params![held.workspace, held.id]).await?;
    let count = row.map_or(Ok(0), |row| row.cells().count())?;
    Ok(u64::try_from(count).ok().filter(|count| *count > 0))
}
