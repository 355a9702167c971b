//! Installs what the tests need and this machine lacks; does nothing, quickly, when all is there.

mod apt;
mod npm;
mod python;
mod tools;

use std::path::PathBuf;

use anyhow::Context as _;

use crate::process::Interrupt;
use crate::workspace::find_program;

/// Installs Debian packages, Cargo's tools, npm and Python packages.
pub(crate) fn everything(interrupt: &Interrupt) -> anyhow::Result<()> {
    apt::install(interrupt)?;
    tools::install(interrupt)?;
    npm::install(interrupt)?;
    python::install(interrupt)
}

/// Installs PostgreSQL alone.
pub(crate) fn postgres(interrupt: &Interrupt) -> anyhow::Result<()> {
    apt::install_postgres(interrupt)
}

/// The browser: `CHROMIUM` if set, or the first one on the search path.
pub(crate) fn chromium() -> anyhow::Result<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named
        .or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find_program))
        .context("no Chromium on the search path: set CHROMIUM to its path")
}
