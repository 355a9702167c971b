//! Changing one's own password: against the old one. Every session ends, and the browser that asked gets a new one.

use activity_log::Action;
use privacy::access::{Actor, SystemRole, permit};
use privacy::ids::{Teammate, Workspace};
use privacy::keys::{Leaf, Under};
use privacy::purpose::Purpose;
use privacy::sealed::Disclosed;
use privacy::{Id, Personal, RowId, password};
use store::{Change, Count, Failed, params, statements};
use zeroize::Zeroizing;

use super::add::{PasswordRule, check_password};
use super::deactivate::ending_access;
use super::session::starting;
use crate::uses::TeammatePassword;
use crate::{Deployment, Trouble, entry};

statements! {
    /// A teammate's password hash, and the leaf under which it is sealed.
    FIND_PASSWORD = "SELECT version, password, tree, leaf FROM teammates \
                     WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// Whether a teammate has a password.
    HAS_PASSWORD = "SELECT CAST(CASE WHEN password IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM teammates \
                    WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// A new one over the version that was read.
    CHANGE_PASSWORD = "UPDATE teammates SET password = $4, version = version + 1, updated_at = $5 \
                       WHERE workspace_id = $1 AND teammate_id = $2 AND version = $3 AND state = 'active'";
}

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The old password is not right.
    #[error("the password is not right")]
    Wrong,
    /// The new one is none.
    #[error(transparent)]
    Rule(#[from] PasswordRule),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

struct Held {
    version: Count,
    hash: Option<Disclosed<String>>,
    leaf: Leaf,
}

async fn held(d: &Deployment, workspace: Id<Workspace>, id: Id<Teammate>) -> Result<Held, Trouble> {
    let row = d.store.row(&FIND_PASSWORD, params![workspace, id]).await?.ok_or(Trouble::Gone)?;
    let mut c = row.cells();
    let (version, sealed) = (Count(c.count()?), c.maybe_sealed::<TeammatePassword>()?);
    let leaf = c.leaf()?;
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let permit = permit(&program, Purpose::Authentication).map_err(|_| Trouble::Gone)?;
    let keys = d.keys(workspace).await?;
    let hash = sealed.map(|sealed| keys.open(&permit, &RowId::of(id), &sealed)).transpose()?;
    Ok(Held { version, hash, leaf })
}

/// Whether somebody has a password; who has none is let in by links alone.
pub async fn has_password(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
) -> Result<bool, Trouble> {
    let row = d.store.row(&HAS_PASSWORD, params![workspace, id]).await?.ok_or(Trouble::Gone)?;
    Ok(row.cells().flag()?)
}

async fn refuse(d: &Deployment, by: &Actor, id: Id<Teammate>) -> Result<PasswordError, Trouble> {
    let failed = Change::new(d.change(), by, d.now(), entry::of(Action::TeammateSignInFailed, &id));
    d.store.commit(failed).await?;
    Ok(PasswordError::Wrong)
}

/// Checks the teammate's own password, before something that a copied cookie alone must not do. Who has none, and signs
/// in by link, goes on without.
pub async fn confirm_password(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    given: Personal<String>,
) -> Result<(), PasswordError> {
    let Some(hash) = held(d, by.workspace(), id).await?.hash else { return Ok(()) };
    let right = tokio::task::spawn_blocking(move || password::verify(&given, &hash)).await;
    if right.map_err(|_| Trouble::Broken)? { Ok(()) } else { Err(refuse(d, by, id).await?) }
}

/// Changes the teammate's own password; who has none sets their first one, without an old one. All their sessions, links and half-done sign-ins end; answers the secret of a
/// new session for the browser that asked.
pub async fn change_password(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    old: Personal<String>,
    new: Personal<String>,
) -> Result<Zeroizing<String>, PasswordError> {
    check_password(&new)?;
    let workspace = by.workspace();
    let Held { version, hash, leaf } = held(d, workspace, id).await?;
    let (keys, row, random) = (d.keys(workspace).await?, RowId::of(id), d.random.clone());
    let hashed = tokio::task::spawn_blocking(move || {
        let right = hash.is_none_or(|hash| password::verify(&old, &hash));
        right.then(|| password::hash(&random, &new))
    });
    let Some(hash) = hashed.await.map_err(|_| Trouble::Broken)? else {
        return Err(refuse(d, by, id).await?);
    };
    let hash = hash.ok_or(Trouble::Broken)?;
    let sealed = keys.seal::<TeammatePassword>(Under::one(leaf), &row, &hash).map_err(Trouble::from)?;
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::PasswordChanged, &id))
        .one(&CHANGE_PASSWORD, params![workspace, id, version, sealed, d.now()]);
    let (change, secret) = starting(d, ending_access(d, change, workspace, id), workspace, id);
    match d.store.commit(change).await {
        Ok(_) => Ok(secret),
        Err(Failed::Conflict(_)) => Err(Trouble::Contended.into()),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
