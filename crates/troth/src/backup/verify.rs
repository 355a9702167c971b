//! `troth backup verify BACKUP`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use domain::backups::{self, About, VaultAge};
use privacy::ids::Hex;
use privacy::keys::RootKey;

use super::keys;
use super::shown::{Shown, blocking};
use crate::cli::{Keys, VerifyBackup};
use crate::folders;

/// Proves a backup readable, and says how far the vault was when it was made.
pub(super) async fn verify(options: VerifyBackup) -> Result<()> {
    let data = folders::data(options.keys.data.as_deref(), false)?;
    let root = keys::root(options.keys.root_key.as_deref(), &data)?;
    let shown = Shown::begin(options.keys.quiet)?;
    let (watch, path) = (shown.clone(), options.backup.clone());
    let (checked, root) = blocking(move || (backups::verify(&path, &root, &watch), root)).await?;
    let checked = checked?;
    let (counts, summary) = (checked.counts, checked.summary);
    let missing =
        if summary.missing > 0 { format!(", {} of them missing", summary.missing) } else { String::new() };
    let mut said = format!(
        "{} is whole: {}; {} workspaces, {} contacts, {} conversations, {} messages, {} files{missing}",
        options.backup.display(),
        shown.pace(summary.bytes),
        counts.workspaces,
        counts.contacts,
        counts.conversations,
        counts.messages,
        counts.files,
    );
    for known in &summary.about.keys {
        let (workspace, generation, chain) = (known.workspace, known.generation, known.chain);
        let hash = Hex::new(chain.hash);
        let _ = write!(
            said,
            "\nvault of {workspace}: generation {generation}, {} destructions of keys, chain {hash}",
            chain.n
        );
    }
    let _ = write!(said, "\n{}", compared(&options.keys, &data, &root, &summary.about).await?);
    shown.end(&said)
}

/// How the vault at hand compares with the one that the backup knew, in words.
async fn compared(options: &Keys, data: &Path, root: &RootKey, about: &About) -> Result<String> {
    let Some(vault) = keys::vault_at_hand(options, data, root).await? else {
        return Ok("No vault is at hand to compare with: name it with --data or --vault".to_owned());
    };
    vault.leave().await;
    if vault.id().to_string() != about.vault {
        return Ok(format!("The vault at hand is another than that of this backup, {}", about.vault));
    }
    Ok(match backups::vault_age(&vault, about).await? {
        VaultAge::Unknown => "The backup does not say how far its vault was".to_owned(),
        VaultAge::AsNew => "The vault at hand is as new as the backup, or newer".to_owned(),
        VaultAge::Older(older) => {
            format!("The vault at hand is OLDER than the backup, and a restore is refused: {older}")
        }
        VaultAge::Forked(workspace) => format!(
            "The vault at hand WENT ANOTHER WAY than the one that the backup knows, in the workspace {workspace}, and a restore is \
             refused"
        ),
    })
}
