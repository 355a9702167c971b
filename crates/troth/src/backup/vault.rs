//! `troth backup vault --data DIR --out FOLDER`.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Result;
use domain::backups;
use privacy::Clock;

use super::keys;
use crate::cli::CopyVault;
use crate::folders;

/// Copies the vault, beside a running server or without one.
pub(super) async fn copy(options: CopyVault) -> Result<()> {
    let data = folders::data(options.keys.data.as_deref(), false)?;
    let out = backups::outside(&data, &options.out)?;
    let root = keys::root(options.keys.root_key.as_deref(), &data)?;
    let vault = keys::vault(&options.keys, &data, &root).await?;
    let now = Clock::system().now();
    let until = now.after(Duration::from_hours(u64::from(options.keep) * 24));
    let copy = vault.copy_to(&out, now, until).await?;
    let mut said = std::io::stdout().lock();
    writeln!(
        said,
        "{} made. Destroy it by {}: until then it opens, with the root key and an older backup of the data, whoever is \
         erased from now on",
        copy.display(),
        backups::dated(until)
    )?;
    Ok(said.flush()?)
}
