//! Verifies an exported activity log, receipts and backups offline. `troth verify` and `troth-verify` run the same code;
//! backups are behind the feature `backup`.

#[cfg(feature = "backup")]
mod backup;
mod lines;
mod log;
mod outcome;
mod receipt;
mod text;
mod trust;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;

#[cfg(feature = "backup")]
pub use backup::BackupArguments;
pub use log::{LogArguments, read_log};
pub use outcome::Outcome;
pub use receipt::{ReceiptArguments, read_receipt};
pub use trust::TrustArguments;

/// What the exit codes mean, for the help text.
pub const EXIT_CODES: &str = "Exit codes: 0 it passes, 1 it does not pass, 2 it cannot be read";

/// What is verified.
#[derive(Debug, Subcommand)]
pub enum What {
    /// An exported activity log (JSON lines).
    Log(LogArguments),
    /// A receipt of an erasure.
    Receipt(ReceiptArguments),
    /// A backup of the embedded store.
    #[cfg(feature = "backup")]
    Backup(BackupArguments),
}

/// Verifies, prints what was found and what it means, and gives the exit code.
pub fn run(what: &What, out: &mut impl Write, errors: &mut impl Write) -> ExitCode {
    let outcome = match what {
        What::Log(arguments) => log::verify(arguments),
        What::Receipt(arguments) => receipt::verify(arguments),
        #[cfg(feature = "backup")]
        What::Backup(arguments) => backup::verify(arguments),
    };
    let written = match &outcome {
        Ok(Outcome::Passes(text)) => out.write_all(text.as_bytes()),
        Ok(Outcome::Fails(why)) => writeln!(errors, "DOES NOT PASS: {why}"),
        Err(error) => writeln!(errors, "cannot be read: {error:#}"),
    };
    match outcome {
        _ if written.is_err() => ExitCode::from(2),
        Ok(Outcome::Passes(_)) => ExitCode::SUCCESS,
        Ok(Outcome::Fails(_)) => ExitCode::FAILURE,
        Err(_) => ExitCode::from(2),
    }
}
