//! `troth backup restore BACKUP --data DIR`.

use std::path::Path;

use anyhow::{Context, Result};
use domain::attachments::Files;
use domain::{Deployment, backups, restoring};
use privacy::{Clock, Random};
use store::vault::Vault;
use store::{FolderLock, Store, StoreAddress};

use super::keys;
use super::shown::{Shown, blocking};
use crate::cli::RestoreBackup;
use crate::folders;

/// Puts a backup in the place of the store, and erases again who was erased since.
pub(super) async fn restore(options: RestoreBackup) -> Result<()> {
    let data = folders::data(options.keys.data.as_deref(), false)?;
    let root = keys::root(options.keys.root_key.as_deref(), &data)?;
    let vault = keys::vault(&options.keys, &data, &root).await?;
    let _held_until_the_end = FolderLock::take(&data)?;
    let shown = Shown::begin(options.keys.quiet)?;
    if let Some(aside) = backups::finish(&data, &shown)? {
        let report = erase_again(&data, vault).await?;
        return shown.end(&format!("A restore that was broken off was finished{}", told(&aside, &report)));
    }
    let (watch, into, path, name) = (shown.clone(), data.clone(), options.backup, vault.id().to_string());
    let staged =
        blocking(move || backups::stage(&path, &into, (&root, name.as_str()), Clock::system().now(), &watch))
            .await??;
    let trees = new_trees(&vault, &staged).await;
    if trees.is_err() {
        backups::abandon(&data)?;
    }
    trees?;
    let aside = backups::put_in_place(&data, Clock::system().now(), &shown)?;
    let report = erase_again(&data, vault).await?;
    let pace = shown.pace(staged.checked.summary.bytes);
    shown.end(&format!("Restored {pace}{}", told(&aside, &report)))
}

/// Nothing is dealt from the trees that the restored store knows: what it forgot was dealt from them too.
async fn new_trees(vault: &Vault, staged: &backups::Staged) -> Result<()> {
    for workspace in &staged.workspaces {
        vault.open_tree(*workspace, None).await.with_context(|| {
            format!("no new keys can be opened for the workspace {workspace}: is the vault the current one?")
        })?;
    }
    Ok(())
}

async fn erase_again(data: &Path, vault: Vault) -> Result<restoring::Report> {
    let folder = data.join("store");
    let store = Store::open(StoreAddress::Folder(folder.clone()), store::Options::default()).await?;
    let files = Files::in_folder(&data.join("files")).context("the folder for files cannot be made")?;
    let d = Deployment::new(store, vault, files, Clock::system(), Random::system());
    let report = restoring::after_restore(&d, &folder).await;
    d.vault.leave().await;
    d.store.close().await;
    Ok(report?.unwrap_or_default())
}

fn told(aside: &Path, report: &restoring::Report) -> String {
    format!("; {}; the store that was there is kept in {}", counts(report), aside.display())
}

/// What was erased again and carried over, in words.
pub(super) fn counts(report: &restoring::Report) -> String {
    format!(
        "erased again: {} people, {} conversations, {} messages; carried over: {} bars, {} holds, {} erasures that waited",
        report.again.contacts,
        report.again.conversations,
        report.again.messages,
        report.bars,
        report.holds,
        report.asked_again,
    )
}
