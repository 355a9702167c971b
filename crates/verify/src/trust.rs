//! What the one who verifies knows from elsewhere: the key, the log's name, witnesses, checkpoints kept from before.

use std::path::{Path, PathBuf};

use activity_log::export::Trust;
use activity_log::note::{KeyKind, MAX_NOTE_BYTES, SignedCheckpoint, VerifierKey};
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
    /// The key of a witness that must have signed a checkpoint; can be given several times.
    #[arg(long, value_name = "KEY", value_parser = parse_witness)]
    pub witness: Vec<VerifierKey>,
    /// So many of the witnesses are enough. Without it, all of them must have signed.
    #[arg(long, value_name = "NUMBER", requires = "witness")]
    pub threshold: Option<usize>,
}

fn parse_key(text: &str) -> Result<VerifierKey, String> {
    VerifierKey::parse(text).map_err(|error| error.to_string())
}

fn parse_witness(text: &str) -> Result<VerifierKey, String> {
    let key = parse_key(text)?;
    let cosigns = key.kind() == KeyKind::Cosignature;
    let other = "this is the key of a log, not of a witness: a witness's key signs cosignatures (tlog-cosignature, Ed25519)";
    if cosigns { Ok(key) } else { Err(other.to_owned()) }
}

impl TrustArguments {
    /// Refuses what nobody could mean.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        let twice = self
            .witness
            .iter()
            .enumerate()
            .find(|(place, key)| self.witness.iter().take(*place).any(|one| one == *key));
        anyhow::ensure!(twice.is_none(), "the same --witness was given twice");
        let most = self.witness.len();
        let fits = self.threshold.is_none_or(|needed| (1..=most).contains(&needed));
        anyhow::ensure!(fits, "--threshold must be from 1 to the number of witnesses given, which is {most}");
        Ok(())
    }

    /// How many of the witnesses must have signed.
    pub(crate) fn needed(&self) -> usize {
        self.threshold.unwrap_or(self.witness.len())
    }

    pub(crate) fn with_held(&self, files: &[PathBuf]) -> anyhow::Result<Trust> {
        self.check()?;
        let held = files.iter().map(|file| read_checkpoint(file)).collect::<anyhow::Result<_>>()?;
        let (key, origin, witnesses) = (self.key.clone(), self.origin.clone(), self.witness.clone());
        Ok(Trust { key, origin, witnesses, threshold: self.threshold, held })
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
