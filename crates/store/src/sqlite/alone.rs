//! A database that nobody else uses, written to by one who makes it durable afterwards: before a restored store is put in place.

use std::path::Path;

use rusqlite::Connection;

use super::connection;
use super::prepared::numbered;
use crate::failure::OpenError;
use crate::param::Param;
use crate::statement::Statement;

pub(crate) struct Alone(Connection);

impl Alone {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = connection::open(path)?;
        if !connection::for_writing(&connection).map_err(|error| refused(&error))? {
            return Err(OpenError(format!("{} does not support a durable write-ahead log", path.display())));
        }
        // Whoever opened it makes the whole folder durable; until then all of it can be thrown away.
        connection.execute_batch("PRAGMA synchronous = OFF").map_err(|error| refused(&error))?;
        connection.set_prepared_statement_cache_capacity(16);
        Ok(Self(connection))
    }

    pub(crate) fn begin(&self) -> Result<(), OpenError> {
        self.control("BEGIN IMMEDIATE")
    }

    pub(crate) fn commit(&self) -> Result<(), OpenError> {
        self.control("COMMIT")
    }

    pub(crate) fn roll_back(&self) -> Result<(), OpenError> {
        if self.0.is_autocommit() { Ok(()) } else { self.control("ROLLBACK") }
    }

    pub(crate) fn run(&self, statement: &'static Statement, params: &[Param]) -> Result<(), OpenError> {
        let refused = |error: rusqlite::Error| refused(&error);
        let mut prepared = self.0.prepare_cached(&numbered(statement.sql)).map_err(refused)?;
        if prepared.parameter_count() != params.len() {
            return Err(OpenError(format!("{} takes other parameters", statement.name)));
        }
        for (position, param) in (1..).zip(params) {
            prepared.raw_bind_parameter(position, &param.0).map_err(refused)?;
        }
        prepared.raw_execute().map(drop).map_err(refused)
    }

    /// Moves the write-ahead log into the database, and closes it.
    pub(crate) fn close(self) -> Result<(), OpenError> {
        let emptied = self.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        match emptied {
            Ok(0) => self.0.close().map_err(|(_, error)| refused(&error)),
            Ok(_) => Err(OpenError("the database is in use".to_owned())),
            Err(error) => Err(refused(&error)),
        }
    }

    fn control(&self, sql: &str) -> Result<(), OpenError> {
        self.0.execute_batch(sql).map_err(|error| refused(&error))
    }
}

/// An error's code; its text may quote values.
fn refused(error: &rusqlite::Error) -> OpenError {
    OpenError(format!("the restored database does not take the log: {:?}", error.sqlite_error_code()))
}
