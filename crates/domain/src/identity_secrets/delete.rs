//! Deleting a secret: from now on nothing that it signed is taken, and every messenger that it opened is closed.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Allowed, act};
use privacy::ids::IdentitySecret as SecretKind;
use store::{Change, Failed, params, statements};

use crate::workspaces::Workspace;
use crate::{Deployment, Trouble, entry};

statements! {
    /// A secret goes. Sessions ask for it whenever they are used.
    DELETE_IDENTITY_SECRET = "DELETE FROM identity_secrets WHERE workspace_id = $1 AND secret_id = $2";
}

/// Why no secret was deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// There is none of that id in the workspace.
    #[error("no such secret")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Deletes the secret of that id.
pub async fn delete(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageIdentitySecrets>,
    id: Id<SecretKind>,
) -> Result<(), DeleteError> {
    let act = entry::of(Action::IdentitySecretDeleted, &id);
    let change = Change::new(d.change(), of.actor(), d.now(), act)
        .one(&DELETE_IDENTITY_SECRET, params![of.thing().id, id]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(DeleteError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
