//! SQLite by its driver: one connection behind a lock, as durable as the store's.

use std::path::Path;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::Commit;
use super::rows::{ADD_ENTRY, ADD_MESSAGE, CONTACT, READ_PAGE, Row, Rows, Sizes, WORKSPACE};
use crate::load::{CLIENTS, Outcome, micros};

type Shared = Arc<Mutex<Connection>>;

/// An open database.
pub(crate) struct Sqlite {
    connection: Shared,
    conversations: AtomicI64,
    ids: Arc<AtomicI64>,
}

/// The store's own settings.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; \
    PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON; \
    PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864";

impl Sqlite {
    /// Opens the file with the store's settings.
    pub(crate) fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        let journal: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        ensure!(journal == "wal", "no write-ahead log");
        connection.execute_batch(SETTINGS)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            conversations: AtomicI64::new(1),
            ids: Arc::new(AtomicI64::new(1)),
        })
    }

    pub(super) fn load(&self, commit: Commit, sizes: Sizes) -> Writers {
        let clients = if matches!(commit, Commit::Group(_)) { 1 } else { CLIENTS };
        let rows = (0..clients)
            .map(|_| {
                let conversation = self.conversations.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Rows::of(conversation, &self.ids, sizes)
            })
            .collect();
        Writers { connection: Arc::clone(&self.connection), rows, commit }
    }

    /// Reads a page of a conversation, every value of it; answers how many rows.
    pub(crate) fn page(&self, workspace: &str, conversation: i64, limit: i64) -> Result<usize> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection.prepare_cached(READ_PAGE)?;
        let mut rows = statement.query(params![workspace, conversation, i64::MAX, 1, limit])?;
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            let values: rusqlite::Result<Vec<_>> = (0..11).map(|at| row.get_ref(at).map(owned)).collect();
            page.push(values?);
        }
        Ok(std::hint::black_box(page).len())
    }
}

/// A value that outlives the row it came from.
fn owned(value: ValueRef<'_>) -> rusqlite::types::Value {
    rusqlite::types::Value::try_from(value).unwrap_or(rusqlite::types::Value::Null)
}

/// Clients, each a thread.
pub(crate) struct Writers {
    connection: Shared,
    rows: Vec<Rows>,
    commit: Commit,
}

impl Writers {
    pub(super) async fn round(&mut self, duration: Duration) -> Result<Outcome> {
        let (start, commit) = (Instant::now(), self.commit);
        let threads: Vec<_> = self
            .rows
            .drain(..)
            .map(|rows| {
                let connection = Arc::clone(&self.connection);
                std::thread::spawn(move || until(&connection, commit, rows, start + duration))
            })
            .collect();
        let joined = tokio::task::spawn_blocking(|| {
            threads.into_iter().map(std::thread::JoinHandle::join).collect::<Vec<_>>()
        });
        let mut each = Vec::new();
        for ended in joined.await? {
            let (rows, times) = ended.map_err(|_| anyhow::anyhow!("a writing thread panicked"))??;
            self.rows.push(rows);
            each.extend(times);
        }
        let things = if let Commit::Group(size) = commit { size } else { 1 };
        Ok(Outcome::of(start, each, things))
    }
}

fn until(
    connection: &Mutex<Connection>,
    commit: Commit,
    mut rows: Rows,
    end: Instant,
) -> Result<(Rows, Vec<f64>)> {
    let mut each = Vec::new();
    loop {
        let began = Instant::now();
        if began >= end {
            return Ok((rows, each));
        }
        once(connection, commit, &mut rows)?;
        each.push(micros(began.elapsed()));
    }
}

fn once(connection: &Mutex<Connection>, commit: Commit, rows: &mut Rows) -> Result<()> {
    let lock = || connection.lock().unwrap_or_else(PoisonError::into_inner);
    match commit {
        Commit::Message => {
            let row = rows.next();
            add_message(&lock(), &row)
        }
        Commit::WithEntry => {
            let row = rows.next();
            let connection = lock();
            let transaction = connection.unchecked_transaction()?;
            add_entry(&transaction, &row)?;
            add_message(&transaction, &row)?;
            Ok(transaction.commit()?)
        }
        Commit::Group(size) => {
            let group: Vec<Row> = (0..size).map(|_| rows.next()).collect();
            let connection = lock();
            let transaction = connection.unchecked_transaction()?;
            group.iter().try_for_each(|row| add_message(&transaction, row))?;
            Ok(transaction.commit()?)
        }
    }
}

fn add_message(connection: &Connection, row: &Row) -> Result<()> {
    connection.prepare_cached(ADD_MESSAGE)?.execute(params![
        WORKSPACE,
        row.conversation,
        row.seq,
        row.message,
        "comment",
        "contact",
        CONTACT,
        0,
        row.body,
        row.at,
        row.at
    ])?;
    Ok(())
}

fn add_entry(connection: &Connection, row: &Row) -> Result<()> {
    connection.prepare_cached(ADD_ENTRY)?.execute(params![
        WORKSPACE,
        row.change,
        0,
        row.at,
        "contact",
        CONTACT,
        "message.sent",
        "message",
        row.message.to_string(),
        row.facts
    ])?;
    Ok(())
}
