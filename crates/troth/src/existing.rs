//! A deployment that is there already, opened by a command: nothing is made, and an embedded store only while no server
//! has it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use domain::Deployment;
use domain::attachments::Files;
use privacy::keys::RootKey;
use privacy::{Clock, Random};
use store::{FolderLock, Store, StoreAddress};

use crate::backup::keys;
use crate::cli::Keys;
use crate::folders;

/// Where the deployment is, as for `serve`.
#[derive(Debug, Args)]
pub(crate) struct Where {
    /// `postgres://…` of the store; without it, the embedded store in the data folder.
    #[arg(long, env = "TROTH_STORE", value_name = "URL")]
    pub(crate) store: Option<String>,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

/// An opened deployment.
pub(crate) struct Existing {
    pub(crate) d: Deployment,
    pub(crate) root: RootKey,
    pub(crate) data: PathBuf,
    _held_until_the_end: Option<FolderLock>,
}

/// Opens it. `meanwhile` says what to do instead while a server has the data folder.
pub(crate) async fn open(place: &Where, meanwhile: &str) -> Result<Existing> {
    crate::memory::never_dump();
    let data = folders::data(place.keys.data.as_deref(), false)?;
    let address = match &place.store {
        Some(url) => StoreAddress::parse(url)?,
        None => StoreAddress::Folder(data.join("store")),
    };
    if place.store.is_none() && !data.join("store/troth.db").is_file() {
        bail!(
            "there is no store in {}: name the data folder with --data, or the store with --store",
            data.display()
        );
    }
    let alone = place.store.is_none() || place.keys.vault.is_none();
    let lock = if alone { Some(FolderLock::take(&data).context(meanwhile.to_owned())?) } else { None };
    unfinished(&data)?;
    let root = keys::root(place.keys.root_key.as_deref(), &data)?;
    let vault = keys::vault(&place.keys, &data, &root).await?;
    let store = Store::open(address, store::Options::default()).await?;
    let files = Files::in_folder(&data.join("files")).context("the folder for files cannot be made")?;
    if !store.is_bound().await? {
        store.close().await;
        bail!("nothing was ever sealed in this store: there is nothing to do");
    }
    let d = Deployment::new(store, vault, files, Clock::system(), Random::system());
    d.store.bind_vault(d.vault.id(), d.now()).await?;
    Ok(Existing { d, root, data, _held_until_the_end: lock })
}

/// A restore that was broken off must be finished first: by the server, or by restoring again.
fn unfinished(data: &Path) -> Result<()> {
    if data.join("restoring.note").exists() || data.join("store/restored.json").exists() {
        bail!("a restore of {} was broken off: start the server once, which finishes it", data.display());
    }
    Ok(())
}
