//! The activity log: entries get their places in a Merkle tree, and anybody who may can have it proved, listed and
//! exported. Each workspace has a log of its own, and so has the operator.

mod expire;
mod export;
mod key;
mod list;
mod prove;
mod sequence;
mod witness;

use store::Statement;

pub use expire::expire;
pub use export::{Export, export};
pub use key::{origin, verifier, verifiers};
pub use list::{Filter, ReadError, Reader, Whom, contact_of, count, list, read_by};
pub use prove::{
    ProveError, Proven, checkpoint, covering, hand_out_checkpoint, prove, prove_consistency, receipt, tile,
    witnessed,
};
pub(crate) use sequence::{Turns, sequence_for_recovery, vault_mark};
pub use sequence::{catch_up, keep, sequence_all, sequence_now};
pub use witness::{Question, Taken, question, take_answer};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[expire::STATEMENTS, export::STATEMENTS, list::STATEMENTS];
