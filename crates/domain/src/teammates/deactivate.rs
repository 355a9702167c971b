//! Deactivating a teammate, and letting them in again. A workspace always keeps an owner.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Denied, Role, act, allow};
use privacy::ids::{Teammate, Workspace};
use store::{Change, Code, Failed, params, statements};

use super::TeammateState;
use super::change_role::TAKE_TURN_OF_ROLES;
use crate::conversations::give_back_all;
use crate::{Deployment, Trouble, entry, workspaces};

statements! {
    /// What a teammate is, and whether they may sign in.
    STANDING_OF = "SELECT role, state FROM teammates WHERE workspace_id = $1 AND teammate_id = $2";
    /// They sign in no more, if they still are what was judged, and unless no owner would be left.
    DEACTIVATE = "UPDATE teammates SET state = 'deactivated', version = version + 1, updated_at = $4 \
                  WHERE workspace_id = $1 AND teammate_id = $2 AND role = $3 AND state = 'active' AND (role <> 'owner' \
                  OR EXISTS (SELECT 1 FROM teammates o WHERE o.workspace_id = $1 AND o.teammate_id <> $2 \
                  AND o.role = 'owner' AND o.state = 'active'))";
    /// They may sign in again, if they still are what was judged.
    REACTIVATE = "UPDATE teammates SET state = 'active', version = version + 1, updated_at = $4 \
                  WHERE workspace_id = $1 AND teammate_id = $2 AND role = $3 AND state = 'deactivated'";
    /// Ends every session of a teammate.
    END_THEIR_SESSIONS = "UPDATE teammate_sessions SET ended_at = $3 \
                          WHERE workspace_id = $1 AND teammate_id = $2 AND ended_at IS NULL";
    /// Uses up every link that signs a teammate in.
    END_THEIR_LINKS = "UPDATE sign_in_links SET uses_left = 0 WHERE workspace_id = $1 AND teammate_id = $2 AND uses_left > 0";
    /// Forgets that a teammate gave a password or a link and owes a code.
    END_THEIR_STEPS = "DELETE FROM sign_in_steps WHERE workspace_id = $1 AND teammate_id = $2";
}

/// Why a teammate stays as they are.
#[derive(Debug, thiserror::Error)]
pub enum DeactivateError {
    /// There is no such teammate.
    #[error("no such teammate")]
    NotFound,
    /// Nobody could give roles any more.
    #[error("a workspace keeps an owner: make somebody else one first")]
    LastOwner,
    /// Nobody locks themselves out by mistake.
    #[error("nobody deactivates themselves: ask another admin or owner")]
    Yourself,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Deactivates a teammate: their sessions, links and tokens end at once; their name stays with what they did. What they had open
/// goes back to everybody, conversation by conversation; asked again, it goes on with what is left.
pub async fn deactivate(d: &Deployment, by: &Actor, id: Id<Teammate>) -> Result<(), DeactivateError> {
    if matches!(by, Actor::Teammate { id: own, .. } if *own == id) {
        return Err(DeactivateError::Yourself);
    }
    if let Some(role) = judged(d, by, id, TeammateState::Active).await? {
        let (workspace, now) = (by.workspace(), d.now());
        let change = Change::new(d.change(), by, now, entry::of(Action::TeammateDeactivated, &id))
            .one(&TAKE_TURN_OF_ROLES, params![workspace])
            .one(&DEACTIVATE, params![workspace, id, Code(role.code()), now]);
        match d.store.commit(ending_access(d, change, workspace, id)).await {
            Ok(_) => {}
            Err(Failed::Conflict(_)) if role == Role::Owner => return Err(DeactivateError::LastOwner),
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Ok(give_back_all(d, by, id).await?)
}

/// The steps that end whatever lets a teammate in now, joined to a change: sessions, links, half-done sign-ins.
pub(super) fn ending_access(
    d: &Deployment,
    change: Change,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
) -> Change {
    change
        .any(&END_THEIR_SESSIONS, params![workspace, id, d.now()])
        .any(&END_THEIR_LINKS, params![workspace, id])
        .any(&END_THEIR_STEPS, params![workspace, id])
}

/// Lets a deactivated teammate sign in again, in the role they had. Ended sessions stay ended.
pub async fn reactivate(d: &Deployment, by: &Actor, id: Id<Teammate>) -> Result<(), DeactivateError> {
    let Some(role) = judged(d, by, id, TeammateState::Deactivated).await? else { return Ok(()) };
    let (workspace, now) = (by.workspace(), d.now());
    let change = Change::new(d.change(), by, now, entry::of(Action::TeammateReactivated, &id))
        .one(&REACTIVATE, params![workspace, id, Code(role.code()), now]);
    d.store.commit(change).await.map_err(Trouble::from)?;
    Ok(())
}

/// What the teammate is, if the actor may act on somebody who is that; `None` where they are not in that state, and
/// there is nothing to do. Who is more than an agent is an owner's matter, as their role is.
async fn judged(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    from: TeammateState,
) -> Result<Option<Role>, DeactivateError> {
    let workspace = by.workspace();
    let found = workspaces::find(d, workspace).await?.ok_or(DeactivateError::NotFound)?;
    allow::<_, act::ManageTeammates>(by, found.clone())?;
    let row = d.store.row(&STANDING_OF, params![workspace, id]).await.map_err(Trouble::from)?;
    let mut c = row.ok_or(DeactivateError::NotFound)?.cells();
    let role = c.code(Role::of_code).map_err(Trouble::from)?;
    let state = c.code(TeammateState::of_code).map_err(Trouble::from)?;
    if role != Role::Agent {
        allow::<_, act::GiveRoles>(by, found)?;
    }
    Ok((state == from).then_some(role))
}
