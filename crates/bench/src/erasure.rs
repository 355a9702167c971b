//! An erasure's acknowledgement, for people who wrote little and much, beside the physical deletion of as many rows with
//! the driver alone, as durable and with secure deletion, and beside the deletion of a row with a wrapped key.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use domain::erasure::{self, Source, State};
use rusqlite::Connection;
use tokio_postgres::NoTls;

use crate::load::{micros, percentile};
use crate::product::{Product, Talk};
use crate::scratch::{Engine, Scratch};
use crate::table::{Aim, Line, Table};
use crate::wrapped::WrappedKeys;

/// Messages of one person, and how many such people are erased.
const PEOPLE: [(i64, usize); 3] = [(10, 60), (10_000, 20), (100_000, 6)];
/// How often as many rows are deleted physically.
const DELETIONS: usize = 3;

/// Rows as large as a sealed message of 300 bytes.
const FILL_SQLITE: &str = "INSERT INTO messages (workspace_id, conversation_id, seq, message_id, kind, author_kind, author_id, \
    attachments, body, created_at, updated_at) WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?5) \
    SELECT ?1, ?2, x, ?4 + x, 'comment', 'contact', ?3, 0, randomblob(372), 1800000000000000 + x, 1800000000000000 + x FROM n";
const FILL_POSTGRES: &str = "INSERT INTO messages (workspace_id, conversation_id, seq, message_id, kind, author_kind, author_id, \
    attachments, body, created_at, updated_at) SELECT $1, $2, x, $4 + x, 'comment', 'contact', $3, 0, \
    decode(repeat(md5(x::text), 23), 'hex'), 1800000000000000 + x, 1800000000000000 + x FROM generate_series(1, $5::bigint) x";
const DELETE: &str = "DELETE FROM messages WHERE workspace_id = $1 AND conversation_id = $2";

/// The driver beside the open store.
enum Beside {
    Sqlite(Mutex<Connection>),
    Postgres(tokio_postgres::Client),
}

impl Beside {
    async fn open(scratch: &Scratch) -> Result<Self> {
        if let Some(url) = scratch.url()? {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            return Ok(Self::Postgres(client));
        }
        let connection = Connection::open(scratch.file())?;
        connection.execute_batch(
            "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON",
        )?;
        Ok(Self::Sqlite(Mutex::new(connection)))
    }

    const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Embedded,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Gives a conversation so many messages, with ids after `base`.
    async fn fill(&self, workspace: &str, talk: Talk, base: i64, messages: i64) -> Result<()> {
        let (conversation, contact) = (talk.conversation.raw().get(), talk.contact.to_string());
        let filled = match self {
            Self::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let values = rusqlite::params![workspace, conversation, contact, base, messages];
                u64::try_from(connection.execute(FILL_SQLITE, values)?)?
            }
            Self::Postgres(client) => {
                client
                    .execute(FILL_POSTGRES, &[&workspace, &conversation, &contact, &base, &messages])
                    .await?
            }
        };
        ensure!(filled == messages.unsigned_abs(), "{filled} rows were made");
        Ok(())
    }

    /// Deletes them; in SQLite also from the write-ahead log.
    async fn delete(&self, workspace: &str, talk: Talk) -> Result<()> {
        let conversation = talk.conversation.raw().get();
        match self {
            Self::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                connection.execute(DELETE, rusqlite::params![workspace, conversation])?;
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
            Self::Postgres(client) => {
                client.execute(DELETE, &[&workspace, &conversation]).await?;
            }
        }
        Ok(())
    }
}

/// Measures.
pub(crate) async fn measure(product: &Product, scratch: &Scratch, table: &mut Table) -> Result<()> {
    let (beside, mut keys) = (Beside::open(scratch).await?, WrappedKeys::make(scratch).await?);
    let (workspace, mut base) = (product.workspace.to_string(), 1_i64 << 40);
    for (messages, people) in PEOPLE {
        let mut wrote = async || -> Result<Talk> {
            let talk = product.talk().await?;
            beside.fill(&workspace, talk, base, messages).await?;
            base += messages;
            Ok(talk)
        };
        let (mut ours, mut raw) = (Vec::with_capacity(people), Vec::with_capacity(DELETIONS));
        let mut wrapped = Vec::with_capacity(people);
        for _ in 0..people {
            let talk = wrote().await?;
            let began = Instant::now();
            let asked = erasure::request(&product.d, &product.owner(), talk.contact, Source::Api).await;
            ours.push(micros(began.elapsed()));
            let asked = asked.context("the erasure was not taken")?;
            ensure!(asked.state == State::Shredded, "the keys did not end");
            wrapped.push(keys.end_one().await?);
        }
        for _ in 0..DELETIONS {
            let talk = wrote().await?;
            let began = Instant::now();
            beside.delete(&workspace, talk).await?;
            raw.push(micros(began.elapsed()));
        }
        for (part, name, aim) in [(0.5, "p50", Aim::None), (0.99, "p99", Aim::AtMostMillis(10.0))] {
            let what = format!(
                "erasure of a person with {messages} messages acknowledged, {name} of {people}; raw: their rows deleted"
            );
            let (ours, raw) = (percentile(ours.clone(), part), percentile(raw.clone(), 0.5));
            table.add(Line::of_times(beside.engine().name(), &what, ours, Some(raw), aim));
            let what = format!("the same, {name}; raw: the row of their wrapped key deleted, {name}");
            let raw = percentile(wrapped.clone(), part);
            table.add(Line::of_times(beside.engine().name(), &what, ours, Some(raw), Aim::None));
        }
    }
    Ok(())
}
