//! `troth-verify`: the verifier alone, for whoever does not want to build or trust the rest.

use std::process::ExitCode;

use clap::Parser;

/// Verifies what a Troth deployment handed out, offline: an exported activity log, a receipt, a backup.
#[derive(Debug, Parser)]
#[command(name = "troth-verify", version, after_help = verify::EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    what: verify::What,
}

fn main() -> ExitCode {
    verify::run(&Cli::parse().what, &mut std::io::stdout().lock(), &mut std::io::stderr().lock())
}
