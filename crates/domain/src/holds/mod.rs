//! Holds: somebody's duty or claim needs what somebody else asks to erase. The erasure waits, it is not refused.

mod active;
mod agree;
mod lift;
mod list;
mod place;
mod read;

use privacy::access::Denied;
use privacy::ids::{Contact, Conversation, Hold as HoldKind, Teammate};
use privacy::{Id, Personal, Time, codes};
use store::Statement;

use crate::Trouble;

pub(crate) use active::{is_over, strongest, whose};
pub(crate) use agree::agree;
pub use lift::lift;
pub use list::{HoldShown, Page, Place, find, list};
pub use place::place;
pub use read::{Kept, Reading, ask_to_read, readable, reading};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    active::STATEMENTS,
    agree::STATEMENTS,
    lift::STATEMENTS,
    list::STATEMENTS,
    place::STATEMENTS,
    read::STATEMENTS,
];

codes! {
    /// Why something must be kept.
    Ground {
        /// A lawsuit, begun or expected.
        Litigation = "litigation",
        /// A law that says how long it is kept.
        StatutoryRetention = "statutory_retention",
        /// An authority's order or inquiry.
        Authority = "authority",
        /// An inquiry of the customer's own.
        Investigation = "investigation",
    }
}

codes! {
    /// What must be kept.
    Scope {
        /// Everything.
        Everything = "everything",
        /// What was said, with its files; not what is known of the person.
        Messages = "messages",
    }
}

/// On what a hold is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A contact with all their conversations.
    Contact(Id<Contact>),
    /// One conversation.
    Conversation(Id<Conversation>),
}

/// A hold to place.
pub struct NewHold {
    /// Why.
    pub ground: Ground,
    /// What must be kept.
    pub scope: Scope,
    /// The words of whoever answers for it.
    pub basis: Personal<String>,
    /// When it ends by itself; else it must be lifted.
    pub until: Option<Time>,
    /// When somebody must look whether it is still needed.
    pub review_at: Time,
    /// Who.
    pub reviewer: Id<Teammate>,
}

/// Why a hold was not placed or lifted.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// There is no such contact, conversation or hold.
    #[error("there is no such thing")]
    NotFound,
    /// The keys have ended: there is nothing left to hold.
    #[error("it is being erased already")]
    Erasing,
    /// Several people are in the conversation, and a hold keeps one person's keys.
    #[error("a conversation with several people is kept by a hold on each of them")]
    Shared,
    /// The reviewer is no teammate.
    #[error("no such teammate")]
    NoSuchTeammate,
    /// A basis must be given, and a review that is to come.
    #[error("a hold needs a basis, and a review and an end that are to come")]
    Incomplete,
    /// Whoever reads what is kept says why.
    #[error("a reason must be given, in at most {} bytes", crate::limits::REASON_BYTES)]
    NoReason,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// A hold that is in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Active {
    pub(crate) id: Id<HoldKind>,
    pub(crate) scope: Scope,
}
