//! Connections as this program needs them: durable at every commit, and wiping what is deleted.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::failure::OpenError;
use crate::folder::private_file;

/// Pages of 4 KiB in the write-ahead log before they are moved into the database.
const CHECKPOINT_PAGES: i64 = 2_000;
/// The write-ahead log is cut back to this size.
const LOG_BYTES: i64 = 64 << 20;

/// Opens the file as it is, private to its owner, without changing a thing in it.
pub(super) fn open(path: &Path) -> Result<Connection, OpenError> {
    let failed = |reason: String| OpenError(format!("cannot open {}: {reason}", path.display()));
    private_file(path).map_err(|error| failed(error.to_string()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).map_err(|error| failed(error.to_string()))
}

/// Makes it a writer: write-ahead log, synchronised at each commit, deleted content overwritten.
pub(super) fn for_writing(connection: &Connection) -> rusqlite::Result<bool> {
    common(connection)?;
    let journal: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON",
    )?;
    let wipes: i64 = connection.query_row("PRAGMA secure_delete = ON", [], |row| row.get(0))?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    Ok(journal == "wal" && wipes == 1 && synchronous == 2)
}

/// Makes it a reader, which cannot change anything.
pub(super) fn for_reading(connection: &Connection) -> rusqlite::Result<()> {
    common(connection)?;
    connection.execute_batch("PRAGMA query_only = ON")
}

fn common(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .execute_batch("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY")
}
