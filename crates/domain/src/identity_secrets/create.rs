//! Making a secret.

use activity_log::Action;
use privacy::access::{Allowed, act};
use privacy::ids::IdentitySecret as SecretKind;
use privacy::keys::Under;
use privacy::secret::Secret;
use privacy::{Id, Personal, RowId, Time};
use store::{Applied, Change, Count, Failed, Flag, params, statements};
use zeroize::Zeroizing;

use super::Platforms;
use crate::messages::ClientKey;
use crate::uses::{IdentitySecretName, IdentitySecretText};
use crate::workspaces::Workspace;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A new secret.
    ADD_IDENTITY_SECRET = "INSERT INTO identity_secrets (workspace_id, secret_id, name, secret, supports_web, supports_ios, \
                           supports_android, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// There is room for another, and nobody else takes it before this is stored.
    ROOM_FOR_SECRET = "UPDATE workspaces SET state = state WHERE workspace_id = $1 AND state = 'active' \
                       AND (SELECT COUNT(*) FROM identity_secrets i WHERE i.workspace_id = $1) < CAST($2 AS BIGINT)";
}

/// A secret to make.
pub struct NewSecret {
    /// What it is called.
    pub name: Personal<String>,
    /// What it is for.
    pub platforms: Platforms,
    /// Makes asking for it again harmless.
    pub key: Option<ClientKey>,
}

/// A secret that was made, with the text that is not shown again.
pub struct Created {
    /// Its id.
    pub id: Id<SecretKind>,
    /// 256 bits of chance as 43 characters of base64url; the bytes of this text are the key.
    pub text: Zeroizing<String>,
    /// When it was made.
    pub created_at: Time,
}

/// Why no secret was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// It has no name.
    #[error("a secret has a name of 1 to {} bytes", limits::SHORT_TEXT_BYTES)]
    NoName,
    /// It is for nothing.
    #[error("a secret is for the web, iOS or Android, or several of them")]
    NoPlatform,
    /// It was made before, under the same key.
    #[error("this was done before")]
    Again,
    /// There are too many.
    #[error("a workspace has at most {} secrets: delete one first", limits::IDENTITY_SECRETS)]
    TooMany,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Makes a secret and answers its text, once.
pub async fn create(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageIdentitySecrets>,
    new: NewSecret,
) -> Result<Created, CreateError> {
    if !new.name.is(|name| !name.trim().is_empty() && name.len() <= limits::SHORT_TEXT_BYTES) {
        return Err(CreateError::NoName);
    }
    let Platforms { web, ios, android } = new.platforms;
    if !(web || ios || android) {
        return Err(CreateError::NoPlatform);
    }
    let (workspace, now) = (of.thing().id, d.now());
    let (keys, id) = (d.keys(workspace).await?, Id::<SecretKind>::fresh(&d.random, now));
    let text = Secret::fresh(&d.random).reveal();
    let (under, row) = (Under::one(keys.settings_leaf()), RowId::of(id));
    let name = keys.seal::<IdentitySecretName>(under, &row, &new.name).map_err(Trouble::from)?;
    let sealed = Personal::new((*text).clone());
    let sealed = keys.seal::<IdentitySecretText>(under, &row, &sealed).map_err(Trouble::from)?;
    let change = new.key.map_or_else(|| d.change(), |key| key.change_id("troth/make-secret/v1", of.actor()));
    let change = Change::new(change, of.actor(), now, entry::of(Action::IdentitySecretCreated, &id))
        .one(&ROOM_FOR_SECRET, params![workspace, Count(limits::IDENTITY_SECRETS)])
        .one(
            &ADD_IDENTITY_SECRET,
            params![workspace, id, name, sealed, Flag(web), Flag(ios), Flag(android), now],
        );
    match d.store.commit(change).await {
        Ok(Applied::Now) => Ok(Created { id, text, created_at: now }),
        Ok(Applied::Before) => Err(CreateError::Again),
        Err(Failed::Conflict(name)) if name == ROOM_FOR_SECRET.name => Err(CreateError::TooMany),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
