//! The project's own commands: `cargo xtask test` installs what is missing and runs everything.

mod bench;
mod install;
mod phone;
mod postgres;
mod process;
mod report;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::process::Interrupt;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Troth's own commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, run every check and every test, end with totals
    Test {
        /// Run only the tests that this nextest filter names, and no other check
        #[arg(long, value_name = "FILTER")]
        only: Option<String>,
    },
    /// Start a private PostgreSQL, print the environment that tests read, stay until Ctrl-C
    Postgres,
    /// Measure until when messenger and inbox can be used on a slow phone
    Phone,
    /// Run the benchmarks on both engines; arguments after `--` go to the benchmark
    Bench {
        #[arg(last = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            report::note(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<bool> {
    let arguments = Arguments::parse();
    let interrupt = Interrupt::listen()?;
    match arguments.command {
        Command::Test { only } => Ok(test::run(only.as_deref(), &interrupt)),
        Command::Postgres => postgres::run(&interrupt),
        Command::Phone => phone::run(&interrupt),
        Command::Bench { arguments } => bench::run(&arguments, &interrupt),
    }
}
