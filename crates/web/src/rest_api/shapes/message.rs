//! The answer to a conversation's start: its first message.

use privacy::ids::{Conversation, Message as MessageKind};
use privacy::{Id, Time};
use serde::Serialize;

/// A message that a contact sent, or that was sent to one.
#[derive(Serialize)]
pub(in super::super) struct Message {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    created_at: i64,
    body: String,
    message_type: &'static str,
    conversation_id: String,
}

/// What was written.
pub(in super::super) struct Written {
    /// `user_message` or `admin_message`.
    pub(in super::super) kind: &'static str,
    /// Its id.
    pub(in super::super) id: Id<MessageKind>,
    /// When.
    pub(in super::super) created_at: Time,
    /// The text.
    pub(in super::super) body: String,
    /// The conversation that it began.
    pub(in super::super) conversation: Id<Conversation>,
}

impl Message {
    pub(in super::super) fn of(written: Written) -> Self {
        Self {
            kind: written.kind,
            id: written.id.to_string(),
            created_at: written.created_at.seconds(),
            body: written.body,
            message_type: "inapp",
            conversation_id: written.conversation.to_string(),
        }
    }
}
