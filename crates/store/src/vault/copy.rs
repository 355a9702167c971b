//! Copies of a vault in a folder: small, whole as of one moment, opened like the vault itself by the same root key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use privacy::Time;

use super::place::{Place, blocking};
use super::{Vault, VaultError};

impl Vault {
    /// Copies the vault into a new folder inside `parent`, named by the vault, the moment, and the time at which the
    /// copy is to be deleted: until then it opens whatever is destroyed after it was made.
    pub async fn copy_to(&self, parent: &Path, now: Time, until: Time) -> Result<PathBuf, VaultError> {
        let Place::Folder(folder) = &self.0.place else {
            let why = "the vault is on PostgreSQL: copy it with PostgreSQL's own tools, apart from the data";
            return Err(VaultError::Unusable(why.to_owned()));
        };
        let name = format!("vault-{}-at-{}-until-{}", self.0.id, now.seconds(), until.seconds());
        let (folder, wrapping, to) = (Arc::clone(folder), self.wrapping(), parent.join(name));
        blocking(move || {
            if to.exists() {
                return Err(VaultError::Unusable(format!("{} is there already", to.display())));
            }
            folder.copy(&to, &|wrapped: &[u8]| Ok(wrapping.unwrap(wrapped).is_ok()))?;
            Ok(to)
        })
        .await
    }
}
