//! Where records and the epoch key are kept: a folder or a PostgreSQL, behind the same few questions.

use std::path::PathBuf;
use std::sync::Arc;

use privacy::Id;
use privacy::ids::{Hex, Raw as _, Workspace};
use privacy::keys::{EpochKey, Fingerprint, RootKey};

use super::folder::Folder;
use super::postgres::Remote;
use super::write::{Write, Written};
use super::{VaultError, VaultId, sql};
use crate::param::{Count, Param};
use crate::params;
use crate::postgres::Target;
use crate::row::{BadCell, Row};

/// What a vault says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta {
    pub(super) id: VaultId,
    pub(super) version: i64,
    pub(super) fingerprint: Fingerprint,
}

/// A record at rest.
pub(super) struct Stored {
    pub(super) generation: i64,
    pub(super) sealed: Vec<u8>,
}

pub(super) enum Place {
    Folder(Arc<Folder>),
    Postgres(Arc<Remote>),
}

impl Place {
    pub(super) async fn folder(folder: PathBuf) -> Result<Self, VaultError> {
        let opened = blocking(move || Folder::open(&folder)).await?;
        Ok(Self::Folder(Arc::new(opened)))
    }

    pub(super) async fn postgres(target: &Target) -> Result<Self, VaultError> {
        Ok(Self::Postgres(Arc::new(Remote::connect(target).await?)))
    }

    /// Whether several servers may use it.
    pub(super) const fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// The vault as it is, with its wrapped epoch key; or the one that `first` makes, if there is none. Another root
    /// key is refused before anything is touched.
    pub(super) async fn open_or_create(
        &self,
        first: impl FnOnce() -> Result<(Meta, Vec<u8>), VaultError>,
        root: &RootKey,
    ) -> Result<(Meta, Vec<u8>), VaultError> {
        let fresh = first()?;
        let given = root.fingerprint();
        let known = move |meta: &Meta| {
            let vault = meta.fingerprint;
            if vault == given { Ok(()) } else { Err(VaultError::WrongRootKey { vault, given }) }
        };
        match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                let root = RootKey::read(&root.to_text()).map_err(|_| VaultError::DamagedEpoch)?;
                let opens = move |meta: &Meta, wrapped: &[u8]| {
                    Ok(EpochKey::unwrap(&root, &meta.id.to_string(), wrapped).is_ok())
                };
                blocking(move || folder.open_or_create(&fresh, &known, &opens)).await
            }
            Self::Postgres(remote) => remote.open_or_create(&fresh, &known).await,
        }
    }

    pub(super) async fn load(&self, workspace: Id<Workspace>) -> Result<Option<Stored>, VaultError> {
        let rows = self.rows(&sql::READ_ROOT, params![workspace]).await?;
        rows.into_iter().next().map(stored).transpose().map_err(|_| VaultError::Generation)
    }

    pub(super) async fn rows(
        &self,
        statement: &'static crate::Statement,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, VaultError> {
        match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.rows(statement, &params)).await
            }
            Self::Postgres(remote) => remote.rows(statement, &params).await,
        }
    }

    /// One durable transaction, in a task of its own, so that a caller who stops waiting does not stop it.
    pub(super) async fn write(&self, write: Write) -> Result<Written, VaultError> {
        match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.write(&write)).await
            }
            Self::Postgres(remote) => {
                let remote = Arc::clone(remote);
                apart(async move { remote.write(&write).await }).await
            }
        }
    }

    pub(super) async fn system_identifier(&self) -> Result<Option<String>, VaultError> {
        match self {
            Self::Folder(_) => Ok(None),
            Self::Postgres(remote) => remote.system_identifier().await.map(Some),
        }
    }
}

/// Reads the one row of `READ_META`; a version that is not known is refused.
pub(super) fn meta(row: Row) -> Result<Meta, VaultError> {
    let damaged = |_: BadCell| VaultError::Unusable("the vault's description is damaged".to_owned());
    let mut cells = row.cells();
    let id = cells.text(Hex::<16>::read).map_err(damaged)?;
    let version = cells.count().map_err(damaged)?;
    if !(1..=sql::VERSION).contains(&version) {
        return Err(VaultError::Unusable(format!(
            "the vault has version {version}, and this program knows version {}: start it with the program that \
             wrote it, or a newer one; nothing was changed",
            sql::VERSION
        )));
    }
    let fingerprint = Fingerprint::from_store(cells.hash().map_err(damaged)?);
    Ok(Meta { id: VaultId(id), version, fingerprint })
}

/// The parameters of `ADD_META`.
pub(super) fn meta_params(meta: &Meta) -> Vec<Param> {
    let fingerprint = Param::bytes(meta.fingerprint.as_bytes().to_vec());
    params![Param::text(meta.id.to_string()), Count(1), fingerprint]
}

fn stored(row: Row) -> Result<Stored, BadCell> {
    let mut cells = row.cells();
    Ok(Stored { generation: cells.count()?, sealed: cells.bytes()? })
}

/// A row of `READ_ROOTS`.
pub(super) fn root(row: Row) -> Result<(Id<Workspace>, Vec<u8>), VaultError> {
    let mut cells = row.cells();
    let damaged = |_: BadCell| VaultError::Generation;
    Ok((cells.id().map_err(damaged)?, cells.bytes().map_err(damaged)?))
}

/// The first cell, a number that is not negative.
pub(super) fn number(row: Option<Row>) -> Option<u64> {
    u64::try_from(row?.cells().count().ok()?).ok()
}

/// Work that is not stopped when nobody waits for it.
pub(super) async fn apart<T: Send + 'static>(
    work: impl Future<Output = Result<T, VaultError>> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::spawn(work).await.unwrap_or(Err(VaultError::Busy))
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(VaultError::Busy))
}
