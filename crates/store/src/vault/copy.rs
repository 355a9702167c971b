//! Copies of a vault in a folder: small, whole as of one moment, opened like the vault itself by the same root key. The
//! vault remembers until when each is kept: what is destroyed meanwhile opens with it until then.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use privacy::Time;

use super::folder::Folder;
use super::place::{Place, blocking};
use super::{ATTEMPTS, Step, Vault, VaultError, sql};
use crate::param::Param;
use crate::params;

/// Whether a wrapped key is the vault's.
type Opens<'o> = &'o dyn Fn(&[u8]) -> Result<bool, VaultError>;

impl Vault {
    /// Copies the vault into a new folder inside `parent`, named by the vault, the moment, and the time at which the
    /// copy is to be deleted: until then it opens whatever is destroyed after it was made. Other processes may use the
    /// vault meanwhile; their writes wait for some milliseconds.
    pub async fn copy_to(&self, parent: &Path, now: Time, until: Time) -> Result<PathBuf, VaultError> {
        let Place::Folder(folder) = &self.0.place else {
            let why = "the vault is on PostgreSQL: copy it with PostgreSQL's own tools, apart from the data";
            return Err(VaultError::Unusable(why.to_owned()));
        };
        // Before there is a copy, so that no destruction after it misses that there is one.
        let known: Vec<Param> = params![until, now];
        self.journal(|| {
            vec![Step::any(&sql::DROP_COPIES, params![now]), Step::any(&sql::ADD_COPY, known.clone())]
        })
        .await?;
        let name = format!("vault-{}-at-{}-until-{}", self.0.id, now.seconds(), until.seconds());
        let (folder, wrapping, parent) = (Arc::clone(folder), self.wrapping(), parent.to_owned());
        blocking(move || whole(&folder, &parent, &name, &|wrapped| Ok(wrapping.unwrap(wrapped).is_ok())))
            .await
    }

    /// Until when the last copy of this vault is kept; none if there is none that is known.
    pub async fn copies_until(&self) -> Result<Option<Time>, VaultError> {
        let row = self.0.place.rows(&sql::READ_COPIES, vec![]).await?.into_iter().next();
        let until = row.ok_or(VaultError::Busy)?.cells().count().map_err(|_| VaultError::Busy)?;
        Ok((until > 0).then(|| Time::from_micros(until)))
    }
}

/// The copy gets its name when all of it is durable. When the epoch ended while it was made, it is made again.
fn whole(folder: &Folder, parent: &Path, name: &str, opens: Opens<'_>) -> Result<PathBuf, VaultError> {
    let (to, part) = (parent.join(name), parent.join(format!(".{name}")));
    if to.exists() {
        return Err(VaultError::Unusable(format!("{} is there already", to.display())));
    }
    let unwritable =
        |error: io::Error| VaultError::Unusable(format!("cannot write {}: {error}", to.display()));
    for _ in 0..ATTEMPTS {
        clear(&part).map_err(unwritable)?;
        match folder.copy(&part, opens) {
            Ok(()) => {
                let named = fs::rename(&part, &to).and_then(|()| File::open(parent)?.sync_all());
                return named.map_err(unwritable).map(|()| to);
            }
            Err(VaultError::Busy) => {}
            Err(error) => {
                let _ = clear(&part);
                return Err(error);
            }
        }
    }
    let _ = clear(&part);
    Err(VaultError::Busy)
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
