//! A teammate's signed-in browser. Its cookie holds the session's secret and a turn, which is a new one every quarter of an
//! hour. A cookie that was copied shows: once the session has gone on with one of the two, the other has a turn that is past,
//! and the session ends for both. The construction is Barry Jaspan's "Improved Persistent Login Cookie Best Practice" (2006);
//! the turn before stays good until the next, for an answer with the new one may be lost.

use activity_log::Action;
use privacy::access::{Actor, Role, SystemRole};
use privacy::ids::{Session, Teammate, Workspace};
use privacy::secret::{Digest, Secret};
use privacy::{Id, Time};
use store::{BadCell, Cells, Change, Failed, params, statements};
use zeroize::Zeroizing;

use crate::contacts::Language;
use crate::refusals::Cause;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A new session.
    ADD_SESSION = "INSERT INTO teammate_sessions (workspace_id, session_id, token_hash, teammate_id, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
    /// Whose session a token opens, its turns, in which language they read, when it was last used, and whether they owe a second factor.
    FIND_SESSION = "SELECT s.session_id, s.teammate_id, s.turn_hash, s.former_turn_hash, t.role, t.language, \
                    COALESCE(s.last_used_at, s.created_at), \
                    CAST(CASE WHEN w.second_factor_required = 1 AND NOT EXISTS (SELECT 1 FROM second_factors f \
                    WHERE f.workspace_id = s.workspace_id AND f.teammate_id = s.teammate_id AND f.state = 'on') \
                    THEN 1 ELSE 0 END AS BIGINT) FROM teammate_sessions s \
                    JOIN teammates t ON t.workspace_id = s.workspace_id AND t.teammate_id = s.teammate_id \
                    JOIN workspaces w ON w.workspace_id = s.workspace_id \
                    WHERE s.workspace_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3 \
                    AND COALESCE(s.last_used_at, s.created_at) > $4 AND t.state = 'active'";
    /// The turns of a session of that token, whatever became of it.
    SESSION_THAT_WAS = "SELECT turn_hash, former_turn_hash FROM teammate_sessions WHERE workspace_id = $1 AND token_hash = $2";
    /// Whether a session still opens everything.
    IS_LIVE = "SELECT s.expires_at FROM teammate_sessions s \
               JOIN teammates t ON t.workspace_id = s.workspace_id AND t.teammate_id = s.teammate_id \
               JOIN workspaces w ON w.workspace_id = s.workspace_id \
               WHERE s.workspace_id = $1 AND s.session_id = $2 AND s.ended_at IS NULL AND s.expires_at > $3 \
               AND COALESCE(s.last_used_at, s.created_at) > $4 AND t.state = 'active' \
               AND (w.second_factor_required = 0 OR EXISTS (SELECT 1 FROM second_factors f \
               WHERE f.workspace_id = s.workspace_id AND f.teammate_id = s.teammate_id AND f.state = 'on'))";
    /// A session was used, and nobody noted it meanwhile: it has another turn.
    USE_SESSION = "UPDATE teammate_sessions SET last_used_at = $3, turn_hash = $5, former_turn_hash = $6 WHERE workspace_id = $1 AND session_id = $2 \
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

/// What the cookie of a signed-in browser holds.
pub struct SessionKey {
    /// The session's secret.
    pub secret: Secret,
    /// The turn; none before the first.
    pub turn: Option<Secret>,
}

impl SessionKey {
    /// Reads a secret, and a turn after a point; `None` unless each is one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (secret, turn) = text.split_once('.').map_or((text, None), |(secret, turn)| (secret, Some(turn)));
        let turn = match turn {
            Some(turn) => Some(Secret::read(turn)?),
            None => None,
        };
        Some(Self { secret: Secret::read(secret)?, turn })
    }
}

/// The turns of a session that are good.
struct Turns {
    now: Option<Digest>,
    former: Option<Digest>,
}

/// Which turn a cookie shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Now,
    Former,
    /// One that is past: somebody else has gone on with a copy, or it is one.
    Past,
}

impl Turns {
    fn read(c: &mut Cells) -> Result<Self, BadCell> {
        let now = c.maybe_hash()?.map(Digest::known);
        Ok(Self { now, former: c.maybe_hash()?.map(Digest::known) })
    }

    /// The digests are of secrets of 256 bits: how long they take to compare tells nothing.
    fn shown_by(&self, key: &SessionKey) -> Turn {
        let given = key.turn.as_ref().map(Secret::digest);
        if given == self.now {
            Turn::Now
        } else if given == self.former {
            Turn::Former
        } else {
            Turn::Past
        }
    }
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
    /// What the cookie holds from now on, where the session has another turn.
    pub renewed: Option<Zeroizing<String>>,
}

/// Since when a session must have been used to be good.
pub(super) fn idle_since(d: &Deployment) -> Time {
    let idle = i64::try_from(limits::IDLE_SESSION.as_micros()).unwrap_or(i64::MAX);
    Time::from_micros(d.now().micros().saturating_sub(idle))
}

/// Whose session this is; `None` when it ended, expired, was left idle or never was, and where its cookie shows a turn that is
/// past: then it ends. Its use is noted, and its turn another one, every quarter of an hour, and sooner for a browser that has not
/// got its turn; where that cannot be stored, it is good all the same.
pub async fn authenticate(
    d: &Deployment,
    workspace: Id<Workspace>,
    key: &SessionKey,
) -> Result<Option<Authenticated>, Trouble> {
    let now = d.now();
    let asked = params![workspace, key.secret.digest(), now, idle_since(d)];
    let Some(row) = d.store.row(&FIND_SESSION, asked).await? else { return Ok(None) };
    let mut c = row.cells();
    let (session, id, turns) = (c.id()?, c.id()?, Turns::read(&mut c)?);
    let (role, language) = (c.code(Role::of_code)?, c.maybe_code(Language::of_code)?);
    let (used, owes_factor) = (c.time()?, c.flag()?);
    let actor = Actor::Teammate { workspace, id, role };
    let after = match turns.shown_by(key) {
        Turn::Now => limits::USE_NOTED,
        Turn::Former => limits::TURN_UNDERWAY,
        Turn::Past => {
            end_copied(d, workspace, session).await;
            return Ok(None);
        }
    };
    let mut renewed = None;
    if used.after(after) <= now {
        let turn = Secret::fresh(&d.random);
        let shown = key.turn.as_ref().map(Secret::digest);
        let change = Change::new(d.change(), &actor, now, entry::of(Action::SessionUsed, &session))
            .one(&USE_SESSION, params![workspace, session, now, used, turn.digest(), shown]);
        match d.store.commit(change).await {
            Ok(_) => renewed = Some(Zeroizing::new(format!("{}.{}", *key.secret.reveal(), *turn.reveal()))),
            // Another request of the same look noted it.
            Err(Failed::Conflict(_)) => {}
            Err(failed) => tracing::debug!(?failed, "a session's use was not noted"),
        }
    }
    Ok(Some(Authenticated { actor, session, language, owes_factor, renewed }))
}

/// Ends a session of which there are two cookies, once. That it cannot be stored opens nothing for whoever showed the one that is past.
async fn end_copied(d: &Deployment, workspace: Id<Workspace>, session: Id<Session>) {
    let (by, now) = (Actor::System { workspace, role: SystemRole::Schedule }, d.now());
    let change = Change::new(d.change(), &by, now, entry::of(Action::SessionEnded, &session))
        .one(&END_SESSION, params![workspace, session, now]);
    match d.store.commit(change).await {
        // Another request of the same cookie ended it.
        Ok(_) | Err(Failed::Conflict(_)) => {}
        Err(failed) => tracing::warn!(?failed, "a session of which there are two cookies was not ended"),
    }
}

/// Why a cookie that opens nothing does not.
pub async fn refused(d: &Deployment, workspace: Id<Workspace>, key: &SessionKey) -> Result<Cause, Trouble> {
    let was = d.store.row(&SESSION_THAT_WAS, params![workspace, key.secret.digest()]).await?;
    let Some(row) = was else { return Ok(Cause::SessionUnknown) };
    let past = Turns::read(&mut row.cells())?.shown_by(key) == Turn::Past;
    Ok(if past { Cause::SessionCopied } else { Cause::SessionEnded })
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

#[cfg(test)]
mod tests {
    use privacy::Random;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_a_cookie_says_is_a_key_or_none(text in "[A-Za-z0-9_.-]{0,100}|\\PC{0,20}") {
            if let Some(key) = SessionKey::read(&text) {
                let turn = key.turn.map(|turn| format!(".{}", *turn.reveal())).unwrap_or_default();
                prop_assert_eq!(format!("{}{turn}", *key.secret.reveal()), text);
            }
        }
    }

    #[test]
    fn a_key_is_one_secret_or_two() {
        let [one, other] = [(); 2].map(|()| Secret::fresh(&Random::system()).reveal().to_string());
        let read = |text: String| SessionKey::read(&text).map(|key| key.turn.is_some());
        assert_eq!(read(one.clone()), Some(false));
        assert_eq!(read(format!("{one}.{other}")), Some(true));
        for text in [format!("{one}."), format!(".{one}"), format!("{one}.{other}.{one}"), format!("{one}.x")]
        {
            assert_eq!(read(text.clone()), None, "{text}");
        }
    }
}
