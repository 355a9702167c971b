//! `cargo xtask bench -- ARGUMENTS`: the benchmarks, with a PostgreSQL of their own.

use std::process::Command;

use crate::postgres::Cluster;
use crate::process::{self, Interrupt};
use crate::workspace;

/// Runs the `bench` package's release build with `arguments`; true, or the error that ended it.
pub(crate) fn run(arguments: &[String], interrupt: &Interrupt) -> anyhow::Result<bool> {
    // The server too: it is measured as the binary that people run.
    let mut build = Command::new("cargo");
    build.current_dir(workspace::root()).args([
        "build",
        "--release",
        "--package",
        "troth",
        "--package",
        "bench",
    ]);
    process::run(&mut build, interrupt)?;
    let cluster = Cluster::start(interrupt)?;
    // What was just built: `cargo run` for the one package would build it all again, with other features.
    let mut command = Command::new(workspace::target().join("release/bench"));
    command.current_dir(workspace::root()).args(arguments).envs(cluster.environment());
    process::run(&mut command, interrupt)?;
    Ok(true)
}
