//! A private PostgreSQL 15 for tests: own folder, own port, password, TLS, and durable like a real one.

mod account;
mod certificate;
mod cluster;
mod leftover;

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;

pub(crate) use self::cluster::Cluster;
use crate::process::Interrupt;
use crate::report::{note, say};
use crate::{install, workspace};

/// Starts a cluster, prints the environment, and stays until Ctrl-C.
pub(crate) fn run(interrupt: &Interrupt) -> anyhow::Result<bool> {
    install::postgres(interrupt)?;
    let cluster = Cluster::start(interrupt)?;
    let lines: Vec<String> =
        cluster.environment().iter().map(|(name, value)| format!("export {name}='{value}'")).collect();
    let file = workspace::target().join("postgres.env");
    fs::write(&file, lines.join("\n") + "\n").with_context(|| format!("cannot write {}", file.display()))?;
    for line in &lines {
        say(line);
    }
    note(&format!("PostgreSQL runs until Ctrl-C. In another shell: . {}", file.display()));
    interrupt.wait();
    let _ = fs::remove_file(&file);
    cluster.stop()?;
    Ok(true)
}

/// The folder of PostgreSQL's server programs: version 15, or the next newer one that is installed.
pub(crate) fn bin_folder() -> anyhow::Result<PathBuf> {
    let folders = (15..=19).map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let found = folders.into_iter().find(|folder| folder.join("initdb").is_file());
    let beside_initdb = || Some(workspace::find_program("initdb")?.parent()?.to_path_buf());
    found.or_else(beside_initdb).context("PostgreSQL's server programs are not installed")
}
