//! The root key and the vault for a backup: those that the server uses, never new ones.

use std::path::Path;

use anyhow::{Result, bail};
use privacy::Random;
use privacy::keys::RootKey;
use store::vault::{Vault, VaultAddress};

use crate::cli::Keys;
use crate::{folders, root_key, serve};

/// The root key, found as the server finds it.
pub(crate) fn root(named: Option<&Path>, data: &Path) -> Result<RootKey> {
    let file = folders::root_key(named, data)?;
    root_key::read_or_make(&file, &Random::system(), false)
}

fn address(options: &Keys, data: &Path) -> Result<VaultAddress> {
    Ok(match &options.vault {
        Some(url) => VaultAddress::parse(url)?,
        None => VaultAddress::Folder(data.join("vault")),
    })
}

/// The vault that was named, or that of the data folder if there is one.
pub(crate) async fn vault_at_hand(options: &Keys, data: &Path, root: &RootKey) -> Result<Option<Vault>> {
    let address = address(options, data)?;
    if options.vault.is_none() && !serve::has_vault(&address) {
        return Ok(None);
    }
    Ok(Some(Vault::open(address, root, &Random::system()).await?))
}

/// The vault of the data folder.
pub(crate) async fn vault(options: &Keys, data: &Path, root: &RootKey) -> Result<Vault> {
    let address = address(options, data)?;
    if let (VaultAddress::Folder(folder), false) = (&address, serve::has_vault(&address)) {
        bail!(
            "the vault {} is not there: put the current one there first, or name it with --vault. Nothing was touched",
            folder.display()
        );
    }
    Ok(Vault::open(address, root, &Random::system()).await?)
}
