//! What is said in a conversation: comments that the contact sees, notes that only teammates see, and what happened.

mod part;
mod redact;
mod send;
mod thread;

use store::Statement;

pub(crate) use part::Part;
pub use part::{Author, ClientKey, Draft, Kind, NewFile};
pub(crate) use redact::blanking_again;
pub use redact::redact;
pub use send::{BENCHMARK, SendError, Sent, note, send};
pub(crate) use send::{check, noting, sent_before, take_back, writing};
pub use thread::{AuthorShown, FileShown, PartShown, Which, thread};
pub(crate) use thread::{Stored, message_columns, read_stored, show_one};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[redact::STATEMENTS, send::STATEMENTS, thread::STATEMENTS];
