//! Putting a backup beside the data, whole and checked, before anything of the data is touched.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use backup::{About, Absent, BackupError, Name, Sink};
use privacy::Time;
use privacy::ids::Workspace;
use privacy::keys::RootKey;
use store::embedded::DATABASE;
use store::vault::Vault;
use tokio::runtime::Handle;

use super::failure::BackupFailed;
use super::inside;
use super::swap::{self, STAGED};
use super::vault_age::{VaultAge, vault_age};
use super::verify::{self, Checked, Checking};
use super::watch::{Step, Watch};
use crate::restoring::Restored;

/// A backup that lies whole beside the data.
pub struct Staged {
    /// What it holds.
    pub checked: Checked,
    /// The workspaces that need a new tree before the store is put in place.
    pub workspaces: Vec<privacy::Id<Workspace>>,
}

/// The keys with which a backup is to be restored.
#[derive(Clone, Copy)]
pub struct With<'a> {
    /// The root key.
    pub root: &'a RootKey,
    /// The vault that goes on.
    pub vault: &'a Vault,
    /// A vault of before the backup is taken too: there is no newer one.
    pub older_vault: bool,
}

/// Reads the backup into a folder beside the data, checks it, and marks it as restored. Nothing else is changed. Called
/// where blocking is no harm, inside the runtime on which the vault was opened.
pub fn stage(
    path: &Path,
    data: &Path,
    with: With<'_>,
    now: Time,
    watch: &dyn Watch,
) -> Result<Staged, BackupFailed> {
    swap::none_under_way(data)?;
    let folder = data.join(STAGED);
    swap::remove_folder(&folder).map_err(BackupFailed::place(&folder))?;
    let staged = fill(path, &folder, with, now, watch);
    if staged.is_err() {
        let _ = swap::remove_folder(&folder);
    }
    staged
}

fn fill(
    path: &Path,
    folder: &Path,
    with: With<'_>,
    now: Time,
    watch: &dyn Watch,
) -> Result<Staged, BackupFailed> {
    let (store, files) = (folder.join("store"), folder.join("files"));
    for made in [folder, &store, &files] {
        swap::private_folder(made).map_err(BackupFailed::place(made))?;
    }
    let database = store.join(DATABASE);
    let checking = Checking { database: &database, copy: None, held: 0, watch };
    let mut staging = Staging { checking, folder, with, refused: None, latest: PathBuf::new() };
    let read = verify::read(path, with.root, &mut staging, watch);
    if let Some(refused) = staging.refused {
        return Err(refused);
    }
    let summary = read.map_err(|failed| at(failed, folder))?;
    let copy = staging.checking.copy.as_ref();
    let workspaces = copy.map(inside::workspaces).transpose()?.unwrap_or_default();
    let checked = staging.checking.end(summary)?;
    let marker = Restored { backup: checked.summary.id, made_at: checked.summary.about.made_at, at: now };
    marker.leave(&store).map_err(BackupFailed::place(&store))?;
    File::open(folder).and_then(|on| Ok(rustix::fs::syncfs(on)?)).map_err(BackupFailed::place(folder))?;
    watch.at(Step::Staged);
    Ok(Staged { checked, workspaces })
}

impl With<'_> {
    fn refuses(&self, about: &About) -> Result<(), BackupFailed> {
        let name = self.vault.id().to_string();
        if about.vault != name {
            return Err(BackupFailed::OtherVault(name));
        }
        match Handle::current().block_on(vault_age(self.vault, about))? {
            VaultAge::Older(older) if !self.older_vault => Err(BackupFailed::OlderVault(Box::new(older))),
            VaultAge::Forked(workspace) => Err(BackupFailed::ForkedVault(workspace)),
            VaultAge::Older(_) | VaultAge::Unknown | VaultAge::AsNew => Ok(()),
        }
    }
}

/// It is the data's disk that is full, not the backup's.
fn at(failed: BackupFailed, folder: &Path) -> BackupFailed {
    match failed {
        BackupFailed::Full(_) => BackupFailed::Full(folder.to_owned()),
        failed => failed,
    }
}

struct Staging<'a> {
    checking: Checking<'a>,
    folder: &'a Path,
    with: With<'a>,
    /// Why the vault is not the one for this backup.
    refused: Option<BackupFailed>,
    /// The folder that is known to be there.
    latest: PathBuf,
}

impl Staging<'_> {
    fn file(&mut self, name: Name, bytes: &mut dyn Read) -> io::Result<()> {
        let path = self.folder.join(name.path());
        let folder = path.parent().unwrap_or(self.folder);
        if folder != self.latest {
            fs::create_dir_all(folder)?;
            folder.clone_into(&mut self.latest);
        }
        io::copy(bytes, &mut File::create_new(&path)?).map(drop)
    }
}

impl Sink for Staging<'_> {
    fn about(&mut self, about: &About) -> Result<(), BackupError> {
        self.refused = self.with.refuses(about).err();
        if self.refused.is_some() { Err(BackupError::Stopped) } else { Ok(()) }
    }

    fn thing(&mut self, name: Name, _: u64, bytes: &mut dyn Read) -> Result<(), BackupError> {
        if name == Name::Database {
            return self.checking.database(bytes);
        }
        self.checking.named(name)?;
        Ok(self.file(name, bytes)?)
    }

    fn absent(&mut self, name: Name, _: Absent) -> Result<(), BackupError> {
        self.checking.named(name)
    }
}
