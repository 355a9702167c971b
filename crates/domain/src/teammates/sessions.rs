//! A teammate's own sessions: seen, and ended one by one or all but this.

use activity_log::Action;
use privacy::access::Actor;
use privacy::ids::{Session, Teammate};
use privacy::{Id, Time};
use store::{Change, Failed, Row, params, statements};

use crate::{Deployment, Trouble, entry};

statements! {
    /// The sessions of a teammate that have not ended, newest first.
    OWN_SESSIONS = "SELECT session_id, created_at, last_used_at FROM teammate_sessions \
                    WHERE workspace_id = $1 AND teammate_id = $2 AND ended_at IS NULL AND expires_at > $3 \
                    AND COALESCE(last_used_at, created_at) > $4 ORDER BY created_at DESC, session_id LIMIT 200";
    /// Ends one of a teammate's own.
    END_OWN_SESSION = "UPDATE teammate_sessions SET ended_at = $4 \
                       WHERE workspace_id = $1 AND teammate_id = $2 AND session_id = $3 AND ended_at IS NULL";
    /// Ends all but one.
    END_OTHER_SESSIONS = "UPDATE teammate_sessions SET ended_at = $4 \
                          WHERE workspace_id = $1 AND teammate_id = $2 AND session_id <> $3 AND ended_at IS NULL";
}

/// A session. Neither address nor browser of it are kept.
pub struct SessionShown {
    /// Its id.
    pub id: Id<Session>,
    /// When it began.
    pub created_at: Time,
    /// When it was last used, to a quarter of an hour.
    pub last_used_at: Time,
}

/// The teammate's own sessions, newest first.
pub async fn sessions(d: &Deployment, by: &Actor, id: Id<Teammate>) -> Result<Vec<SessionShown>, Trouble> {
    let rows =
        d.store.rows(&OWN_SESSIONS, params![by.workspace(), id, d.now(), super::session::idle_since(d)]);
    let show = |row: Row| {
        let mut c = row.cells();
        let (id, created_at) = (c.id()?, c.time()?);
        Ok(SessionShown { id, created_at, last_used_at: c.maybe_time()?.unwrap_or(created_at) })
    };
    rows.await?.into_iter().map(show).collect()
}

/// Ends one of the teammate's own sessions; `false` where there is none such.
pub async fn end_session(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    session: Id<Session>,
) -> Result<bool, Trouble> {
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::SessionEnded, &session))
        .one(&END_OWN_SESSION, params![by.workspace(), id, session, d.now()]);
    match d.store.commit(change).await {
        Ok(_) => Ok(true),
        Err(Failed::Conflict(_)) => Ok(false),
        Err(failed) => Err(failed.into()),
    }
}

/// Ends all of the teammate's own sessions but this one.
pub async fn end_other_sessions(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    this: Id<Session>,
) -> Result<(), Trouble> {
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::SessionEnded, &id))
        .any(&END_OTHER_SESSIONS, params![by.workspace(), id, this, d.now()]);
    d.store.commit(change).await?;
    Ok(())
}
