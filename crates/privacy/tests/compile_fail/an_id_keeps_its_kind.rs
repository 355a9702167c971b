//! A contact's id is not a conversation's.

use privacy::Id;
use privacy::ids::{Contact, Conversation};

fn close(_: Id<Conversation>) {}

fn main() {
    let contact: Id<Contact> = "66b1f0e2a1b2c3d4e5f60718".parse().unwrap();
    close(contact);
}
