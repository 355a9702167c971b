//! Brings an embedded database up to date, and tells which columns it has.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};

use super::connection;
use crate::failure::{OpenError, ReadFailed};
use crate::migrations::{HISTORY, MIGRATIONS, Migration, NOTE_DONE, READ_HISTORY, missing};

/// Opens the writer's connection over an up-to-date schema. A schema that is not ours is left untouched.
pub(super) fn open_writer(path: &Path, limit: Option<u64>) -> Result<Connection, OpenError> {
    let connection = connection::open(path)?;
    let failed = |error: rusqlite::Error| OpenError(format!("cannot use {}: {error}", path.display()));
    let missing = missing(MIGRATIONS, &history(&connection).map_err(failed)?)?;
    if !connection::for_writing(&connection).map_err(failed)? {
        return Err(OpenError(format!("{} does not support a durable write-ahead log", path.display())));
    }
    if let Some(bytes) = limit {
        limit_size(&connection, bytes).map_err(failed)?;
    }
    migrate(&connection, missing).map_err(failed)?;
    Ok(connection)
}

fn limit_size(connection: &Connection, bytes: u64) -> rusqlite::Result<()> {
    let page: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let pages = i64::try_from(bytes).unwrap_or(i64::MAX) / page.max(1);
    connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
}

pub(super) fn history(connection: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    let known = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'";
    if connection.query_row(known, [], |_| Ok(())).optional()?.is_none() {
        return Ok(Vec::new());
    }
    connection.prepare(READ_HISTORY)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn migrate(connection: &Connection, missing: &[Migration]) -> rusqlite::Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(HISTORY)?;
    for migration in missing {
        transaction.execute_batch(migration.sql)?;
        let values = (migration.number, migration.name, migration.digest());
        transaction.execute(&super::prepared::numbered(NOTE_DONE), values)?;
    }
    transaction.commit()
}

/// Every table's columns.
pub(super) fn columns(connection: &Connection) -> Result<Vec<(String, String)>, ReadFailed> {
    let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
    let read = || -> rusqlite::Result<Vec<(String, String)>> {
        connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    read().map_err(|_| ReadFailed::Broken)
}
