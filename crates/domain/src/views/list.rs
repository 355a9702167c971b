//! Reading views: those for everybody, and one's own.

use privacy::access::{Actor, Permit};
use privacy::ids::View as ViewKind;
use privacy::{Id, RowId};
use store::{Count, Row, params, statements};

use super::{Choice, Order, View, ViewShown, Whose};
use crate::conversations::State;
use crate::{Deployment, Trouble, limits};

statements! {
    /// One view, if it is everybody's or the teammate's.
    FIND_VIEW = "SELECT workspace_id, view_id, version, owner_id, name, state, whose, assignee_id, team_id, tag_id, priority, sort \
                 FROM saved_views WHERE workspace_id = $1 AND view_id = $3 AND (owner_id IS NULL OR owner_id = $2)";
    /// The views that a teammate sees, everybody's first.
    LIST_VIEWS = "SELECT workspace_id, view_id, version, owner_id, name, state, whose, assignee_id, team_id, tag_id, priority, sort \
                  FROM saved_views WHERE workspace_id = $1 AND (owner_id IS NULL OR owner_id = $2) \
                  ORDER BY CASE WHEN owner_id IS NULL THEN 0 ELSE 1 END, view_id LIMIT $3";
}

fn read(row: Row) -> Result<View, Trouble> {
    let mut c = row.cells();
    let (workspace, id, version, owner) = (c.id()?, c.id()?, c.count()?, c.maybe_id()?);
    let (name, state, whose) =
        (c.sealed()?, c.maybe_code(State::of_code)?, c.code(|code| Some(code.to_owned()))?);
    let choice = Choice {
        state,
        whose: Whose::of_code(&whose, c.maybe_id()?).ok_or(Trouble::Broken)?,
        team: c.maybe_id()?,
        tag: c.maybe_id()?,
        priority: c.flag()?,
        order: c.code(Order::of_code)?,
    };
    Ok(View { workspace, id, version, owner, name, choice })
}

/// The view of that id, if the actor sees it; only teammates see any.
pub async fn find(d: &Deployment, by: &Actor, id: Id<ViewKind>) -> Result<Option<View>, Trouble> {
    let Actor::Teammate { workspace, id: of, .. } = *by else { return Ok(None) };
    d.store.row(&FIND_VIEW, params![workspace, of, id]).await?.map(read).transpose()
}

/// The views that the permit's actor sees, everybody's first, each in the order in which they were made.
pub async fn list(d: &Deployment, permit: &Permit) -> Result<Vec<ViewShown>, Trouble> {
    let Actor::Teammate { workspace, id: of, .. } = *permit.actor() else { return Ok(Vec::new()) };
    let keys = d.keys(workspace).await?;
    let rows = d.store.rows(&LIST_VIEWS, params![workspace, of, Count(2 * limits::VIEWS)]).await?;
    let open = |row: Row| {
        let held = read(row)?;
        Ok(ViewShown {
            id: held.id,
            version: held.version,
            shared: held.owner.is_none(),
            name: keys.open(permit, &RowId::of(held.id), &held.name)?.into_shown(),
            choice: held.choice,
        })
    };
    rows.into_iter().map(open).collect()
}
