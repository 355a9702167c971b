//! `troth vault`: bringing an older vault up to date with the log, and changing the root key.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use domain::{Deployment, recovery};
use privacy::Random;

use crate::existing::{self, Where};
use crate::{folders, root_key};

const MEANWHILE: &str = "the vault can only be looked after while no server uses it";

/// What `vault` takes.
#[derive(Debug, Args)]
pub(crate) struct OfVault {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Destroys again, in an older copy of the vault, what the log tells was destroyed since, and opens new trees of keys.
    Recover(Recover),
    /// Puts the vault under another root key.
    RotateRootKey(RotateRootKey),
}

#[derive(Debug, Args)]
struct Recover {
    #[command(flatten)]
    place: Where,
}

#[derive(Debug, Args)]
struct RotateRootKey {
    /// The file with the new root key; it is made if it is not there.
    #[arg(long, value_name = "FILE")]
    new: PathBuf,
    #[command(flatten)]
    place: Where,
}

/// Does what was asked.
pub(crate) async fn look_after(options: OfVault) -> Result<()> {
    match options.act {
        Act::Recover(options) => recover(&options).await,
        Act::RotateRootKey(options) => rotate(&options).await,
    }
}

async fn recover(options: &Recover) -> Result<()> {
    let opened = existing::open(&options.place, MEANWHILE).await?;
    let recovered = recover_alone(&opened.d).await;
    opened.d.vault.leave().await;
    opened.d.store.close().await;
    let recovered = recovered?;
    say(&format!(
        "Recovered: {} destructions of keys were done again; {} workspaces have new trees of keys",
        recovered.replayed, recovered.workspaces
    ))
}

/// Brings the vault up to date, unless servers use it: they have seen it newer than it is.
pub(crate) async fn recover_alone(d: &Deployment) -> Result<recovery::Recovered> {
    let others = d.vault.others().await?;
    if others > 0 {
        bail!(
            "{others} servers use the vault: stop them, and wait the five seconds that the lease of a killed one lasts"
        );
    }
    recovery::recover(d).await.context("the vault was not recovered")
}

async fn rotate(options: &RotateRootKey) -> Result<()> {
    let opened = existing::open(&options.place, MEANWHILE).await?;
    let rotated = rotate_opened(options, &opened).await;
    opened.d.vault.leave().await;
    opened.d.store.close().await;
    say(&format!(
        "The vault is under the root key {} now. Start the servers with that one. Backups of the data keep needing the root \
         key with which they were made: keep the old one as long as you keep them",
        rotated?
    ))
}

/// Answers the new key's fingerprint.
async fn rotate_opened(options: &RotateRootKey, opened: &existing::Existing) -> Result<String> {
    let file = folders::root_key(Some(&options.new), &opened.data)?;
    let new = root_key::in_file(&file, &Random::system(), true)?;
    opened.d.vault.rotate_root_key(&opened.root, &new).await?;
    Ok(new.fingerprint().to_string())
}

fn say(what: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{what}")?;
    Ok(out.flush()?)
}
