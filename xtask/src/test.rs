//! `cargo xtask test`: everything, one step after the other, with totals at the end.

mod advisories;
mod junit;

use std::process::Command;

use anyhow::Context as _;

use crate::postgres::Cluster;
use crate::process::{self, Interrupt};
use crate::report::{Totals, note, timed};
use crate::{install, workspace};

/// Runs the whole, or with `only` just the tests of that filter; true if nothing failed.
pub(crate) fn run(only: Option<&str>, interrupt: &Interrupt) -> bool {
    let mut totals = Totals::default();
    if totals.step("install what is missing", || install::everything(interrupt)) {
        if only.is_none() {
            checks(&mut totals, interrupt);
        }
        if totals.step("build", || cargo(&["build", "--workspace", "--bins"], interrupt)) {
            tests(only, &mut totals, interrupt);
        }
    }
    totals.close()
}

fn checks(totals: &mut Totals, interrupt: &Interrupt) {
    totals.step("format", || cargo(&["fmt", "--all", "--check"], interrupt));
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    totals.step("clippy", || cargo(&clippy, interrupt));
    let deny = ["deny", "--log-level", "error", "check", "bans", "licenses", "sources"];
    totals.step("dependencies, licences, sources", || cargo(&deny, interrupt));
    if advisories::reachable() {
        totals.step("advisories", || cargo(&["deny", "check", "advisories"], interrupt));
    } else {
        note("advisories were not checked: their database cannot be reached from here");
    }
}

/// Runs the tests against a cluster of their own, which ends with them.
fn tests(only: Option<&str>, totals: &mut Totals, interrupt: &Interrupt) {
    let mut started = None;
    totals.step("start PostgreSQL", || {
        started = Some(Cluster::start(interrupt)?);
        Ok(())
    });
    let Some(cluster) = started else { return };
    let counted = timed("tests", || nextest(only, &cluster, interrupt));
    match counted {
        Ok(counts) => totals.add("tests", counts.passed, counts.failed),
        Err(_) => totals.add("tests", 0, 1),
    }
    if only.is_none() {
        totals.step("documentation's examples", || {
            let mut command = cargo_command(&["test", "--quiet", "--workspace", "--doc"]);
            process::run(command.envs(cluster.environment()), interrupt)
        });
    }
    totals.step("stop PostgreSQL", || cluster.stop());
}

/// The tests' totals, read from nextest's own report; an error if it left none.
fn nextest(only: Option<&str>, cluster: &Cluster, interrupt: &Interrupt) -> anyhow::Result<junit::Counts> {
    let report = workspace::target().join("nextest/default/junit.xml");
    let _ = std::fs::remove_file(&report);
    let mut command = cargo_command(&["nextest", "run", "--workspace", "--no-fail-fast"]);
    if let Some(filter) = only {
        command.args(["--filterset", filter]);
    }
    command.envs(cluster.environment()).env("CHROMIUM", install::chromium()?);
    command.env("TROTH_BIN", workspace::target().join("debug/troth"));
    let ended = process::run(&mut command, interrupt);
    let Ok(text) = std::fs::read_to_string(&report) else {
        ended.context("the tests did not run to their end")?;
        anyhow::bail!("nextest left no report at {}", report.display());
    };
    let counts = junit::count(&text)?;
    match ended {
        Err(error) if counts.failed == 0 => Err(error),
        _ => Ok(counts),
    }
}

fn cargo(arguments: &[&str], interrupt: &Interrupt) -> anyhow::Result<()> {
    process::run(&mut cargo_command(arguments), interrupt)
}

fn cargo_command(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(workspace::root()).args(arguments);
    command
}
