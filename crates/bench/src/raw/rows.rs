//! Rows as the product writes them, of random bytes where it has sealed ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use privacy::Random;

/// How long what the product writes is, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) body: usize,
    pub(crate) facts: usize,
}

/// One client's rows: a conversation of its own, one message after the other.
pub(crate) struct Rows {
    conversation: i64,
    seq: i64,
    ids: Arc<AtomicI64>,
    random: Random,
    sizes: Sizes,
}

/// One message and its entry.
pub(crate) struct Row {
    pub(crate) conversation: i64,
    pub(crate) seq: i64,
    pub(crate) message: i64,
    pub(crate) body: Vec<u8>,
    pub(crate) change: String,
    pub(crate) facts: Vec<u8>,
    pub(crate) at: i64,
}

/// In every row: ids of the length that the product's have.
pub(crate) const WORKSPACE: &str = "euabcdefgh";
/// In every row.
pub(crate) const CONTACT: &str = "0123456789abcdef01234567";

impl Rows {
    /// The rows of a client that has the conversation of that number.
    pub(crate) fn of(conversation: i64, ids: &Arc<AtomicI64>, sizes: Sizes) -> Self {
        let random = Random::seeded(u64::try_from(conversation).unwrap_or_default());
        Self { conversation, seq: 0, ids: Arc::clone(ids), random, sizes }
    }

    /// The next row.
    pub(crate) fn next(&mut self) -> Row {
        self.seq += 1;
        let message = self.ids.fetch_add(1, Ordering::Relaxed);
        let mut body = vec![0; self.sizes.body];
        self.random.fill(&mut body);
        let chance: [u8; 8] = self.random.bytes();
        Row {
            conversation: self.conversation,
            seq: self.seq,
            message,
            facts: body.iter().copied().take(self.sizes.facts).collect(),
            body,
            change: format!("{message:016x}{:016x}", u64::from_le_bytes(chance)),
            at: 1_800_000_000_000_000 + message,
        }
    }
}

/// Adds a message.
pub(crate) const ADD_MESSAGE: &str = "INSERT INTO messages (workspace_id, conversation_id, seq, message_id, kind, \
    author_kind, author_id, attachments, body, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
/// Adds an entry.
pub(crate) const ADD_ENTRY: &str = "INSERT INTO entries (workspace_id, change_id, ordinal, at, actor_kind, actor_id, \
    action, object_kind, object_id, facts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
/// Reads the newest messages of a conversation, as the product does.
pub(crate) const READ_PAGE: &str = "SELECT conversation_id, seq, message_id, kind, author_kind, author_id, \
    assignee_id, attachments, body, created_at, updated_at FROM messages \
    WHERE workspace_id = $1 AND conversation_id = $2 AND seq < $3 AND (kind = 'comment' OR CAST($4 AS BIGINT) = 1) \
    ORDER BY seq DESC LIMIT $5";
