//! `troth backup --data DIR --out BACKUP`.

use anyhow::{Context, Result, bail};
use domain::backups;
use privacy::{Clock, Random};

use super::keys;
use super::shown::{Shown, blocking};
use crate::cli::MakeBackup;
use crate::folders;

/// Makes a backup, beside a running server or without one.
pub(super) async fn make(options: MakeBackup) -> Result<()> {
    let data = folders::data(options.keys.data.as_deref(), false)?;
    let out = options.out.context("--out BACKUP is missing")?;
    let root = keys::root(options.keys.root_key.as_deref(), &data)?;
    let vault = keys::vault(&options.keys, &data, &root).await?;
    vault.leave().await;
    let shown = Shown::begin(options.keys.quiet)?;
    let watch = shown.clone();
    let to = out.clone();
    let made = blocking(move || {
        let (clock, random) = (Clock::system(), Random::system());
        backups::make(&data, &to, (&root, &vault), (&clock, &random), &watch)
    })
    .await??;
    let gone = if made.gone > 0 { format!(", {} erased meanwhile", made.gone) } else { String::new() };
    shown.end(&format!("{} made: {}, {} files{gone}", out.display(), shown.pace(made.bytes), made.files))?;
    if made.missing > 0 {
        bail!("the backup is made, but {} files that messages name are not in the data folder", made.missing);
    }
    Ok(())
}
