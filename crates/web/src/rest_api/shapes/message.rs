//! The answer to a conversation's start: its first message.

use serde::Serialize;

/// A message that a contact sent.
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

impl Message {
    pub(in super::super) const fn of(
        id: String,
        created_at: i64,
        body: String,
        conversation_id: String,
    ) -> Self {
        Self { kind: "user_message", id, created_at, body, message_type: "inapp", conversation_id }
    }
}
