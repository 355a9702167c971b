//! Making a teammate something else. It counts at once: sessions take the role from the teammate's row.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, Denied, Role, act, allow, answers};
use privacy::ids::{Teammate, Workspace};
use store::{Change, Code, Failed, params, statements};

use crate::conversations::give_back_all;
use crate::{Deployment, Trouble, entry, limits, workspaces};

statements! {
    /// Two who change roles take turns, so that the second sees whom the first left as owner.
    TAKE_TURN_OF_ROLES = "UPDATE workspaces SET state = state WHERE workspace_id = $1";
    /// Changes a role from the one that was read, unless no owner would be left.
    CHANGE_ROLE = "UPDATE teammates SET role = $3, version = version + 1, updated_at = $4 \
                   WHERE workspace_id = $1 AND teammate_id = $2 AND role = $5 AND state = 'active' AND ($3 = 'owner' OR role <> 'owner' \
                   OR EXISTS (SELECT 1 FROM teammates o WHERE o.workspace_id = $1 AND o.teammate_id <> $2 \
                   AND o.role = 'owner' AND o.state = 'active'))";
    /// What a teammate is.
    ROLE_OF = "SELECT role FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// Why a role was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRoleError {
    /// There is no such teammate.
    #[error("no such teammate")]
    NotFound,
    /// Nobody could give roles any more.
    #[error("a workspace keeps an owner: make somebody else one first")]
    LastOwner,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Gives a teammate of the actor's workspace a role; the one they have already changes nothing. What they had open goes back to
/// everybody where they answer nobody any more.
pub async fn change_role(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    role: Role,
) -> Result<(), ChangeRoleError> {
    let found = workspaces::find(d, by.workspace()).await?.ok_or(ChangeRoleError::NotFound)?;
    allow::<_, act::GiveRoles>(by, found)?;
    changing(d, by, id, role).await?;
    if !answers(role) {
        give_back_all(d, by, id).await?;
    }
    Ok(())
}

async fn changing(d: &Deployment, by: &Actor, id: Id<Teammate>, role: Role) -> Result<(), ChangeRoleError> {
    let (workspace, now) = (by.workspace(), d.now());
    for _ in 0..limits::TRIES {
        let had = role_of(d, workspace, id).await?;
        if had == role {
            return Ok(());
        }
        let facts = Facts::new().code(FactKey::Role, role.code()).code(FactKey::RoleBefore, had.code());
        let change = Change::new(d.change(), by, now, entry::with(Action::TeammateRoleChanged, &id, facts))
            .one(&TAKE_TURN_OF_ROLES, params![workspace])
            .one(&CHANGE_ROLE, params![workspace, id, Code(role.code()), now, Code(had.code())]);
        match d.store.commit(change).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(_)) if role_of(d, workspace, id).await? == had => {
                return Err(ChangeRoleError::LastOwner);
            }
            // Somebody else gave them another one in between.
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
    }
    Err(Trouble::Contended.into())
}

async fn role_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
) -> Result<Role, ChangeRoleError> {
    let row = d.store.row(&ROLE_OF, params![workspace, id]).await.map_err(Trouble::from)?;
    Ok(row.ok_or(ChangeRoleError::NotFound)?.cells().code(Role::of_code).map_err(Trouble::from)?)
}
