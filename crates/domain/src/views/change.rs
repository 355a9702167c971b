//! Making, changing and deleting views. Making one for everybody, and changing one that is, needs a right of its own.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Allowed, act, allow};
use privacy::ids::{Teammate, View as ViewKind, Workspace};
use privacy::keys::{Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId, Sealed};
use store::{Change, Code, Count, Failed, Flag, Series, params, statements};

use super::{Choice, View, ViewError};
use crate::uses::ViewName;
use crate::{Deployment, Trouble, entry, limits, workspaces};

statements! {
    /// A new view, unless there are as many of that owner as there may be.
    ADD_VIEW = "INSERT INTO saved_views (workspace_id, view_id, version, owner_id, name, state, whose, assignee_id, team_id, tag_id, \
                priority, sort, created_by, created_at, updated_at) \
                SELECT $1, $2, 1, CAST($3 AS BIGINT), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13 WHERE (SELECT COUNT(*) FROM saved_views v \
                WHERE v.workspace_id = $1 AND COALESCE(v.owner_id, 0) = COALESCE(CAST($3 AS BIGINT), 0)) < $14";
    /// A view's new values over the version that was read, unless there are as many of its new owner as there may be.
    CHANGE_VIEW = "UPDATE saved_views SET owner_id = CAST($4 AS BIGINT), name = $5, state = $6, whose = $7, assignee_id = $8, team_id = $9, \
                   tag_id = $10, priority = $11, sort = $12, updated_at = $13, version = version + 1 \
                   WHERE workspace_id = $1 AND view_id = $2 AND version = $3 AND (SELECT COUNT(*) FROM saved_views v \
                   WHERE v.workspace_id = $1 AND v.view_id <> $2 AND COALESCE(v.owner_id, 0) = COALESCE(CAST($4 AS BIGINT), 0)) < $14";
    /// A view goes.
    DELETE_VIEW = "DELETE FROM saved_views WHERE workspace_id = $1 AND view_id = $2 AND version = $3";
    /// Whether what a view chooses by is there: a teammate, a team and a tag, each where one is named.
    CHOICE_IS_THERE = "SELECT CAST(1 AS BIGINT) AS one WHERE (CAST($2 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM teammates t \
                       WHERE t.workspace_id = $1 AND t.teammate_id = $2)) AND (CAST($3 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM teams m \
                       WHERE m.workspace_id = $1 AND m.team_id = $3)) AND (CAST($4 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM tags g \
                       WHERE g.workspace_id = $1 AND g.tag_id = $4))";
    /// How many views an owner has, or everybody.
    COUNT_VIEWS = "SELECT CAST(COUNT(*) AS BIGINT) FROM saved_views WHERE workspace_id = $1 \
                   AND COALESCE(owner_id, 0) = COALESCE(CAST($2 AS BIGINT), 0)";
}

/// Makes a view of a teammate's own, or one for everybody.
pub async fn create(
    d: &Deployment,
    to: &Allowed<workspaces::Workspace, act::ManageViews>,
    name: Personal<String>,
    choice: &Choice,
    shared: bool,
) -> Result<Id<ViewKind>, ViewError> {
    let (workspace, by, now) = (to.thing().id, *to.actor(), d.now());
    let me = teammate(&by)?;
    if shared {
        allow::<_, act::ShareViews>(&by, to.thing().clone())?;
    }
    is_there(d, workspace, choice).await?;
    let id = Id::<ViewKind>::of(d.store.number(workspace, Series::Views).await.map_err(Trouble::from)?);
    let (owner, name) = ((!shared).then_some(me), sealed(&d.keys(workspace).await?, id, name)?);
    let change = Change::new(d.change(), &by, now, entry::with(Action::ViewCreated, &id, of(owner)));
    let change = change.one(
        &ADD_VIEW,
        params![
            workspace,
            id,
            owner,
            name,
            choice.state.map(|state| Code(state.code())),
            Code(choice.whose.code()),
            choice.whose.teammate(),
            choice.team,
            choice.tag,
            Flag(choice.priority),
            Code(choice.order.code()),
            me,
            now,
            Count(limits::VIEWS)
        ],
    );
    match d.store.commit(change).await {
        Ok(_) => Ok(id),
        Err(Failed::Conflict(_)) => Err(ViewError::TooMany),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Gives a view another name and choice, and says anew who sees it.
pub async fn update(
    d: &Deployment,
    held: &Allowed<View, act::ManageViews>,
    name: Personal<String>,
    choice: &Choice,
    shared: bool,
) -> Result<(), ViewError> {
    let (by, now) = (*held.actor(), d.now());
    let (me, held) = (theirs(held)?, held.thing());
    if shared {
        allow::<_, act::ShareViews>(&by, held.clone())?;
    }
    is_there(d, held.workspace, choice).await?;
    let (owner, name) = ((!shared).then_some(me), sealed(&d.keys(held.workspace).await?, held.id, name)?);
    let change = Change::new(d.change(), &by, now, entry::with(Action::ViewChanged, &held.id, of(owner)));
    let change = change.one(
        &CHANGE_VIEW,
        params![
            held.workspace,
            held.id,
            Count(held.version),
            owner,
            name,
            choice.state.map(|state| Code(state.code())),
            Code(choice.whose.code()),
            choice.whose.teammate(),
            choice.team,
            choice.tag,
            Flag(choice.priority),
            Code(choice.order.code()),
            now,
            Count(limits::VIEWS)
        ],
    );
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) if owner != held.owner && full(d, held.workspace, owner).await? => {
            Err(ViewError::TooMany)
        }
        Err(Failed::Conflict(_)) => Err(ViewError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Deletes a view; the conversations that it held stay where they are.
pub async fn delete(d: &Deployment, held: &Allowed<View, act::ManageViews>) -> Result<(), ViewError> {
    theirs(held)?;
    let (by, held) = (held.actor(), held.thing());
    let act = entry::with(Action::ViewDeleted, &held.id, of(held.owner));
    let change = Change::new(d.change(), by, d.now(), act)
        .one(&DELETE_VIEW, params![held.workspace, held.id, Count(held.version)]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(ViewError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The teammate who changes it, if it is their own, or everybody's and they may change those.
fn theirs(held: &Allowed<View, act::ManageViews>) -> Result<Id<Teammate>, ViewError> {
    let me = teammate(held.actor())?;
    if held.thing().owner != Some(me) {
        allow::<_, act::ShareViews>(held.actor(), held.thing().clone())?;
    }
    Ok(me)
}

/// Views belong to teammates; the policy lets nobody else make them.
fn teammate(by: &Actor) -> Result<Id<Teammate>, Trouble> {
    match by {
        Actor::Teammate { id, .. } => Ok(*id),
        _ => Err(Trouble::Broken),
    }
}

/// Whose own it is.
fn of(owner: Option<Id<Teammate>>) -> Facts {
    owner.iter().fold(Facts::new(), |facts, owner| facts.id(FactKey::Teammate, owner.to_string()))
}

async fn is_there(d: &Deployment, workspace: Id<Workspace>, choice: &Choice) -> Result<(), ViewError> {
    let named = params![workspace, choice.whose.teammate(), choice.team, choice.tag];
    let row = d.store.row(&CHOICE_IS_THERE, named).await.map_err(Trouble::from)?;
    row.map(|_| ()).ok_or(ViewError::NoSuchChoice)
}

async fn full(
    d: &Deployment,
    workspace: Id<Workspace>,
    owner: Option<Id<Teammate>>,
) -> Result<bool, Trouble> {
    let row = d.store.row(&COUNT_VIEWS, params![workspace, owner]).await?;
    Ok(row.map_or(Ok(0), |row| row.cells().count())? >= limits::VIEWS)
}

fn sealed(
    keys: &WorkspaceKeys,
    id: Id<ViewKind>,
    name: Personal<String>,
) -> Result<Sealed<ViewName>, ViewError> {
    let name = name.map(|name| name.trim().to_owned());
    if name.is(|name| name.is_empty() || name.chars().count() > limits::VIEW_NAME_CHARS) {
        return Err(ViewError::BadName);
    }
    let sealed = keys.seal::<ViewName>(Under::one(keys.settings_leaf()), &RowId::of(id), &name);
    Ok(sealed.map_err(Trouble::from)?)
}
