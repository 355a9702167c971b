//! An owner takes away the second factor of somebody who lost it. Whoever holds what was lost is out with it.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Denied, act, allow};
use privacy::ids::Teammate;
use store::{Change, Failed, params, statements};

use super::deactivate::ending_access;
use super::second_factor::REMOVE_RECOVERY_CODES;
use crate::{Deployment, Trouble, entry, workspaces};

statements! {
    /// The second factor of a teammate who may sign in goes.
    RESET_FACTOR = "DELETE FROM second_factors WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'on' \
                    AND EXISTS (SELECT 1 FROM teammates t WHERE t.workspace_id = $1 AND t.teammate_id = $2 AND t.state = 'active')";
}

/// Why a second factor or a password stays.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// There is no such teammate, or they have no second factor.
    #[error("no such teammate or second factor")]
    NotFound,
    /// One's own is turned off against a code of it, or changed against the old one.
    #[error("one's own is turned off with a code of it, or changed against the old one")]
    Yourself,
    /// It was done before, under the same key.
    #[error("this was done before")]
    Again,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Takes away the second factor of another: their recovery codes go with it, and whatever lets them in now ends.
pub async fn reset_factor(d: &Deployment, by: &Actor, id: Id<Teammate>) -> Result<(), ResetError> {
    let workspace = by.workspace();
    let found = workspaces::find(d, workspace).await?.ok_or(ResetError::NotFound)?;
    allow::<_, act::GiveRoles>(by, found)?;
    if matches!(by, Actor::Teammate { id: own, .. } if *own == id) {
        return Err(ResetError::Yourself);
    }
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::SecondFactorReset, &id))
        .one(&RESET_FACTOR, params![workspace, id])
        .any(&REMOVE_RECOVERY_CODES, params![workspace, id]);
    match d.store.commit(ending_access(d, change, workspace, id)).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(ResetError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
