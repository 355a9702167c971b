//! npm packages: the real client and the browser driver, exactly as locked, without their scripts.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process::{self, Interrupt};
use crate::report::note;
use crate::workspace;

const OLDEST_NODE: u32 = 20;

/// Installs the locked packages unless the folder already holds exactly them.
pub(crate) fn install(interrupt: &Interrupt) -> anyhow::Result<()> {
    check_node()?;
    let folder = workspace::root().join("tests/npm");
    let lock =
        fs::read(folder.join("package-lock.json")).context("cannot read tests/npm/package-lock.json")?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|bytes| bytes == lock) {
        return Ok(());
    }
    note("installing the npm packages of tests/npm");
    let mut command = Command::new("npm");
    command.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    process::run(&mut command, interrupt)?;
    fs::write(&installed, lock).context("cannot note which npm packages are installed")
}

fn check_node() -> anyhow::Result<()> {
    let version = process::read(Command::new("node").arg("--version"))?;
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or("").parse().unwrap_or(0);
    if major < OLDEST_NODE {
        bail!("Node {version} is too old for the browser driver: install Node {OLDEST_NODE} or newer");
    }
    Ok(())
}
