//! `cargo xtask phone`: until when messenger and inbox can be used on a slow phone, in a real browser.

use std::process::Command;

use crate::process::{self, Interrupt};
use crate::{install, workspace};

/// Runs the measurement on the release build; true, or the error that ended it.
pub(crate) fn run(interrupt: &Interrupt) -> anyhow::Result<bool> {
    install::everything(interrupt)?;
    let mut build = Command::new("cargo");
    build.current_dir(workspace::root()).args(["build", "--release", "--package", "troth"]);
    process::run(&mut build, interrupt)?;
    let mut command = Command::new("node");
    command.current_dir(workspace::root()).arg("tests/browser/phone.mjs");
    command.env("TROTH_BIN", workspace::target().join("release/troth")).env("CHROMIUM", install::chromium()?);
    process::run(&mut command, interrupt)?;
    Ok(true)
}
