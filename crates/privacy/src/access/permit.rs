//! The right to open sealed values: for whom, and for what.

use super::Actor;
use crate::purpose::Purpose;

/// Lets `actor` open values for one purpose. Only the policy makes one.
#[derive(Debug, Clone, Copy)]
pub struct Permit {
    actor: Actor,
    purpose: Purpose,
}

impl Permit {
    pub(super) const fn new(actor: Actor, purpose: Purpose) -> Self {
        Self { actor, purpose }
    }

    /// Who opens.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }
}
