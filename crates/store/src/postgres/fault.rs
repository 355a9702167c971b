//! What PostgreSQL's errors mean. Only the code leaves this file: message and detail quote values.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::prepared::Unrun;
use crate::failure::ReadFailed;

/// Raised by `troth_expect` where a statement changed another number of rows than it must.
pub(super) const WRONG_COUNT: &str = "TR001";

/// What an error means for what was under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Another number of rows than expected, or a duplicate: the precondition does not hold.
    Conflict,
    /// Lost to a concurrent change; nothing happened, and trying again can succeed.
    Again,
    /// The connection, or the server's role as the one that takes writes, is lost.
    Lost,
    /// No room.
    Full,
    /// Took too long.
    Slow,
    /// Anything else.
    Other,
}

pub(super) fn meaning(error: &Error) -> Meaning {
    let Some(code) = error.code() else {
        return Meaning::Lost;
    };
    match code {
        _ if code.code() == WRONG_COUNT => Meaning::Conflict,
        _ if code.code().starts_with("08") => Meaning::Lost,
        &SqlState::UNIQUE_VIOLATION => Meaning::Conflict,
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => Meaning::Again,
        &SqlState::ADMIN_SHUTDOWN
        | &SqlState::CRASH_SHUTDOWN
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::READ_ONLY_SQL_TRANSACTION => Meaning::Lost,
        &SqlState::DISK_FULL => Meaning::Full,
        &SqlState::QUERY_CANCELED | &SqlState::LOCK_NOT_AVAILABLE => Meaning::Slow,
        _ => Meaning::Other,
    }
}

/// Writes the operator's line: which statement, and the server's code for it.
pub(super) fn note(statement: &str, error: &Error) {
    tracing::error!(statement, code = error.code().map(SqlState::code), "statement failed");
}

/// Why a read failed; `None` if another connection may answer.
pub(super) fn of_read(statement: &str, unrun: &Unrun) -> Option<ReadFailed> {
    match unrun {
        Unrun::Params => {
            tracing::error!(statement, "the parameters do not fit");
            Some(ReadFailed::Broken)
        }
        Unrun::Driver(error) => match meaning(error) {
            Meaning::Lost => None,
            Meaning::Again | Meaning::Slow => Some(ReadFailed::Busy),
            Meaning::Conflict | Meaning::Full | Meaning::Other => {
                note(statement, error);
                Some(ReadFailed::Broken)
            }
        },
    }
}
