//! What is being measured, on standard error: a run takes minutes.

use std::io::Write as _;

/// Says what comes next.
pub(crate) fn say(what: &str) {
    let _ = writeln!(std::io::stderr(), "bench: {what}");
}
