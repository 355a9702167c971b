//! Copies the database page by page through the engine's own backup interface, and reads a copy. While it is copied one
//! read transaction stays open: what the server writes meanwhile neither gets in nor makes the copying begin again.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::prepared::Prepared;
use super::schema;
use crate::embedded::CopyError;
use crate::failure::{OpenError, ReadFailed};
use crate::folder::private_file;
use crate::migrations::{HISTORY, MIGRATIONS, Migration, missing};
use crate::param::Param;
use crate::row::Row;
use crate::statement::Statement;

/// Pages of one step: 4 MiB as a rule.
const STEP: std::ffi::c_int = 1024;

/// Copies the database `from` into the new file `to`.
pub(crate) fn make(
    from: &Path,
    to: &Path,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(), CopyError> {
    if !from.is_file() {
        return Err(CopyError::NoStore(from.display().to_string()));
    }
    private_file(to).map_err(|error| CopyError::Engine(error.to_string()))?;
    let source = read_only(from).map_err(|error| fault(&error))?;
    let mut copy = Connection::open(to).map_err(|error| fault(&error))?;
    copied(&source, &mut copy, progress)?;
    // The copy says of itself that it has a write-ahead log, and whoever reads such a one needs room beside it. It is one file.
    let one_file = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE";
    copy.execute_batch(one_file).map_err(|error| fault(&error))?;
    copy.close().map_err(|(_, error)| fault(&error))
}

fn copied(
    source: &Connection,
    copy: &mut Connection,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<(), CopyError> {
    // The copy is thrown away if the machine stops: it need not be durable.
    copy.execute_batch("PRAGMA synchronous = OFF").map_err(|error| fault(&error))?;
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema").map_err(|error| fault(&error))?;
    let backup = Backup::new(source, copy).map_err(|error| fault(&error))?;
    loop {
        let step = backup.step(STEP).map_err(|error| fault(&error))?;
        let told = backup.progress();
        let all = u64::try_from(told.pagecount).unwrap_or_default();
        let left = u64::try_from(told.remaining).unwrap_or_default();
        if !progress(all.saturating_sub(left), all) {
            return Err(CopyError::Stopped);
        }
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    }
}

fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY")?;
    Ok(connection)
}

/// An error's code; its text may quote values.
fn fault(error: &rusqlite::Error) -> CopyError {
    match error.sqlite_error() {
        Some(code) if code.code == ErrorCode::DiskFull => CopyError::Full,
        Some(code) => CopyError::Engine(format!("code {}", code.extended_code)),
        None => CopyError::Engine("the engine does not answer as it must".to_owned()),
    }
}

/// A database that is only looked at.
pub(crate) struct Copied {
    connection: Connection,
    known: &'static [Migration],
}

impl Copied {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |error: rusqlite::Error| unreadable(&error);
        let connection = read_only(path).map_err(failed)?;
        let history = schema::history(&connection).map_err(failed)?;
        let left = missing(MIGRATIONS, &history)?;
        let known = MIGRATIONS.get(..MIGRATIONS.len().saturating_sub(left.len())).unwrap_or_default();
        Ok(Self { connection, known })
    }

    pub(crate) const fn schema(&self) -> i64 {
        match self.known.last() {
            Some(migration) => migration.number,
            None => 0,
        }
    }

    pub(crate) fn check(&self) -> Result<(), OpenError> {
        let sound = || -> rusqlite::Result<bool> {
            let said: String =
                self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
            Ok(said == "ok")
        };
        if !sound().map_err(|error| unreadable(&error))? {
            return Err(OpenError::new("the database is damaged"));
        }
        let (there, right) = (structure(&self.connection), self.right());
        if there.map_err(|error| unreadable(&error))? == right.map_err(|error| unreadable(&error))? {
            Ok(())
        } else {
            Err(OpenError::new("the database has tables, indexes or triggers that are not its schema's"))
        }
    }

    pub(crate) fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, ReadFailed> {
        Prepared::new(&self.connection).rows(statement, params)
    }

    /// What a database of this schema consists of.
    fn right(&self) -> rusqlite::Result<BTreeSet<Object>> {
        let fresh = Connection::open_in_memory()?;
        fresh.execute_batch(HISTORY)?;
        self.known.iter().try_for_each(|migration| fresh.execute_batch(migration.sql))?;
        structure(&fresh)
    }
}

/// Kind, name, table and text of one part of a schema.
type Object = (String, String, String, Option<String>);

fn structure(connection: &Connection) -> rusqlite::Result<BTreeSet<Object>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";
    let objects = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    connection.prepare(sql)?.query_map([], objects)?.collect()
}

fn unreadable(error: &rusqlite::Error) -> OpenError {
    OpenError(format!("the database cannot be read: {:?}", error.sqlite_error_code()))
}
