//! The live secrets: their names for those who manage them, their texts for checking alone.

use privacy::access::{Allowed, Permit, act};
use privacy::ids::{IdentitySecret as SecretKind, Workspace as WorkspaceKind};
use privacy::{Id, RowId, Time};
use store::{params, statements};

use super::{Platforms, Stored};
use crate::workspaces::Workspace;
use crate::{Deployment, Trouble};

statements! {
    /// All secrets of a workspace, oldest first.
    LIST_IDENTITY_SECRETS = "SELECT secret_id, name, secret, supports_web, supports_ios, supports_android, created_at \
                             FROM identity_secrets WHERE workspace_id = $1 ORDER BY created_at, secret_id";
}

/// What may be seen of a secret.
pub struct SecretShown {
    /// Its id.
    pub id: Id<SecretKind>,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub platforms: Platforms,
    /// When it was made.
    pub created_at: Time,
}

/// The secrets of a workspace, without their texts, oldest first.
pub async fn list(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageIdentitySecrets>,
    permit: &Permit,
) -> Result<Vec<SecretShown>, Trouble> {
    let keys = d.keys(of.thing().id).await?;
    let shown = |stored: Stored| {
        let name = keys.open(permit, &RowId::of(stored.id), &stored.name)?.into_shown();
        Ok(SecretShown { id: stored.id, name, platforms: stored.platforms, created_at: stored.created_at })
    };
    all(d, of.thing().id).await?.into_iter().map(shown).collect()
}

/// The secrets of a workspace as they are stored.
pub(crate) async fn all(d: &Deployment, workspace: Id<WorkspaceKind>) -> Result<Vec<Stored>, Trouble> {
    let rows = d.store.rows(&LIST_IDENTITY_SECRETS, params![workspace]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Stored {
            id: c.id()?,
            name: c.sealed()?,
            text: c.sealed()?,
            platforms: Platforms { web: c.flag()?, ios: c.flag()?, android: c.flag()? },
            created_at: c.time()?,
        })
    };
    rows.into_iter().map(read).collect()
}
