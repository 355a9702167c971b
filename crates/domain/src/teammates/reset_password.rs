//! An owner helps somebody who forgot their password: it goes, and a link signs them in once, to set another.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, act, allow};
use privacy::ids::Teammate;
use store::{Applied, Change, Failed, params, statements};
use zeroize::Zeroizing;

use super::ResetError;
use super::deactivate::ending_access;
use super::sign_in::adding_link;
use crate::messages::ClientKey;
use crate::{Deployment, Trouble, entry, workspaces};

statements! {
    /// The password of a teammate who may sign in goes.
    RESET_PASSWORD = "UPDATE teammates SET password = NULL, version = version + 1, updated_at = $3 \
                      WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// Takes away the password of another, ends whatever lets them in now, and answers the secret of a link that signs them in
/// once within a day. Their second factor is still asked for. Under the same key it is done once: a link that was handed over
/// stays good.
pub async fn reset_password(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    key: Option<ClientKey>,
) -> Result<Zeroizing<String>, ResetError> {
    let workspace = by.workspace();
    let found = workspaces::find(d, workspace).await?.ok_or(ResetError::NotFound)?;
    allow::<_, act::GiveRoles>(by, found)?;
    if matches!(by, Actor::Teammate { id: own, .. } if *own == id) {
        return Err(ResetError::Yourself);
    }
    let now = d.now();
    let what = format!("troth/reset-password/v1\n{id}");
    let change = key.map_or_else(|| d.change(), |key| key.change_id(&what, by));
    let change = Change::new(change, by, now, entry::of(Action::PasswordReset, &id))
        .one(&RESET_PASSWORD, params![workspace, id, now]);
    let (change, secret) = adding_link(d, ending_access(d, change, workspace, id), workspace, id, 1);
    match d.store.commit(change).await {
        Ok(Applied::Now) => Ok(secret.reveal()),
        Ok(Applied::Before) => Err(ResetError::Again),
        Err(Failed::Conflict(_)) => Err(ResetError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
