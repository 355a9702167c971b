//! Only the policy issues permits.

use privacy::access::{Actor, Permit};
use privacy::purpose::Purpose;

fn forge(actor: Actor) -> Permit {
    Permit { actor, purpose: Purpose::Support }
}

fn main() {
    let _ = forge;
}
