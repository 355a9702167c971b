//! What a teammate is told of although they look elsewhere: that somebody wrote to them, that something was
//! put aside until now, or that a colleague gave them something.

mod since;

use privacy::ids::Conversation as ConversationKind;
use privacy::{Id, Time, codes};
use store::Statement;

pub use since::since;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[since::STATEMENTS];

codes! {
    /// Why a teammate is told.
    Why {
        /// A contact wrote in what is theirs, their team's or nobody's.
        Message = "message",
        /// Such a one came back from a snooze.
        Opened = "opened",
        /// It was given to their team.
        AssignedTeam = "assigned_team",
        /// It was given to them.
        Assigned = "assigned",
        /// They were mentioned.
        Mentioned = "mentioned",
    }
}

/// A part of a conversation of which a teammate is told.
#[derive(Clone)]
pub struct Notice {
    /// The conversation.
    pub conversation: Id<ConversationKind>,
    /// What the person is called with whom it is.
    pub name: String,
    /// Why.
    pub why: Why,
    /// The part's number.
    pub seq: i64,
    /// When it was written.
    pub at: Time,
}
