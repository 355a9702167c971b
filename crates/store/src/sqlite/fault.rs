//! What SQLite's errors mean for a change or a read. Its texts stay here: they can quote the statement.

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_IOERR_FSYNC};

use super::prepared::Unrun;
use crate::failure::{Failed, ReadFailed};
use crate::statement::Statement;

/// Why a step of a change failed.
pub(super) fn of_step(statement: &'static Statement, unrun: &Unrun) -> Failed {
    match unrun {
        Unrun::Params => {
            tracing::error!(statement = statement.name, "wrong number of parameters");
            Failed::Broken
        }
        Unrun::Engine(error) => match meaning(error) {
            Meaning::Duplicate => Failed::Conflict(statement.name),
            Meaning::Full => Failed::Full,
            Meaning::Busy => Failed::Busy,
            Meaning::Unsynced | Meaning::Other => {
                tracing::error!(statement = statement.name, code = extended_code(error), "statement failed");
                Failed::Broken
            }
        },
    }
}

/// Why the transaction as a whole failed to begin or to commit.
pub(super) fn of_commit(error: &rusqlite::Error) -> Failed {
    match meaning(error) {
        Meaning::Full => Failed::Full,
        Meaning::Busy => Failed::Busy,
        Meaning::Unsynced => Failed::InDoubt,
        Meaning::Duplicate | Meaning::Other => {
            tracing::error!(code = extended_code(error), "commit failed");
            Failed::Broken
        }
    }
}

/// Why a read failed.
pub(super) fn of_read(statement: &str, unrun: &Unrun) -> ReadFailed {
    match unrun {
        Unrun::Params => tracing::error!(statement, "wrong number of parameters"),
        Unrun::Engine(error) if matches!(meaning(error), Meaning::Busy) => return ReadFailed::Busy,
        Unrun::Engine(error) => {
            tracing::error!(statement, code = extended_code(error), "read failed");
        }
    }
    ReadFailed::Broken
}

enum Meaning {
    Duplicate,
    Full,
    Busy,
    Unsynced,
    Other,
}

fn meaning(error: &rusqlite::Error) -> Meaning {
    match (error.sqlite_error_code(), extended_code(error)) {
        (_, SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_UNIQUE) => Meaning::Duplicate,
        (_, SQLITE_IOERR_FSYNC) => Meaning::Unsynced,
        (Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure), _) => Meaning::Full,
        (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => Meaning::Busy,
        _ => Meaning::Other,
    }
}

fn extended_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |error| error.extended_code)
}
