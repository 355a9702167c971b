//! Whether everybody in a workspace must sign in with a second factor.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Allowed, act};
use privacy::ids::Workspace as WorkspaceKind;
use store::{Change, Flag, params, statements};

use super::Workspace;
use crate::{Deployment, Trouble, entry};

statements! {
    /// Whether everybody must.
    SECOND_FACTOR_REQUIRED = "SELECT second_factor_required FROM workspaces WHERE workspace_id = $1 AND state = 'active'";
    /// Everybody must, or need not.
    REQUIRE_SECOND_FACTOR = "UPDATE workspaces SET second_factor_required = $2, version = version + 1, updated_at = $3 \
                             WHERE workspace_id = $1 AND state = 'active'";
}

/// Whether everybody must sign in with a second factor.
pub async fn requires_second_factor(d: &Deployment, id: Id<WorkspaceKind>) -> Result<bool, Trouble> {
    let row = d.store.row(&SECOND_FACTOR_REQUIRED, params![id]).await?;
    Ok(row.map_or(Ok(false), |row| row.cells().flag())?)
}

/// Asks it of everybody, or of nobody: an owner's decision. Whoever has none is led to it at their next request.
pub async fn require_second_factor(
    d: &Deployment,
    workspace: &Allowed<Workspace, act::GiveRoles>,
    required: bool,
) -> Result<(), Trouble> {
    let (id, now) = (workspace.thing().id, d.now());
    let action = if required { Action::SecondFactorRequired } else { Action::SecondFactorOptional };
    let change = Change::new(d.change(), workspace.actor(), now, entry::of(action, &id))
        .one(&REQUIRE_SECOND_FACTOR, params![id, Flag(required), now]);
    d.store.commit(change).await?;
    Ok(())
}
