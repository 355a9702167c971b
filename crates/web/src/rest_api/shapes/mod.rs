//! What answers look like: a file a noun, fields in the order and under the names that clients know.
#![expect(
    clippy::struct_field_names,
    clippy::struct_excessive_bools,
    reason = "the fields are the wire's, not ours"
)]

pub(super) mod activity_log;
pub(super) mod admin;
pub(super) mod attachment;
pub(super) mod company;
pub(super) mod contact;
pub(super) mod conversation;
pub(super) mod event;
pub(super) mod hold;
pub(super) mod list;
pub(super) mod message;
pub(super) mod note;
pub(super) mod part;
pub(super) mod tag;
pub(super) mod team;
pub(super) mod text;
pub(super) mod visitor;

/// A field that is always `null`: clients expect it, this server has nothing to say there.
pub(super) type Null = ();
