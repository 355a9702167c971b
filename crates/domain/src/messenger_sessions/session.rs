//! Starting and recognising a messenger session.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Contact, Session, Workspace};
use privacy::secret::Secret;
use store::{Change, params, statements};
use zeroize::Zeroizing;

use crate::contacts::{self, Attributes, ContactRole, Language};
use crate::{Deployment, Trouble, entry, erasure, limits, suppression};

statements! {
    /// A new session of a contact.
    ADD_MESSENGER_SESSION = "INSERT INTO messenger_sessions (workspace_id, session_id, token_hash, contact_id, created_at, expires_at) \
                             VALUES ($1, $2, $3, $4, $5, $6)";
    /// Whose session a token opens. One that was opened by a signature ends with the secret that made it.
    FIND_MESSENGER_SESSION = "SELECT s.contact_id FROM messenger_sessions s \
        JOIN contacts c ON c.workspace_id = s.workspace_id AND c.contact_id = s.contact_id AND c.state = 'active' \
        WHERE s.workspace_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3 \
        AND (s.secret_id IS NULL OR EXISTS (SELECT 1 FROM identity_secrets i WHERE i.workspace_id = $1 AND i.secret_id = s.secret_id))";
    /// Ends the session of a token.
    END_MESSENGER_SESSION = "UPDATE messenger_sessions SET ended_at = $3 WHERE workspace_id = $1 AND token_hash = $2 AND ended_at IS NULL";
}

/// A visitor who has just begun.
pub struct Visitor {
    /// The contact.
    pub contact: Id<Contact>,
    /// The session's secret, for the visitor's browser alone.
    pub secret: Zeroizing<String>,
}

/// Begins a visitor: a contact of whom nothing is known but the language in which the messenger was shown to them, with a
/// leaf of their own, and a session.
pub async fn start(
    d: &Deployment,
    workspace: Id<Workspace>,
    language: Option<Language>,
) -> Result<Visitor, Trouble> {
    let (now, keys) = (d.now(), d.keys(workspace).await?);
    let by = Actor::System { workspace, role: SystemRole::SignIn };
    let (contact, session) = (Id::<Contact>::fresh(&d.random, now), Id::<Session>::fresh(&d.random, now));
    let secret = Secret::fresh(&d.random);
    let change = Change::new(d.change(), &by, now, entry::of(Action::MessengerSessionStarted, &contact))
        .also(entry::of(Action::ContactCreated, &contact));
    let visitor = Attributes { last_seen_at: Some(now), language, ..Attributes::default() };
    let (change, _) = contacts::adding(d, &keys, change, contact, ContactRole::Visitor, visitor).await?;
    let expires = now.after(limits::MESSENGER_SESSION);
    let change = change
        .one(&ADD_MESSENGER_SESSION, params![workspace, session, secret.digest(), contact, now, expires]);
    d.store.commit(change).await?;
    Ok(Visitor { contact, secret: secret.reveal() })
}

/// Whose messenger this is; `None` when the session ended, expired or never was.
pub async fn authenticate(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Option<Actor>, Trouble> {
    let row = d.store.row(&FIND_MESSENGER_SESSION, params![workspace, secret.digest(), d.now()]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Actor::Contact { workspace, id: row.cells().id()? }))
}

/// Ends the session of that secret, whose contact asks for it.
pub async fn end(d: &Deployment, by: &Actor, secret: &Secret) -> Result<(), Trouble> {
    let Actor::Contact { workspace, id } = by else { return Err(Trouble::Broken) };
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::MessengerSessionEnded, id))
        .any(&END_MESSENGER_SESSION, params![workspace, secret.digest(), d.now()]);
    d.store.commit(change).await?;
    Ok(())
}

/// How far the erasure is of whoever had this secret, if they were erased since: their messenger clears itself, and nobody
/// is begun in their place until they write again.
pub async fn ended_by_erasure(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Option<erasure::State>, Trouble> {
    let Some(keys) = d.vault.keys(workspace).await? else { return Ok(None) };
    let Some(id) = suppression::session_ended(d, &keys, secret.digest()).await? else { return Ok(None) };
    erasure::state_of(d, workspace, id).await.map(Some)
}
