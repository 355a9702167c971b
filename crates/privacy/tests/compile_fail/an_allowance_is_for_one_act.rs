//! Who may note may not therefore reply.

use privacy::access::{Allowed, act};

struct Thing;

fn pass(note: Allowed<Thing, act::Note>) -> Allowed<Thing, act::Reply> {
    note
}

fn main() {
    let _ = pass;
}
