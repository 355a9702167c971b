//! The function that makes permits is the policy's own.

use privacy::access::{Actor, Permit};
use privacy::purpose::Purpose;

fn forge(actor: Actor) -> Permit {
    Permit::new(actor, Purpose::Support)
}

fn main() {
    let _ = forge;
}
