//! Searches, in the words of Intercom's clients: a filter, or groups of filters that hold together or one of them.

mod contacts;
mod conversations;
mod query;
mod value;

pub(super) use contacts::search as search_contacts;
pub(super) use conversations::search as search_conversations;
