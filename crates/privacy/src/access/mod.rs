//! Who may do what: pure decisions, no I/O.

mod actor;
mod permit;
mod policy;
mod role;

pub use actor::{Actor, Scope, SystemRole};
pub use permit::Permit;
pub use policy::{Allowed, Denied, Guarded, act, allow, answers, has_tokens, matrix, permit};
pub use role::{Action, Role};
