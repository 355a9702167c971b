//! `troth backup`: makes, proves and restores backups of an embedded store, with a bar where somebody looks on.

pub(crate) mod keys;
mod make;
mod restore;
mod restored;
mod shown;
mod vault;
mod verify;

use anyhow::Result;

use crate::cli::{Backup, BackupAct};

/// Does what was asked.
pub(crate) async fn backup(options: Backup) -> Result<()> {
    crate::memory::never_dump();
    match options.act {
        None => make::make(options.make).await,
        Some(BackupAct::Vault(options)) => vault::copy(options).await,
        Some(BackupAct::Verify(options)) => verify::verify(options).await,
        Some(BackupAct::Restore(options)) => restore::restore(options).await,
        Some(BackupAct::Restored(place)) => restored::restored(place).await,
    }
}
