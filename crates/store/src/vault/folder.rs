//! A vault in a folder: `vault.db` and the epoch slot. The journal is a rollback journal that each commit truncates and
//! synchronises: a write-ahead log or a persistent journal would keep the record that was just replaced, and a
//! deleted one could come back after a power loss. What an old copy of the disk keeps, the epoch key's end makes noise.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::place::{Meta, meta, meta_params, number, root};
use super::write::{Step, Turn, Write, Written};
use super::{VaultError, slot, sql};
use crate::folder::{make_private, private_file};
use crate::param::{Count, Param};
use crate::params;
use crate::row::Row;
use crate::sqlite::{Prepared, Unrun};
use crate::statement::Statement;

/// Whether a wrapped key is this vault's.
type Opens<'o> = &'o dyn Fn(&Meta, &[u8]) -> Result<bool, VaultError>;

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

    /// In one transaction, which others wait for: the vault as it is, brought up to date, or `fresh` made durable, the
    /// slot first. What a crash left half done in the slot file is finished; `opens` tells which key is this vault's.
    pub(super) fn open_or_create(
        &self,
        fresh: &(Meta, Vec<u8>),
        known: &dyn Fn(&Meta) -> Result<(), VaultError>,
        opens: Opens<'_>,
    ) -> Result<(Meta, Vec<u8>), VaultError> {
        let connection = self.lock();
        let transaction = begin(&connection)?;
        transaction.execute_batch(sql::TABLES).map_err(|error| unusable(&error))?;
        if let Some(row) = rows(&transaction, &sql::READ_META, &[])?.into_iter().next() {
            let meta = meta(row)?;
            known(&meta)?;
            upgrade(&transaction, meta.version)?;
            let wrapped = self.settle(&transaction, |wrapped| opens(&meta, wrapped))?;
            transaction.commit().map_err(|error| unusable(&error))?;
            return Ok((meta, wrapped));
        }
        let (meta, wrapped) = fresh;
        slot::write(&self.slot, 1, wrapped, &[]).map_err(|error| self.unwritable(&error))?;
        execute(&transaction, &sql::ADD_META, &meta_params(meta))?;
        upgrade(&transaction, 1)?;
        transaction.commit().map_err(|error| unusable(&error))?;
        Ok((*meta, wrapped.clone()))
    }

    /// The wrapped key of the current epoch.
    pub(super) fn epoch(
        &self,
        opens: &dyn Fn(&[u8]) -> Result<bool, VaultError>,
    ) -> Result<Vec<u8>, VaultError> {
        let connection = self.lock();
        let transaction = begin(&connection)?;
        self.settle(&transaction, opens)
    }

    /// One durable transaction.
    pub(super) fn write(&self, write: &Write) -> Result<Written, VaultError> {
        let connection = self.lock();
        let transaction = begin(&connection)?;
        if epoch_number(&transaction)? != write.epoch || !run(&transaction, &write.steps)? {
            return Ok(Written::Conflict);
        }
        transaction.commit().map_err(|error| unusable(&error))?;
        Ok(Written::Done)
    }

    /// One durable transaction that also begins the next epoch: its key goes into the slot beside the old one, then
    /// every record is under it and committed, then the old key is overwritten. A crash between any two is settled at
    /// the next opening, by what the database says.
    pub(super) fn write_in_next_epoch(
        &self,
        write: &Write,
        old: &[u8],
        turn: &Turn<'_>,
    ) -> Result<Written, VaultError> {
        let (number, wrapped) = (turn.number, turn.wrapped);
        let connection = self.lock();
        let transaction = begin(&connection)?;
        if epoch_number(&transaction)? != write.epoch || !run(&transaction, &write.steps)? {
            return Ok(Written::Conflict);
        }
        for row in rows(&transaction, &sql::READ_ROOTS, &[])? {
            let (workspace, sealed) = root(row)?;
            if let Some(sealed) = (turn.reseal)(workspace, &sealed)? {
                execute(&transaction, &sql::RESEAL_ROOT, &params![workspace, Param::bytes(sealed)])?;
            }
        }
        let signed = i64::try_from(number).map_err(|_| VaultError::Generation)?;
        execute(&transaction, &sql::SET_EPOCH_NUMBER, &params![Count(signed), Count(0)])?;
        slot::write(&self.slot, number, wrapped, old).map_err(|error| self.unwritable(&error))?;
        transaction.commit().map_err(|error| unusable(&error))?;
        slot::only(&self.slot, number, wrapped).map_err(|error| self.unwritable(&error))?;
        Ok(Written::Done)
    }

    /// Wraps the epoch's key under another root key: beside the old form, then the fingerprint, then in its place.
    pub(super) fn rewrap(&self, write: &Write, old: &[u8], wrapped: &[u8]) -> Result<Written, VaultError> {
        let connection = self.lock();
        let transaction = begin(&connection)?;
        if epoch_number(&transaction)? != write.epoch || !run(&transaction, &write.steps)? {
            return Ok(Written::Conflict);
        }
        slot::write(&self.slot, write.epoch, wrapped, old).map_err(|error| self.unwritable(&error))?;
        transaction.commit().map_err(|error| unusable(&error))?;
        slot::only(&self.slot, write.epoch, wrapped).map_err(|error| self.unwritable(&error))?;
        Ok(Written::Done)
    }

    /// A copy of the database, whole as of one moment, and of the epoch's key.
    pub(super) fn copy(
        &self,
        to: &Path,
        opens: &dyn Fn(&[u8]) -> Result<bool, VaultError>,
    ) -> Result<(), VaultError> {
        make_private(to).map_err(|error| VaultError::Unusable(error.to_string()))?;
        let connection = self.lock();
        let path = to.join("vault.db");
        let text = path.to_str().ok_or_else(|| VaultError::Unusable("the path is not UTF-8".to_owned()))?;
        let (before, wrapped) = self.numbered(&connection, opens)?;
        connection.execute("VACUUM INTO ?1", [text]).map_err(|error| unusable(&error))?;
        let written = private_file(&path).and_then(|file| file.sync_all());
        written.map_err(|error| self.unwritable(&error))?;
        slot::write(&to.join("epoch.slot"), before, &wrapped, &[])
            .map_err(|error| self.unwritable(&error))?;
        let after = epoch_number(&connection)?;
        if after == before { Ok(()) } else { Err(VaultError::Busy) }
    }

    fn numbered(
        &self,
        connection: &Connection,
        opens: &dyn Fn(&[u8]) -> Result<bool, VaultError>,
    ) -> Result<(u64, Vec<u8>), VaultError> {
        let transaction = begin(connection)?;
        Ok((epoch_number(&transaction)?, self.settle(&transaction, opens)?))
    }

    /// The key of the epoch that the database names, the only one left in the slot file when this returns.
    fn settle(
        &self,
        connection: &Connection,
        opens: impl Fn(&[u8]) -> Result<bool, VaultError>,
    ) -> Result<Vec<u8>, VaultError> {
        let number = epoch_number(connection)?;
        for epoch in slot::read(&self.slot).map_err(|_| VaultError::DamagedEpoch)? {
            if epoch.number == number && opens(&epoch.wrapped)? {
                slot::only(&self.slot, number, &epoch.wrapped).map_err(|error| self.unwritable(&error))?;
                return Ok(epoch.wrapped);
            }
        }
        Err(VaultError::DamagedEpoch)
    }

    fn unwritable(&self, error: &std::io::Error) -> VaultError {
        VaultError::Unusable(format!("cannot write {}: {error}", self.slot.display()))
    }

    pub(super) fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, VaultError> {
        rows(&self.lock(), statement, params)
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

fn begin(connection: &Connection) -> Result<Transaction<'_>, VaultError> {
    Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(|error| unusable(&error))
}

fn upgrade(connection: &Connection, from: i64) -> Result<(), VaultError> {
    for (_, sql) in sql::UPGRADES.iter().filter(|(version, _)| *version > from) {
        connection.execute_batch(sql).map_err(|error| unusable(&error))?;
    }
    Ok(())
}

fn epoch_number(connection: &Connection) -> Result<u64, VaultError> {
    let row = rows(connection, &sql::READ_EPOCH_NUMBER, &[])?.into_iter().next();
    number(row).ok_or(VaultError::DamagedEpoch)
}

/// Whether every statement changed the rows that it must.
fn run(connection: &Connection, steps: &[Step]) -> Result<bool, VaultError> {
    for step in steps {
        let changed = execute(connection, step.statement, &step.params)?;
        if step.rows.is_some_and(|rows| rows != changed) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn execute(
    connection: &Connection,
    statement: &'static Statement,
    params: &[Param],
) -> Result<u64, VaultError> {
    match Prepared::new(connection).execute(statement, params) {
        Ok(changed) => Ok(changed as u64),
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
