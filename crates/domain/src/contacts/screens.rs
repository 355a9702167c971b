//! What is known of a contact stands beside each of their conversations, on every screen that has one open.

use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Contact, Conversation, Workspace};
use store::{Change, Event, EventKind, params, statements};

use crate::{Deployment, Trouble};

statements! {
    /// The conversations of a contact that may be on a screen now.
    ON_SCREENS = "SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND contact_id = $2 \
                  ORDER BY updated_at DESC LIMIT 50";
}

/// The contact's conversations that may be on a screen now.
pub(crate) async fn on_screens(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<Contact>,
) -> Result<Vec<Id<Conversation>>, Trouble> {
    let rows = d.store.rows(&ON_SCREENS, params![workspace, contact]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}

/// Joins to a change that screens with the contact are told, but for the one of the teammate who makes it, which looks again by
/// itself. Nothing happened in their conversations, and their messenger is told nothing: what teammates note of somebody is for
/// teammates.
pub(crate) async fn telling_screens(
    d: &Deployment,
    mut change: Change,
    by: &Actor,
    contact: Id<Contact>,
) -> Result<Change, Trouble> {
    let workspace = by.workspace();
    let by = if let Actor::Teammate { id, .. } = by { Some(*id) } else { None };
    for conversation in on_screens(d, workspace, contact).await? {
        change = change.tell(Event { workspace, conversation, contact, kind: EventKind::Note, by });
    }
    Ok(change)
}
