//! A teammate's signed-in browser.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Role};
use privacy::ids::{Session, Teammate, Workspace};
use privacy::secret::Secret;
use store::{Change, params, statements};
use zeroize::Zeroizing;

use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A new session.
    ADD_SESSION = "INSERT INTO teammate_sessions (workspace_id, session_id, token_hash, teammate_id, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
    /// Whose session a token opens.
    FIND_SESSION = "SELECT s.session_id, s.teammate_id, t.role FROM teammate_sessions s \
                    JOIN teammates t ON t.workspace_id = s.workspace_id AND t.teammate_id = s.teammate_id \
                    WHERE s.workspace_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3 \
                    AND t.state = 'active'";
    /// Ends a session.
    END_SESSION = "UPDATE teammate_sessions SET ended_at = $3 WHERE workspace_id = $1 AND session_id = $2 AND ended_at IS NULL";
}

/// Joins a new session to a change and answers its secret.
pub(crate) fn starting(
    d: &Deployment,
    change: Change,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
) -> (Change, Zeroizing<String>) {
    let (secret, now) = (Secret::fresh(&d.random), d.now());
    let session = Id::<Session>::fresh(&d.random, now);
    let expires = now.after(limits::TEAMMATE_SESSION);
    let change =
        change.one(&ADD_SESSION, params![workspace, session, secret.digest(), teammate, now, expires]);
    (change, secret.reveal())
}

/// Whose session this is; `None` when it ended, expired or never was.
pub async fn authenticate(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Option<(Actor, Id<Session>)>, Trouble> {
    let row = d.store.row(&FIND_SESSION, params![workspace, secret.digest(), d.now()]).await?;
    let Some(row) = row else { return Ok(None) };
    let mut c = row.cells();
    let (session, id, role) = (c.id()?, c.id()?, c.code(Role::of_code)?);
    Ok(Some((Actor::Teammate { workspace, id, role }, session)))
}

/// Ends the session.
pub async fn sign_out(d: &Deployment, by: &Actor, session: Id<Session>) -> Result<(), Trouble> {
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::TeammateSignedOut, &session))
        .any(&END_SESSION, params![by.workspace(), session, d.now()]);
    d.store.commit(change).await?;
    Ok(())
}
