//! What a teammate has begun to write in a conversation: theirs alone, sealed like what is said there, and gone when it is
//! sent.

mod discard;
mod find;
mod keep;

use privacy::Id;
use privacy::RowId;
use privacy::ids::{Conversation as ConversationKind, Teammate};
use privacy::keys::Under;
use store::Statement;

use crate::conversations::Conversation;
use crate::messages::Kind;
use crate::{Trouble, limits};

pub use discard::discard;
pub(crate) use discard::sent;
pub use find::find;
pub use keep::keep;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[discard::STATEMENTS, find::STATEMENTS, keep::STATEMENTS];

/// A draft, opened.
#[derive(Clone)]
pub struct DraftShown {
    /// A comment or a note.
    pub kind: Kind,
    /// Its text.
    pub body: String,
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The text is longer than a message may be.
    #[error("a draft has at most {} bytes", limits::MESSAGE_BYTES)]
    TooLong,
    /// Only teammates have drafts.
    #[error("only a teammate has drafts")]
    NotATeammate,
    /// The conversation is there no more.
    #[error("no such conversation")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// The keys of a draft: the contact's and the conversation's, as of what is said. Its part is the last of a block, so that
/// redacting what was said before leaves it as it is.
fn under(held: &Conversation) -> Under {
    Under::part_of(held.contact_leaf, held.leaf, u16::MAX)
}

fn row(conversation: Id<ConversationKind>, teammate: Id<Teammate>) -> RowId {
    RowId::of_two(conversation, teammate)
}
