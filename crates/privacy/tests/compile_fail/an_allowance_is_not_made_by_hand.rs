//! Only the policy allows.

use std::marker::PhantomData;

use privacy::access::{Actor, Allowed, act};

struct Thing;

fn forge(actor: Actor) -> Allowed<Thing, act::Reply> {
    Allowed { thing: Thing, actor, act: PhantomData }
}

fn main() {
    let _ = forge;
}
