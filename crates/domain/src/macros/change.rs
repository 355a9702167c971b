//! Making, changing and deleting macros.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Macro as MacroKind, Team, Teammate, Workspace};
use privacy::keys::{Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId, Sealed};
use store::{Change, Count, Failed, Series, params, statements};

use super::fill::fillable;
use super::{Macro, MacroError};
use crate::uses::{MacroBody, MacroName};
use crate::{Deployment, Trouble, entry, limits, teams, workspaces};

statements! {
    /// A new macro.
    ADD_MACRO = "INSERT INTO macros (workspace_id, macro_id, version, team_id, name, body, created_by, created_at, updated_at) \
                 VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $7)";
    /// A macro's new values over the version that was read.
    CHANGE_MACRO = "UPDATE macros SET team_id = $4, name = $5, body = $6, updated_at = $7, version = version + 1 \
                    WHERE workspace_id = $1 AND macro_id = $2 AND version = $3";
    /// A macro goes.
    DELETE_MACRO = "DELETE FROM macros WHERE workspace_id = $1 AND macro_id = $2 AND version = $3";
    /// How many macros there are.
    COUNT_MACROS = "SELECT CAST(COUNT(*) AS BIGINT) FROM macros WHERE workspace_id = $1";
}

/// Makes a macro for everybody, or for one team.
pub async fn create(
    d: &Deployment,
    to: &Allowed<workspaces::Workspace, act::ManageMacros>,
    by: Id<Teammate>,
    name: Personal<String>,
    body: Personal<String>,
    team: Option<Id<Team>>,
) -> Result<Id<MacroKind>, MacroError> {
    let (workspace, now) = (to.thing().id, d.now());
    let there = d.store.row(&COUNT_MACROS, params![workspace]).await.map_err(Trouble::from)?;
    if there.map_or(Ok(0), |row| row.cells().count()).map_err(Trouble::from)? >= limits::MACROS {
        return Err(MacroError::TooMany);
    }
    let id = Id::<MacroKind>::of(d.store.number(workspace, Series::Macros).await.map_err(Trouble::from)?);
    let (name, body) = sealed(&d.keys(workspace).await?, id, name, &body)?;
    let act = entry::with(Action::MacroCreated, &id, of_team(team));
    let change = for_team(Change::new(d.change(), to.actor(), now, act), workspace, team)
        .one(&ADD_MACRO, params![workspace, id, team, name, body, by, now]);
    committed(d, change).await.map(|()| id)
}

/// Gives a macro another name, text and team.
pub async fn update(
    d: &Deployment,
    held: &Allowed<Macro, act::ManageMacros>,
    name: Personal<String>,
    body: Personal<String>,
    team: Option<Id<Team>>,
) -> Result<(), MacroError> {
    let (by, held, now) = (held.actor(), held.thing(), d.now());
    let (name, body) = sealed(&d.keys(held.workspace).await?, held.id, name, &body)?;
    let act = entry::with(Action::MacroChanged, &held.id, of_team(team));
    let values = params![held.workspace, held.id, Count(held.version), team, name, body, now];
    let change = for_team(Change::new(d.change(), by, now, act), held.workspace, team);
    committed(d, change.one(&CHANGE_MACRO, values)).await
}

/// Deletes a macro.
pub async fn delete(d: &Deployment, held: &Allowed<Macro, act::ManageMacros>) -> Result<(), MacroError> {
    let (by, held) = (held.actor(), held.thing());
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::MacroDeleted, &held.id));
    committed(d, change.one(&DELETE_MACRO, params![held.workspace, held.id, Count(held.version)])).await
}

fn of_team(team: Option<Id<Team>>) -> Facts {
    team.iter().fold(Facts::new(), |facts, team| facts.id(FactKey::Team, team.to_string()))
}

fn for_team(change: Change, workspace: Id<Workspace>, team: Option<Id<Team>>) -> Change {
    team.into_iter().fold(change, |change, team| change.one(&teams::STILL_A_TEAM, params![workspace, team]))
}

async fn committed(d: &Deployment, change: Change) -> Result<(), MacroError> {
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(name)) if name == teams::STILL_A_TEAM.name => Err(MacroError::NoSuchTeam),
        Err(Failed::Conflict(_)) => Err(MacroError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

fn sealed(
    keys: &WorkspaceKeys,
    id: Id<MacroKind>,
    name: Personal<String>,
    body: &Personal<String>,
) -> Result<(Sealed<MacroName>, Sealed<MacroBody>), MacroError> {
    let name = name.map(|name| name.trim().to_owned());
    if name.is(|name| name.is_empty() || name.len() > limits::SHORT_TEXT_BYTES) {
        return Err(MacroError::BadName);
    }
    if body.is(|body| body.trim().is_empty() || body.len() > limits::MESSAGE_BYTES) {
        return Err(MacroError::BadBody);
    }
    if !body.is(|body| fillable(body)) {
        return Err(MacroError::BadPlace);
    }
    let (under, row) = (Under::one(keys.settings_leaf()), RowId::of(id));
    let name = keys.seal::<MacroName>(under, &row, &name).map_err(Trouble::from)?;
    Ok((name, keys.seal::<MacroBody>(under, &row, body).map_err(Trouble::from)?))
}
