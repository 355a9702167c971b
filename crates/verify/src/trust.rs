//! What the one who verifies knows from elsewhere: the key, the log's name, witnesses, checkpoints kept from before.

use std::path::{Path, PathBuf};

use activity_log::export::Trust;
use activity_log::note::{MAX_NOTE_BYTES, SignedCheckpoint, VerifierKey};
use anyhow::Context as _;
use clap::Args;

/// Options that both verifications have.
#[derive(Debug, Clone, Default, Args)]
pub struct TrustArguments {
    /// The log's key, as the operator publishes it (name+id+key). Without it, the file's own word is taken.
    #[arg(long, value_name = "KEY", value_parser = parse_key)]
    pub key: Option<VerifierKey>,
    /// The log's name. Without it, the file's own word is taken.
    #[arg(long, value_name = "NAME")]
    pub origin: Option<String>,
    /// The key of a witness that must have signed the last checkpoint; can be given several times.
    #[arg(long, value_name = "KEY", value_parser = parse_key)]
    pub witness: Vec<VerifierKey>,
}

fn parse_key(text: &str) -> Result<VerifierKey, String> {
    VerifierKey::parse(text).map_err(|error| error.to_string())
}

impl TrustArguments {
    pub(crate) fn with_held(&self, files: &[PathBuf]) -> anyhow::Result<Trust> {
        let held = files.iter().map(|file| read_checkpoint(file)).collect::<anyhow::Result<_>>()?;
        let (key, origin, witnesses) = (self.key.clone(), self.origin.clone(), self.witness.clone());
        Ok(Trust { key, origin, witnesses, held })
    }
}

fn read_checkpoint(file: &Path) -> anyhow::Result<SignedCheckpoint> {
    let text = read_text(file, MAX_NOTE_BYTES)?;
    SignedCheckpoint::parse(&text).with_context(|| format!("the checkpoint in {}", file.display()))
}

/// A text file that is not longer than it may be.
pub(crate) fn read_text(file: &Path, most: usize) -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let opened = std::fs::File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    let limit = u64::try_from(most)?.saturating_add(1);
    opened
        .take(limit)
        .read_to_string(&mut text)
        .with_context(|| format!("cannot read {}", file.display()))?;
    anyhow::ensure!(text.len() <= most, "{} is longer than {most} bytes", file.display());
    Ok(text)
}
