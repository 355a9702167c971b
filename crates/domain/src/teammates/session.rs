//! A teammate's signed-in browser.

use activity_log::Action;
use privacy::access::{Actor, Role};
use privacy::ids::{Session, Teammate, Workspace};
use privacy::secret::Secret;
use privacy::{Id, Time};
use store::{Change, Failed, params, statements};
use zeroize::Zeroizing;

use crate::contacts::Language;
use crate::refusals::Cause;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A new session.
    ADD_SESSION = "INSERT INTO teammate_sessions (workspace_id, session_id, token_hash, teammate_id, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
    /// Whose session a token opens, in which language they read, when it was last used, and whether they owe a second factor.
    FIND_SESSION = "SELECT s.session_id, s.teammate_id, t.role, t.language, COALESCE(s.last_used_at, s.created_at), \
                    CAST(CASE WHEN w.second_factor_required = 1 AND NOT EXISTS (SELECT 1 FROM second_factors f \
                    WHERE f.workspace_id = s.workspace_id AND f.teammate_id = s.teammate_id AND f.state = 'on') \
                    THEN 1 ELSE 0 END AS BIGINT) FROM teammate_sessions s \
                    JOIN teammates t ON t.workspace_id = s.workspace_id AND t.teammate_id = s.teammate_id \
                    JOIN workspaces w ON w.workspace_id = s.workspace_id \
                    WHERE s.workspace_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3 \
                    AND COALESCE(s.last_used_at, s.created_at) > $4 AND t.state = 'active'";
    /// A session of that token, whatever became of it.
    SESSION_THAT_WAS = "SELECT session_id FROM teammate_sessions WHERE workspace_id = $1 AND token_hash = $2";
    /// Whether a session still opens everything.
    IS_LIVE = "SELECT s.expires_at FROM teammate_sessions s \
               JOIN teammates t ON t.workspace_id = s.workspace_id AND t.teammate_id = s.teammate_id \
               JOIN workspaces w ON w.workspace_id = s.workspace_id \
               WHERE s.workspace_id = $1 AND s.session_id = $2 AND s.ended_at IS NULL AND s.expires_at > $3 \
               AND COALESCE(s.last_used_at, s.created_at) > $4 AND t.state = 'active' \
               AND (w.second_factor_required = 0 OR EXISTS (SELECT 1 FROM second_factors f \
               WHERE f.workspace_id = s.workspace_id AND f.teammate_id = s.teammate_id AND f.state = 'on'))";
    /// A session was used, and nobody noted it meanwhile.
    USE_SESSION = "UPDATE teammate_sessions SET last_used_at = $3 WHERE workspace_id = $1 AND session_id = $2 \
                   AND ended_at IS NULL AND COALESCE(last_used_at, created_at) = $4";
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

/// Whose session a cookie is.
pub struct Authenticated {
    /// The teammate.
    pub actor: Actor,
    /// The session.
    pub session: Id<Session>,
    /// The language that they chose; none where they follow their browser.
    pub language: Option<Language>,
    /// Whether everybody must have a second factor and they have none: then there is nothing else for them to do.
    pub owes_factor: bool,
}

/// Since when a session must have been used to be good.
pub(super) fn idle_since(d: &Deployment) -> Time {
    let idle = i64::try_from(limits::IDLE_SESSION.as_micros()).unwrap_or(i64::MAX);
    Time::from_micros(d.now().micros().saturating_sub(idle))
}

/// Whose session this is; `None` when it ended, expired, was left idle or never was. Its use is noted every quarter of
/// an hour; where that cannot be stored, it is good all the same.
pub async fn authenticate(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Option<Authenticated>, Trouble> {
    let now = d.now();
    let row = d.store.row(&FIND_SESSION, params![workspace, secret.digest(), now, idle_since(d)]).await?;
    let Some(row) = row else { return Ok(None) };
    let mut c = row.cells();
    let (session, id, role) = (c.id()?, c.id()?, c.code(Role::of_code)?);
    let language = c.maybe_code(Language::of_code)?;
    let (used, owes_factor) = (c.time()?, c.flag()?);
    let actor = Actor::Teammate { workspace, id, role };
    if used.after(limits::USE_NOTED) <= now {
        let change = Change::new(d.change(), &actor, now, entry::of(Action::SessionUsed, &session))
            .one(&USE_SESSION, params![workspace, session, now, used]);
        match d.store.commit(change).await {
            // Another request of the same look noted it.
            Ok(_) | Err(Failed::Conflict(_)) => {}
            Err(failed) => tracing::debug!(?failed, "a session's use was not noted"),
        }
    }
    Ok(Some(Authenticated { actor, session, language, owes_factor }))
}

/// Why a cookie that opens nothing does not.
pub async fn refused(d: &Deployment, workspace: Id<Workspace>, secret: &Secret) -> Result<Cause, Trouble> {
    let was = d.store.row(&SESSION_THAT_WAS, params![workspace, secret.digest()]).await?;
    Ok(if was.is_some() { Cause::SessionEnded } else { Cause::SessionUnknown })
}

/// Whether a session that was opened before still is, without using it: what stays open under it asks now and then.
pub async fn is_live(
    d: &Deployment,
    workspace: Id<Workspace>,
    session: Id<Session>,
) -> Result<bool, Trouble> {
    let asked = params![workspace, session, d.now(), idle_since(d)];
    Ok(d.store.row(&IS_LIVE, asked).await?.is_some())
}

/// Ends the session.
pub async fn sign_out(d: &Deployment, by: &Actor, session: Id<Session>) -> Result<(), Trouble> {
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::TeammateSignedOut, &session))
        .any(&END_SESSION, params![by.workspace(), session, d.now()]);
    d.store.commit(change).await?;
    Ok(())
}
