//! Reading teammates. Colleagues see one another; this is administration, not support.

use std::collections::HashMap;

use activity_log::Action;
use privacy::access::{Actor, Permit, Role};
use privacy::ids::{Teammate as TeammateKind, Workspace};
use privacy::{Id, RowId};
use store::{Row, params, statements};

use super::{Teammate, TeammateShown, TeammateState};
use crate::{Deployment, Trouble, entry, reads};

statements! {
    /// Everybody who is or was a teammate of a workspace.
    LIST_TEAMMATES = "SELECT workspace_id, teammate_id, tree, leaf, role, state, name, email, away_since, \
                      away_reassigns, created_at FROM teammates \
                      WHERE workspace_id = $1 ORDER BY teammate_id LIMIT 1000";
    /// One active teammate.
    FIND_TEAMMATE = "SELECT workspace_id, teammate_id, tree, leaf, role, state, name, email, away_since, \
                      away_reassigns, created_at FROM teammates \
                     WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

fn read(row: Row) -> Result<Teammate, Trouble> {
    let mut c = row.cells();
    Ok(Teammate {
        workspace: c.id()?,
        id: c.id()?,
        leaf: c.leaf()?,
        role: c.code(Role::of_code)?,
        state: c.code(TeammateState::of_code)?,
        name: c.sealed()?,
        email: c.sealed()?,
        away_since: c.maybe_time()?,
        away_reassigns: c.flag()?,
        created_at: c.time()?,
    })
}

/// The active teammates of the permit's workspace, in the order in which they came. Who sees them is entered.
pub async fn list(d: &Deployment, permit: &Permit) -> Result<Vec<TeammateShown>, Trouble> {
    let mut all = everyone(d, permit).await?;
    all.retain(TeammateShown::is_active);
    Ok(all)
}

/// The same with those who were deactivated: what they wrote keeps their name.
pub async fn everyone(d: &Deployment, permit: &Permit) -> Result<Vec<TeammateShown>, Trouble> {
    let workspace = permit.actor().workspace();
    reads::note(d, permit, entry::of(Action::TeammateListed, &workspace), None).await?;
    let rows = d.store.rows(&LIST_TEAMMATES, params![workspace]).await?;
    let keys = d.keys(workspace).await?;
    rows.into_iter().map(|row| show(&keys, &read(row)?, permit)).collect()
}

/// One teammate of the permit's workspace. Who sees them is entered.
pub async fn find(
    d: &Deployment,
    permit: &Permit,
    id: Id<TeammateKind>,
) -> Result<Option<TeammateShown>, Trouble> {
    let workspace: Id<Workspace> = permit.actor().workspace();
    reads::note(d, permit, entry::of(Action::TeammateListed, &workspace), None).await?;
    let Some(row) = d.store.row(&FIND_TEAMMATE, params![workspace, id]).await? else { return Ok(None) };
    Ok(Some(show(&d.keys(workspace).await?, &read(row)?, permit)?))
}

/// Names by id, for showing who wrote what.
pub(crate) async fn names(
    d: &Deployment,
    permit: &Permit,
) -> Result<HashMap<Id<TeammateKind>, String>, Trouble> {
    let workspace = permit.actor().workspace();
    let (rows, keys) = (d.store.rows(&LIST_TEAMMATES, params![workspace]).await?, d.keys(workspace).await?);
    rows.into_iter()
        .map(|row| {
            let teammate = read(row)?;
            let name = keys.open(permit, &RowId::of(teammate.id), &teammate.name)?;
            Ok((teammate.id, name.into_shown()))
        })
        .collect()
}

fn show(
    keys: &privacy::keys::WorkspaceKeys,
    teammate: &Teammate,
    permit: &Permit,
) -> Result<TeammateShown, Trouble> {
    let row = RowId::of(teammate.id);
    Ok(TeammateShown {
        id: teammate.id,
        role: teammate.role,
        state: teammate.state,
        name: keys.open(permit, &row, &teammate.name)?.into_shown(),
        email: keys.open(permit, &row, &teammate.email)?.into_shown(),
        away_since: teammate.away_since,
        away_reassigns: teammate.away_reassigns,
        created_at: teammate.created_at,
    })
}

/// The teammate as an actor, while they are active.
pub async fn actor(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<TeammateKind>,
) -> Result<Option<Actor>, Trouble> {
    let Some(row) = d.store.row(&FIND_TEAMMATE, params![workspace, id]).await? else { return Ok(None) };
    Ok(Some(Actor::Teammate { workspace, id, role: read(row)?.role }))
}
