//! Creating and recognising API tokens; only a digest is stored.

use std::collections::HashMap;

use activity_log::Action;
use privacy::access::{Actor, Allowed, Permit, Role, Scope, act, has_tokens};
use privacy::ids::{ApiToken, Change as ChangeKind, Teammate, Workspace};
use privacy::keys::Under;
use privacy::secret::Secret;
use privacy::{Id, Personal, RowId, Time};
use store::{Applied, Change, Code, params, statements};
use zeroize::Zeroizing;

use crate::messages::ClientKey;
use crate::refusals::Cause;
use crate::uses::TokenName;
use crate::{Deployment, Trouble, entry, workspaces};

statements! {
    /// A new token; none when it is there already.
    ADD_TOKEN = "INSERT INTO api_tokens (workspace_id, token_id, token_hash, teammate_id, scope, name, created_at, expires_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    /// Whose token this is, and what they are.
    FIND_TOKEN = "SELECT k.token_id, k.scope, k.teammate_id, t.role FROM api_tokens k \
                  JOIN teammates t ON t.workspace_id = k.workspace_id AND t.teammate_id = k.teammate_id AND t.state = 'active' \
                  WHERE k.workspace_id = $1 AND k.token_hash = $2 AND k.revoked_at IS NULL \
                  AND (k.expires_at IS NULL OR k.expires_at > $3)";
    /// What became of a token that is not good.
    TOKEN_THAT_WAS = "SELECT expires_at FROM api_tokens WHERE workspace_id = $1 AND token_hash = $2";
    /// Whose every token of the workspace is, or was.
    OWNERS = "SELECT token_id, teammate_id FROM api_tokens WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT 10000";
    /// What every token of the workspace is called, or was.
    TOKEN_NAMES = "SELECT token_id, name FROM api_tokens WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT 10000";
    /// A token that is still good, by its id.
    TOKEN_OF_ID = "SELECT k.token_id, k.scope, k.teammate_id, t.role FROM api_tokens k \
                   JOIN teammates t ON t.workspace_id = k.workspace_id AND t.teammate_id = k.teammate_id AND t.state = 'active' \
                   WHERE k.workspace_id = $1 AND k.token_id = $2 AND k.revoked_at IS NULL \
                   AND (k.expires_at IS NULL OR k.expires_at > $3)";
}

/// A token to make.
pub struct NewToken {
    /// The teammate to whom it belongs.
    pub teammate: Id<Teammate>,
    /// What it may do.
    pub scope: Scope,
    /// What it is called.
    pub name: Personal<String>,
    /// When it ends.
    pub expires_at: Option<Time>,
}

/// Makes a token and answers it; it is not shown again.
pub async fn create(
    d: &Deployment,
    of: &Allowed<workspaces::Workspace, act::ManageTokens>,
    new: NewToken,
) -> Result<Zeroizing<String>, Trouble> {
    create_known(d, of, new, &Secret::fresh(&d.random)).await
}

/// The same once for each key, however often it is asked for; `None` where it was made before.
pub async fn create_once(
    d: &Deployment,
    of: &Allowed<workspaces::Workspace, act::ManageTokens>,
    new: NewToken,
    key: ClientKey,
) -> Result<Option<Zeroizing<String>>, Trouble> {
    let secret = Secret::fresh(&d.random);
    let change = key.change_id("troth/make-token/v1", of.actor());
    let made = add(d, of, new, &secret, change).await?;
    Ok((made == Applied::Now).then(|| written(of.thing().id, &secret)))
}

/// Makes a token of a secret that the caller knows; the one that is there already stays as it is.
pub async fn create_known(
    d: &Deployment,
    of: &Allowed<workspaces::Workspace, act::ManageTokens>,
    new: NewToken,
    secret: &Secret,
) -> Result<Zeroizing<String>, Trouble> {
    let workspace = of.thing().id;
    if find(d, workspace, secret).await?.is_none() {
        add(d, of, new, secret, d.change()).await?;
    }
    Ok(written(workspace, secret))
}

/// A token as it is shown.
fn written(workspace: Id<Workspace>, secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(format!("{workspace}_{}", *secret.reveal()))
}

async fn add(
    d: &Deployment,
    of: &Allowed<workspaces::Workspace, act::ManageTokens>,
    new: NewToken,
    secret: &Secret,
    change: Id<ChangeKind>,
) -> Result<Applied, Trouble> {
    let (workspace, by, now) = (of.thing().id, of.actor(), d.now());
    let (keys, id) = (d.keys(workspace).await?, Id::<ApiToken>::fresh(&d.random, now));
    let name = keys.seal::<TokenName>(Under::one(keys.settings_leaf()), &RowId::of(id), &new.name)?;
    let change = Change::new(change, by, now, entry::of(Action::ApiTokenCreated, &id)).one(
        &ADD_TOKEN,
        params![
            workspace,
            id,
            secret.digest(),
            new.teammate,
            Code(new.scope.code()),
            name,
            now,
            new.expires_at
        ],
    );
    Ok(d.store.commit(change).await?)
}

/// Who holds this token; `None` when it was revoked, expired or never was, or its owner may have none.
pub async fn authenticate(d: &Deployment, token: &str) -> Result<Option<Actor>, Trouble> {
    let Some((workspace, secret)) = parts(token) else { return Ok(None) };
    find(d, workspace, &secret).await
}

fn parts(token: &str) -> Option<(Id<Workspace>, Secret)> {
    let (workspace, secret) = token.split_once('_')?;
    Some((workspace.parse().ok()?, Secret::read(secret)?))
}

/// In which workspace a token that is not good was shown, and why it is not; `None` for what is no token at all.
pub async fn refused(d: &Deployment, token: &str) -> Result<Option<(Id<Workspace>, Cause)>, Trouble> {
    let Some((workspace, secret)) = parts(token) else { return Ok(None) };
    let row = d.store.row(&TOKEN_THAT_WAS, params![workspace, secret.digest()]).await?;
    let cause = match row.map(|row| row.cells().maybe_time()).transpose()? {
        None => Cause::TokenUnknown,
        Some(Some(end)) if end <= d.now() => Cause::TokenExpired,
        Some(_) => Cause::TokenRevoked,
    };
    Ok(Some((workspace, cause)))
}

async fn find(d: &Deployment, workspace: Id<Workspace>, secret: &Secret) -> Result<Option<Actor>, Trouble> {
    let row = d.store.row(&FIND_TOKEN, params![workspace, secret.digest(), d.now()]).await?;
    Ok(row.map(|row| read(workspace, row)).transpose()?.flatten())
}

/// To which teammate each token of a workspace belongs, or belonged.
pub async fn owners(
    d: &Deployment,
    workspace: Id<Workspace>,
) -> Result<HashMap<Id<ApiToken>, Id<Teammate>>, Trouble> {
    let rows = d.store.rows(&OWNERS, params![workspace]).await?;
    rows.into_iter()
        .map(|row| {
            let mut c = row.cells();
            Ok((c.id()?, c.id()?))
        })
        .collect()
}

/// What each token of a workspace is called, or was.
pub async fn names(
    d: &Deployment,
    of: &Allowed<workspaces::Workspace, act::ManageTokens>,
    permit: &Permit,
) -> Result<HashMap<Id<ApiToken>, String>, Trouble> {
    let workspace = of.thing().id;
    let keys = d.keys(workspace).await?;
    let open = |row: store::Row| {
        let mut c = row.cells();
        let id: Id<ApiToken> = c.id()?;
        Ok((id, keys.open::<TokenName>(permit, &RowId::of(id), &c.sealed()?)?.into_shown()))
    };
    d.store.rows(&TOKEN_NAMES, params![workspace]).await?.into_iter().map(open).collect()
}

/// The holder of the token of that id, while it is good.
pub(crate) async fn actor(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ApiToken>,
) -> Result<Option<Actor>, Trouble> {
    let row = d.store.row(&TOKEN_OF_ID, params![workspace, id, d.now()]).await?;
    Ok(row.map(|row| read(workspace, row)).transpose()?.flatten())
}

/// The holder; nobody while its owner may not make tokens: else one outlives what its owner may.
fn read(workspace: Id<Workspace>, row: store::Row) -> Result<Option<Actor>, Trouble> {
    let mut c = row.cells();
    let holder = Actor::Token { workspace, id: c.id()?, scope: c.code(Scope::of_code)?, teammate: c.id()? };
    Ok(has_tokens(c.code(Role::of_code)?).then_some(holder))
}
