//! Asking witnesses, over HTTP as C2SP `tlog-witness` says, to sign the logs' checkpoints. Nothing waits for them.

mod address;
mod asker;
mod watch;

pub use address::{BadWitness, Witness};
pub use asker::{AskFailed, Asker};
pub use watch::Watch;
