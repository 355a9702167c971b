//! Marks on a conversation: first in line, read, unread. They leave no part in it and do not move it in a screen's list;
//! whoever asks for what changed finds it.

use activity_log::Action;
use privacy::access::{Allowed, act};
use store::{Change, EventKind, Failed, Flag, params, statements};

use super::{Conversation, still_there, told};
use crate::{Deployment, Trouble, entry};

statements! {
    /// Whether it comes before others.
    SET_PRIORITY = "UPDATE conversations SET priority = $3, updated_at = $4, version = version + 1 \
                    WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
    /// Whether there is something in it that no teammate has looked at.
    SET_UNREAD = "UPDATE conversations SET unread = $3, updated_at = $4 \
                  WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
}

/// Why a conversation was not marked.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// It is there no more.
    #[error("no such conversation")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Puts the conversation before others, or among them again.
pub async fn set_priority(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::ChangeState>,
    first: bool,
) -> Result<(), MarkError> {
    if conversation.thing().priority == first {
        return Ok(());
    }
    let action = if first { Action::ConversationPrioritised } else { Action::ConversationDeprioritised };
    mark(d, conversation, action, &SET_PRIORITY, first, EventKind::Changed).await
}

/// Marks the conversation as read, or as if no teammate had looked at it.
pub async fn set_read(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::ChangeState>,
    read: bool,
) -> Result<(), MarkError> {
    if conversation.thing().unread != read {
        return Ok(());
    }
    let action = if read { Action::ConversationRead } else { Action::ConversationMarkedUnread };
    mark(d, conversation, action, &SET_UNREAD, !read, EventKind::Marked).await
}

async fn mark(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::ChangeState>,
    action: Action,
    statement: &'static store::Statement,
    set: bool,
    kind: EventKind,
) -> Result<(), MarkError> {
    let (held, now) = (conversation.thing(), d.now());
    let change = Change::new(d.change(), conversation.actor(), now, entry::of(action, &held.id));
    let change = still_there(change, held.workspace, held.contact)
        .one(statement, params![held.workspace, held.id, Flag(set), now])
        .tell(told(held, kind));
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(MarkError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
