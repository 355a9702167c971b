//! What is said in a conversation: comments that the contact sees, notes that only teammates see, and what happened.

mod links;
mod mention;
mod part;
mod redact;
mod said;
mod send;
mod thread;

use store::Statement;

pub use links::{Piece, pieces};
pub(crate) use mention::{has_unseen, seeing};
pub use mention::{mentioned_in, unseen_mentions};
pub(crate) use part::Part;
pub(crate) use part::counted;
pub use part::{Author, ClientKey, Draft, Kind, NewFile};
pub(crate) use redact::blanking_again;
pub use redact::redact;
pub use said::{Said, said};
pub use send::{BENCHMARK, SendError, Sent, note, note_to, send};
pub(crate) use send::{check, not_blocked, noting, sent_before, take_back, writing};
pub use thread::{AuthorShown, FileShown, PartShown, Which, parts, redacted, seen, thread, thread_again};
pub(crate) use thread::{Stored, Text, message_columns, read_stored, show_one};

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[mention::STATEMENTS, redact::STATEMENTS, send::STATEMENTS, thread::STATEMENTS];
