//! With the wiping of deleted rows switched off, the scan finds what was deleted: so it would find what an erasure left.

use store::register::Register;
use testkit::look::Connection;

use super::person::Person;
use super::sealed::Taken;
use super::{checks, sealed};
use crate::place::{Outcome, Place};

/// Deletes their rows from that copy as a program would that wipes nothing: the bytes stay, of every table.
pub(super) fn is_what_removes_the_bytes(copy: &Place, person: &Person, taken: &[Taken]) -> Outcome {
    let connection = Connection::open(copy.options.data.join("store/troth.db"))?;
    connection.execute_batch("PRAGMA secure_delete = OFF")?;
    for (name, table) in checks::erased(&Register::read()?) {
        connection.execute(&format!("DELETE FROM {name} WHERE {}", checks::theirs(table, person)?), [])?;
    }
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(connection);
    assert!(checks::tables_left(copy, person)?.is_empty());
    assert_eq!(checks::bytes_left(&copy.options.data, taken)?, sealed::places()?);
    Ok(())
}
