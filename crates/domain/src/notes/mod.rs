//! What teammates write down about a contact, apart from any conversation. It ends with the contact's keys.

mod add;
mod list;

use privacy::ids::{Contact, Note as NoteKind, Teammate};
use privacy::{Id, Time};
use store::Statement;

use crate::{Trouble, limits};

pub use add::add;
pub(crate) use list::count;
pub use list::{Page, find, list};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[add::STATEMENTS, list::STATEMENTS];

/// A note about a contact, opened.
#[derive(Clone)]
pub struct NoteShown {
    /// Its id.
    pub id: Id<NoteKind>,
    /// About whom.
    pub contact: Id<Contact>,
    /// Who wrote it.
    pub author: Id<Teammate>,
    /// The text.
    pub body: String,
    /// When it was written.
    pub created_at: Time,
}

/// Why a note was not written.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// Nothing was written.
    #[error("a note has a text")]
    Empty,
    /// The text is too long.
    #[error("a note has at most {} bytes", limits::MESSAGE_BYTES)]
    TooLong,
    /// The contact is there no more.
    #[error("no such contact")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}
