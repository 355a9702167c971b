//! `troth backup verify BACKUP`.

use anyhow::Result;
use domain::backups;

use super::keys;
use super::shown::{Shown, blocking};
use crate::cli::VerifyBackup;
use crate::folders;

/// Proves a backup readable.
pub(super) async fn verify(options: VerifyBackup) -> Result<()> {
    let data = folders::data(None, false)?;
    let root = keys::root(options.root_key.as_deref(), &data)?;
    let shown = Shown::begin(options.quiet)?;
    let (watch, path) = (shown.clone(), options.backup.clone());
    let checked = blocking(move || backups::verify(&path, &root, &watch)).await??;
    let (counts, summary) = (checked.counts, checked.summary);
    let missing =
        if summary.missing > 0 { format!(", {} of them missing", summary.missing) } else { String::new() };
    shown.end(&format!(
        "{} is whole: {}; {} workspaces, {} contacts, {} conversations, {} messages, {} files{missing}",
        options.backup.display(),
        shown.pace(summary.bytes),
        counts.workspaces,
        counts.contacts,
        counts.conversations,
        counts.messages,
        counts.files,
    ))
}
