//! Python packages: the second of Intercom's own clients, exactly as locked, wheels only, so that nothing of theirs runs
//! while they are installed.

use std::fs;
use std::process::Command;

use anyhow::Context as _;

use crate::process::{self, Interrupt};
use crate::report::note;
use crate::workspace;

/// Installs the locked packages into an environment of the project's own, unless it already holds exactly them.
pub(crate) fn install(interrupt: &Interrupt) -> anyhow::Result<()> {
    let folder = workspace::root().join("tests/python-intercom");
    let lock = fs::read(folder.join("requirements.txt"))
        .context("cannot read tests/python-intercom/requirements.txt")?;
    let environment = folder.join(".venv");
    let installed = environment.join("installed.txt");
    if fs::read(&installed).is_ok_and(|bytes| bytes == lock) {
        return Ok(());
    }
    note("installing the Python packages of tests/python-intercom");
    let mut make = Command::new("python3");
    process::run(make.args(["-m", "venv", "--clear"]).arg(&environment), interrupt)?;
    let mut fetch = Command::new(environment.join("bin/python"));
    fetch.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    fetch.args(["--only-binary", ":all:", "--require-hashes", "-r"]).arg(folder.join("requirements.txt"));
    process::run(&mut fetch, interrupt)?;
    fs::write(&installed, lock).context("cannot note which Python packages are installed")
}
