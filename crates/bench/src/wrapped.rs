//! A table of wrapped keys, as others erase by key: a row for each person, as long as a key sealed under a master key.
//! Erasing is deleting the row, in SQLite with secure deletion and an emptied write-ahead log.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Result, ensure};
use rusqlite::Connection;
use tokio_postgres::NoTls;

use crate::load::micros;
use crate::scratch::Scratch;

/// People in the table.
const PEOPLE: i64 = 100_000;
/// Steps from one erased person to the next, so that they lie apart.
const APART: i64 = 997;

/// 60 bytes: a key of 32 with the nonce and the tag of its wrapping. Deleting never opens them, so any will do.
const FILL_SQLITE: &str = "CREATE TABLE wrapped_keys (person INTEGER PRIMARY KEY, wrapped BLOB NOT NULL); \
    INSERT INTO wrapped_keys WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 99999) \
    SELECT x, randomblob(60) FROM n";
const FILL_POSTGRES: &str = "CREATE TABLE wrapped_keys (person BIGINT PRIMARY KEY, wrapped BYTEA NOT NULL); \
    INSERT INTO wrapped_keys SELECT x, substr(decode(repeat(md5(x::text), 4), 'hex'), 1, 60) FROM generate_series(0, 99999) x";
const DELETE: &str = "DELETE FROM wrapped_keys WHERE person = $1";

enum Table {
    Sqlite(Mutex<Connection>),
    Postgres(tokio_postgres::Client),
}

/// The filled table.
pub(crate) struct WrappedKeys {
    table: Table,
    next: i64,
}

impl WrappedKeys {
    /// Makes and fills it: a file of its own, or a table of the scratch database.
    pub(crate) async fn make(scratch: &Scratch) -> Result<Self> {
        let table = if let Some(url) = scratch.url()? {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute(FILL_POSTGRES).await?;
            Table::Postgres(client)
        } else {
            let connection = Connection::open(scratch.file().with_file_name("wrapped.db"))?;
            connection.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON",
            )?;
            connection.execute_batch(FILL_SQLITE)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Table::Sqlite(Mutex::new(connection))
        };
        Ok(Self { table, next: 0 })
    }

    /// Ends the next person's key; how long it took.
    pub(crate) async fn end_one(&mut self) -> Result<f64> {
        self.next = (self.next + APART) % PEOPLE;
        let began = Instant::now();
        let deleted = match &self.table {
            Table::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let deleted = u64::try_from(connection.execute(DELETE, [self.next])?)?;
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                deleted
            }
            Table::Postgres(client) => client.execute(DELETE, &[&self.next]).await?,
        };
        let took = micros(began.elapsed());
        ensure!(deleted == 1, "{deleted} keys were deleted");
        Ok(took)
    }
}
