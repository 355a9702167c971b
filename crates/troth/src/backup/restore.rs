//! `troth backup restore BACKUP --data DIR`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use domain::attachments::Files;
use domain::backups::CarriedLogs;
use domain::restoring::LostLogs;
use domain::{Deployment, activity, backups, recovery, restoring};
use privacy::{Clock, Random};
use store::vault::Vault;
use store::{FolderLock, Store, StoreAddress};

use super::keys;
use super::shown::{Shown, blocking};
use crate::cli::RestoreBackup;
use crate::folders;
use crate::vault::recover_alone;

/// Puts a backup in the place of the store, and erases again who was erased since.
pub(super) async fn restore(options: RestoreBackup) -> Result<()> {
    let data = folders::data(options.keys.data.as_deref(), false)?;
    let root = keys::root(options.keys.root_key.as_deref(), &data)?;
    let vault = keys::vault(&options.keys, &data, &root).await?;
    let _held_until_the_end = FolderLock::take(&data)?;
    let shown = Shown::begin(options.keys.quiet)?;
    if let Some(aside) = backups::finish(&data, &shown)? {
        let report = erase_again(&data, vault, options.older_vault).await?;
        return shown.end(&format!("A restore that was broken off was finished{}", told(&aside, &report)));
    }
    let (watch, into, path, of) = (shown.clone(), data.clone(), options.backup, vault.clone());
    let older_vault = options.older_vault;
    let staged = blocking(move || {
        let with = backups::With { root: &root, vault: &of, older_vault };
        backups::stage(&path, &into, with, Clock::system().now(), &watch)
    })
    .await??;
    let ready = made_ready(&data, &vault, &staged, (older_vault, &shown)).await;
    if ready.is_err() {
        backups::abandon(&data)?;
    }
    let logs = ready?;
    let aside = backups::put_in_place(&data, Clock::system().now(), &shown)?;
    let report = erase_again(&data, vault, older_vault).await?;
    let pace = shown.pace(staged.checked.summary.bytes);
    shown.end(&format!("Restored {pace}; {}{}", carried(&logs), told(&aside, &report)))
}

/// What comes before the store is put in place: new trees of keys, the logs as they went on since the backup, and that the
/// vault has done what they tell.
async fn made_ready(
    data: &Path,
    vault: &Vault,
    staged: &backups::Staged,
    (older_vault, shown): (bool, &Shown),
) -> Result<CarriedLogs> {
    new_trees(vault, staged).await?;
    let keys = activity::verifiers(vault, &staged.workspaces).await?;
    let (into, watch) = (data.to_owned(), shown.clone());
    let logs = blocking(move || backups::carry_logs(&into, &keys, &watch)).await??;
    if !older_vault {
        let (store, files) = backups::staged(data);
        let d = opened(store, &files, vault.clone()).await?;
        let compared = recovery::compare_all(&d).await;
        d.store.close().await;
        compared.context("nothing was restored")?;
    }
    Ok(logs)
}

fn carried(logs: &CarriedLogs) -> String {
    match &logs.lost {
        LostLogs::All => "the store that was there has no log to go on with: what the logs held beyond the backup is lost, and \
                          they say so".to_owned(),
        LostLogs::These(lost) if lost.is_empty() => {
            format!("{} entries of the logs were carried over", logs.entries)
        }
        LostLogs::These(lost) => format!(
            "{} entries of the logs were carried over; {} logs could not be, and say so",
            logs.entries,
            lost.len()
        ),
    }
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

/// Erases again in the store that is in place; an older vault first destroys again what the log tells.
async fn erase_again(data: &Path, vault: Vault, older_vault: bool) -> Result<restoring::Report> {
    let folder = data.join("store");
    let d = opened(folder.clone(), &data.join("files"), vault).await?;
    let recovered = if older_vault { recover_alone(&d).await.map(drop) } else { Ok(()) };
    let report = match recovered {
        Ok(()) => restoring::after_restore(&d, &folder).await.map_err(anyhow::Error::from),
        Err(refused) => Err(refused),
    };
    d.vault.leave().await;
    d.store.close().await;
    Ok(report?.unwrap_or_default())
}

async fn opened(store: PathBuf, files: &Path, vault: Vault) -> Result<Deployment> {
    let files = Files::in_folder(files).context("the folder for files cannot be made")?;
    let store = Store::open(StoreAddress::Folder(store), store::Options::default()).await?;
    Ok(Deployment::new(store, vault, files, Clock::system(), Random::system()))
}

fn told(aside: &Path, report: &restoring::Report) -> String {
    format!("; {}; the store that was there is kept in {}", counts(report), aside.display())
}

/// What was erased again and carried over, in words.
pub(super) fn counts(report: &restoring::Report) -> String {
    format!(
        "erased again: {} people, {} conversations, {} messages; carried over: {} bars, {} holds, {} erasures that waited{}",
        report.again.contacts,
        report.again.conversations,
        report.again.messages,
        report.bars,
        report.holds,
        report.asked_again,
        if report.cut_back > 0 {
            format!("; {} logs say that what came after is lost", report.cut_back)
        } else {
            String::new()
        },
    )
}
