//! Where records and the epoch key are kept: a folder or a PostgreSQL, behind the same few questions.

use std::path::PathBuf;
use std::sync::Arc;

use privacy::Id;
use privacy::ids::{Hex, Raw as _, Workspace};
use privacy::keys::Fingerprint;

use super::folder::Folder;
use super::postgres::Remote;
use super::{VaultError, VaultId, sql};
use crate::param::{Count, Param};
use crate::params;
use crate::postgres::Target;
use crate::row::{BadCell, Row};

/// What a vault says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta {
    pub(super) id: VaultId,
    pub(super) fingerprint: Fingerprint,
}

/// A record at rest.
pub(super) struct Stored {
    pub(super) generation: i64,
    pub(super) sealed: Vec<u8>,
}

pub(super) enum Place {
    Folder(Arc<Folder>),
    Postgres(Remote),
}

impl Place {
    pub(super) async fn folder(folder: PathBuf) -> Result<Self, VaultError> {
        let opened = blocking(move || Folder::open(&folder)).await?;
        Ok(Self::Folder(Arc::new(opened)))
    }

    pub(super) async fn postgres(target: &Target) -> Result<Self, VaultError> {
        Ok(Self::Postgres(Remote::connect(target).await?))
    }

    /// The vault as it is, with its wrapped epoch key; or the one that `first` makes, if there is none.
    pub(super) async fn open_or_create(
        &self,
        first: impl FnOnce() -> Result<(Meta, Vec<u8>), VaultError>,
    ) -> Result<(Meta, Vec<u8>), VaultError> {
        let fresh = first()?;
        match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.open_or_create(&fresh)).await
            }
            Self::Postgres(remote) => remote.open_or_create(&fresh).await,
        }
    }

    pub(super) async fn load(&self, workspace: Id<Workspace>) -> Result<Option<Stored>, VaultError> {
        let rows = match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.rows(&sql::READ_ROOT, &params![workspace])).await?
            }
            Self::Postgres(remote) => remote.rows(&sql::READ_ROOT, &params![workspace]).await?,
        };
        rows.into_iter().next().map(stored).transpose().map_err(|_| VaultError::Generation)
    }

    /// Adds a record; false if the workspace has one.
    pub(super) async fn add(&self, workspace: Id<Workspace>, stored: &Stored) -> Result<bool, VaultError> {
        let params = params![workspace, Count(stored.generation), Param::bytes(stored.sealed.clone())];
        self.execute(&sql::ADD_ROOT, params).await
    }

    /// Replaces a record; false if it is not of the generation `before`.
    pub(super) async fn swap(
        &self,
        workspace: Id<Workspace>,
        before: i64,
        after: &Stored,
    ) -> Result<bool, VaultError> {
        let sealed = Param::bytes(after.sealed.clone());
        self.execute(&sql::SWAP_ROOT, params![workspace, Count(before), Count(after.generation), sealed])
            .await
    }

    pub(super) async fn system_identifier(&self) -> Result<Option<String>, VaultError> {
        match self {
            Self::Folder(_) => Ok(None),
            Self::Postgres(remote) => remote.system_identifier().await.map(Some),
        }
    }

    async fn execute(
        &self,
        statement: &'static crate::Statement,
        params: Vec<Param>,
    ) -> Result<bool, VaultError> {
        match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.execute(statement, &params)).await
            }
            Self::Postgres(remote) => remote.execute(statement, &params).await,
        }
    }
}

/// Reads the one row of `READ_META`; a version that is not known is refused.
pub(super) fn meta(row: Row) -> Result<Meta, VaultError> {
    let damaged = |_: BadCell| VaultError::Unusable("the vault's description is damaged".to_owned());
    let mut cells = row.cells();
    let id = cells.text(Hex::<16>::read).map_err(damaged)?;
    let version = cells.count().map_err(damaged)?;
    if version != sql::VERSION {
        return Err(VaultError::Unusable(format!(
            "the vault has version {version}, and this program knows version {}: start it with the program that \
             wrote it, or a newer one; nothing was changed",
            sql::VERSION
        )));
    }
    let fingerprint = Fingerprint::from_store(cells.hash().map_err(damaged)?);
    Ok(Meta { id: VaultId(id), fingerprint })
}

/// The parameters of `ADD_META`.
pub(super) fn meta_params(meta: &Meta) -> Vec<Param> {
    let fingerprint = Param::bytes(meta.fingerprint.as_bytes().to_vec());
    params![Param::text(meta.id.to_string()), Count(sql::VERSION), fingerprint]
}

fn stored(row: Row) -> Result<Stored, BadCell> {
    let mut cells = row.cells();
    Ok(Stored { generation: cells.count()?, sealed: cells.bytes()? })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(VaultError::Busy))
}
