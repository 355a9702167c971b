//! `verify backup`: a backup, read to its end with the root key it was made with.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use backup::BackupError;
use clap::Args;
use privacy::keys::RootKey;
use zeroize::Zeroizing;

use crate::{Outcome, text, trust};

/// A root key's text is not longer than this.
const MAX_KEY_BYTES: usize = 4096;

/// What `verify backup` takes.
#[derive(Debug, Clone, Args)]
pub struct BackupArguments {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The file with the root key that the backup was made with.
    #[arg(long, env = "TROTH_ROOT_KEY_FILE", value_name = "FILE")]
    pub root_key: Option<PathBuf>,
}

pub(crate) fn verify(arguments: &BackupArguments) -> anyhow::Result<Outcome> {
    let root = root_key(arguments.root_key.as_deref())?;
    let what = || format!("cannot open {}", arguments.file.display());
    let file = File::open(&arguments.file).with_context(what)?;
    match backup::verify(BufReader::with_capacity(1 << 18, file), &root) {
        Ok(summary) => Ok(Outcome::Passes(text::of_backup(&summary))),
        Err(error) if unreadable(&error) => Err(error.into()),
        Err(error) => Ok(Outcome::Fails(error.to_string())),
    }
}

/// Whether the file could not be read at all, or not with this key: that says nothing about the backup.
const fn unreadable(error: &BackupError) -> bool {
    matches!(error, BackupError::Io(_) | BackupError::Header(_) | BackupError::WrongRootKey(_))
}

fn root_key(named: Option<&Path>) -> anyhow::Result<RootKey> {
    let file = named.context("a backup opens with its root key only: name its file with --root-key FILE")?;
    let text = Zeroizing::new(trust::read_text(file, MAX_KEY_BYTES)?);
    RootKey::read(text.trim()).with_context(|| format!("{} holds no root key", file.display()))
}
