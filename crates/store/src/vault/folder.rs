//! A vault in a folder: `vault.db` and the epoch slot. The journal is a rollback journal that each commit truncates and
//! synchronises: a write-ahead log or a persistent journal would keep the record that was just replaced, and a
//! deleted one could come back after a power loss. What an old copy of the disk keeps, the epoch key's end makes noise.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::place::{Meta, meta, meta_params};
use super::{VaultError, slot, sql};
use crate::folder::{make_private, private_file};
use crate::param::Param;
use crate::row::Row;
use crate::sqlite::{Prepared, Unrun};
use crate::statement::Statement;

pub(super) struct Folder {
    connection: Mutex<Connection>,
    slot: PathBuf,
}

impl Folder {
    /// Opens the folder's database, making both where they are missing.
    pub(super) fn open(folder: &Path) -> Result<Self, VaultError> {
        make_private(folder).map_err(|error| VaultError::Unusable(error.to_string()))?;
        let path = folder.join("vault.db");
        let failed =
            |reason: String| VaultError::Unusable(format!("cannot open {}: {reason}", path.display()));
        private_file(&path).map_err(|error| failed(error.to_string()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&path, flags).map_err(|error| failed(error.to_string()))?;
        prepare(&connection).map_err(|error| failed(error.to_string()))?;
        Ok(Self { connection: Mutex::new(connection), slot: folder.join("epoch.slot") })
    }

    /// In one transaction, which others wait for: the vault as it is, or `fresh` made durable, the slot first.
    pub(super) fn open_or_create(&self, fresh: &(Meta, Vec<u8>)) -> Result<(Meta, Vec<u8>), VaultError> {
        let connection = self.lock();
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)
            .map_err(|error| unusable(&error))?;
        transaction.execute_batch(sql::TABLES).map_err(|error| unusable(&error))?;
        if let Some(row) = rows(&transaction, &sql::READ_META, &[])?.into_iter().next() {
            let epoch = slot::read(&self.slot).map_err(|_| VaultError::DamagedEpoch)?;
            return Ok((meta(row)?, epoch.ok_or(VaultError::DamagedEpoch)?.wrapped));
        }
        let (meta, wrapped) = fresh;
        slot::write(&self.slot, 1, wrapped).map_err(|error| {
            VaultError::Unusable(format!("cannot write {}: {error}", self.slot.display()))
        })?;
        execute(&transaction, &sql::ADD_META, &meta_params(meta))?;
        transaction.commit().map_err(|error| unusable(&error))?;
        Ok((*meta, wrapped.clone()))
    }

    pub(super) fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, VaultError> {
        rows(&self.lock(), statement, params)
    }

    /// Whether exactly one row changed.
    pub(super) fn execute(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<bool, VaultError> {
        execute(&self.lock(), statement, params)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Settings of the connection; the journal's mode is not kept in the file.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA journal_mode = TRUNCATE",
    )
}

fn rows(
    connection: &Connection,
    statement: &'static Statement,
    params: &[Param],
) -> Result<Vec<Row>, VaultError> {
    Prepared::new(connection).rows(statement, params).map_err(|_| VaultError::Busy)
}

fn execute(
    connection: &Connection,
    statement: &'static Statement,
    params: &[Param],
) -> Result<bool, VaultError> {
    match Prepared::new(connection).execute(statement, params) {
        Ok(changed) => Ok(changed == 1),
        Err(Unrun::Engine(error)) => Err(unusable(&error)),
        Err(Unrun::Params) => Err(VaultError::Busy),
    }
}

fn unusable(error: &rusqlite::Error) -> VaultError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy) => VaultError::Busy,
        code => VaultError::Unusable(format!("the vault cannot be read or written: {code:?}")),
    }
}
