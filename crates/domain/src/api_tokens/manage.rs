//! Looking over API tokens, and taking them back.

use activity_log::Action;
use privacy::access::{Allowed, Scope, act};
use privacy::ids::{ApiToken, Teammate};
use privacy::purpose::Purpose;
use privacy::{Id, RowId, Time};
use store::{Change, Failed, Row, params, statements};

use crate::uses::TokenName;
use crate::workspaces::Workspace;
use crate::{Deployment, Trouble, entry, reads};

statements! {
    /// The tokens of a workspace that were not taken back, newest first.
    LIST_TOKENS = "SELECT token_id, teammate_id, scope, name, created_at, expires_at FROM api_tokens \
                   WHERE workspace_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, token_id LIMIT 1000";
    /// Takes a token back.
    REVOKE_TOKEN = "UPDATE api_tokens SET revoked_at = $3 WHERE workspace_id = $1 AND token_id = $2 AND revoked_at IS NULL";
}

/// A token, without its secret, which nobody has but its holder.
pub struct TokenShown {
    /// Its id.
    pub id: Id<ApiToken>,
    /// To whom it belongs.
    pub teammate: Id<Teammate>,
    /// What it may do.
    pub scope: Scope,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: Time,
    /// When it ends, or ended.
    pub expires_at: Option<Time>,
}

/// The workspace's tokens that were not taken back, newest first. Who sees them is entered.
pub async fn list(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageTokens>,
) -> Result<Vec<TokenShown>, Trouble> {
    let workspace = of.thing().id;
    let permit = privacy::access::permit(of.actor(), Purpose::Administration).map_err(|_| Trouble::Gone)?;
    reads::note(d, &permit, entry::of(Action::ApiTokenListed, &workspace), None).await?;
    let keys = d.keys(workspace).await?;
    let show = |row: Row| {
        let mut c = row.cells();
        let (id, teammate) = (c.id()?, c.id()?);
        let (scope, name) = (c.code(Scope::of_code)?, c.sealed::<TokenName>()?);
        let name = keys.open(&permit, &RowId::of(id), &name)?.into_shown();
        Ok(TokenShown { id, teammate, scope, name, created_at: c.time()?, expires_at: c.maybe_time()? })
    };
    d.store.rows(&LIST_TOKENS, params![workspace]).await?.into_iter().map(show).collect()
}

/// Takes a token back: whoever holds it is refused from now on. `false` where there is no such token.
pub async fn revoke(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageTokens>,
    id: Id<ApiToken>,
) -> Result<bool, Trouble> {
    let change = Change::new(d.change(), of.actor(), d.now(), entry::of(Action::ApiTokenRevoked, &id))
        .one(&REVOKE_TOKEN, params![of.thing().id, id, d.now()]);
    match d.store.commit(change).await {
        Ok(_) => Ok(true),
        Err(Failed::Conflict(_)) => Ok(false),
        Err(failed) => Err(failed.into()),
    }
}
