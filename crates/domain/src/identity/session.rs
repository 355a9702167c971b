//! The messenger session of a verified user. Its secret follows from the proof: the same token opens the same session
//! again, on every page and in every tab, and no row is written for each.

use activity_log::{Action, FactKey, Facts};
use privacy::access::Actor;
use privacy::ids::{Contact, Session, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::secret::{Digest, Digesting, Secret};
use privacy::{Id, Time};
use store::{Change, Code, params, statements};

use super::Said;
use super::proof::{Proven, Who};
use crate::{Deployment, Trouble, entry};

statements! {
    /// A session of a verified user; the one of the same proof begins again.
    ADD_VERIFIED_SESSION = "INSERT INTO messenger_sessions (workspace_id, session_id, token_hash, contact_id, created_at, \
                            expires_at, identity, secret_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                            ON CONFLICT (workspace_id, token_hash) DO UPDATE SET contact_id = $4, created_at = $5, \
                            expires_at = $6, identity = $7, secret_id = $8, ended_at = NULL";
    /// A contact who is there was seen, and stays until this change is stored.
    SEEN = "UPDATE contacts SET last_seen_at = $3, language = COALESCE($4, language) WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// Whether that session is open, and stays so until then, of a contact who was seen since a time, in that language.
    OPEN_SESSION = "SELECT s.contact_id FROM messenger_sessions s \
                    JOIN contacts c ON c.workspace_id = s.workspace_id AND c.contact_id = s.contact_id \
                    AND c.last_seen_at > $5 AND COALESCE(c.language, '') = COALESCE($6, c.language, '') \
                    WHERE s.workspace_id = $1 AND s.token_hash = $2 AND s.contact_id = $3 \
                    AND s.ended_at IS NULL AND s.expires_at >= $4";
    /// A visitor who became a user is known by proof alone.
    END_UNPROVEN_SESSIONS = "UPDATE messenger_sessions SET ended_at = $3 WHERE workspace_id = $1 AND contact_id = $2 \
                             AND identity IS NULL AND ended_at IS NULL";
    /// What a hash opened, of anybody.
    END_HASH_SESSIONS = "UPDATE messenger_sessions SET ended_at = $2 \
                         WHERE workspace_id = $1 AND identity = 'hash' AND ended_at IS NULL";
}

/// Opens the contact's messenger, and answers its secret.
pub(super) async fn open(
    d: &Deployment,
    by: &Actor,
    keys: &WorkspaceKeys,
    contact: Id<Contact>,
    proven: &Proven,
    said: &Said,
) -> Result<Secret, Trouble> {
    let (workspace, now) = (by.workspace(), d.now());
    let secret = following_from(keys, proven, said);
    // A day less is as good: whoever shows the same hash at every page does not make a row of each, and is seen once a day.
    let day_before = |at: Time| Time::from_micros(at.micros() - 24 * 3600 * 1_000_000);
    let (long_enough, lately) = (day_before(proven.until).max(now), day_before(now));
    let speaks = said.language.map(|language| Code(language.code()));
    let asked = params![workspace, secret.digest(), contact, long_enough, lately, speaks];
    if d.store.row(&OPEN_SESSION, asked).await?.is_some() {
        return Ok(secret);
    }
    let session = Id::<Session>::fresh(&d.random, now);
    let facts = Facts::new()
        .code(FactKey::Identity, proven.how.code())
        .id(FactKey::IdentitySecret, proven.secret.to_string());
    let act = entry::with(Action::MessengerSessionStarted, &contact, facts);
    let change =
        Change::new(d.change(), by, now, act).one(&SEEN, params![workspace, contact, now, speaks]).one(
            &ADD_VERIFIED_SESSION,
            params![
                workspace,
                session,
                secret.digest(),
                contact,
                now,
                proven.until,
                Code(proven.how.code()),
                proven.secret
            ],
        );
    d.store.commit(change).await?;
    Ok(secret)
}

/// Joins the end of the visitor's sessions to the change that makes a user of them.
pub(super) fn end_unproven(change: Change, by: &Actor, contact: Id<Contact>, now: Time) -> Change {
    change.any(&END_UNPROVEN_SESSIONS, params![by.workspace(), contact, now])
}

/// Joins the end of what hashes opened to a change.
pub(crate) fn ending_hashes(change: Change, workspace: Id<Workspace>, now: Time) -> Change {
    change.any(&END_HASH_SESSIONS, params![workspace, now])
}

/// Only the workspace's keys make it of the proof.
fn following_from(keys: &WorkspaceKeys, proven: &Proven, said: &Said) -> Secret {
    let (kind, who): (&[u8], _) = match &proven.who {
        Who::Id(id) => (b"id", id),
        Who::Email(email) => (b"email", email),
    };
    let mut proof = Digesting::new();
    proof.take(proven.how.code().as_bytes());
    proof.take(kind);
    for part in [Some(who), said.token.as_ref().or(said.user_hash.as_ref())].into_iter().flatten() {
        proof.take(Digest::of_personal(part).as_bytes());
    }
    Secret::of(keys.sign("identity-session/v1", proof.end().as_bytes()))
}
