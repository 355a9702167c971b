//! PostgreSQL by its driver: a connection a client, statements prepared, every answer awaited.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio_postgres::{Client, NoTls, Statement};

use super::Commit;
use super::rows::{ADD_ENTRY, ADD_MESSAGE, CONTACT, READ_PAGE, Row, Rows, Sizes, WORKSPACE};
use crate::load::{CLIENTS, Load as _, Outcome, Tasks, Work};

/// A database.
pub(crate) struct Postgres {
    url: String,
    conversations: AtomicI64,
    ids: Arc<AtomicI64>,
}

/// Connects over plain TCP on this machine, as the store does there.
pub(crate) async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

impl Postgres {
    pub(super) fn of(url: String) -> Self {
        Self { url, conversations: AtomicI64::new(1), ids: Arc::new(AtomicI64::new(1)) }
    }

    pub(super) async fn load(&self, commit: Commit, sizes: Sizes) -> Result<Writers> {
        let clients = if matches!(commit, Commit::Group(_)) { 1 } else { CLIENTS };
        let mut writers = Vec::with_capacity(clients);
        for _ in 0..clients {
            let conversation = self.conversations.fetch_add(1, Ordering::Relaxed);
            let client = connect(&self.url).await?;
            let message = client.prepare(ADD_MESSAGE).await?;
            let entry = client.prepare(ADD_ENTRY).await?;
            let rows = Rows::of(conversation, &self.ids, sizes);
            writers.push(Writer { client, message, entry, rows, commit });
        }
        let things = if let Commit::Group(size) = commit { f64::from(u32::try_from(size)?) } else { 1.0 };
        Ok(Writers { tasks: Tasks(writers), things })
    }
}

/// Clients, each a task with a connection.
pub(crate) struct Writers {
    tasks: Tasks<Writer>,
    things: f64,
}

impl Writers {
    pub(super) async fn round(&mut self, duration: Duration) -> Result<Outcome> {
        let outcome = self.tasks.round(duration).await?;
        Ok(Outcome { per_second: outcome.per_second * self.things, ..outcome })
    }
}

struct Writer {
    client: Client,
    message: Statement,
    entry: Statement,
    rows: Rows,
    commit: Commit,
}

impl Work for Writer {
    async fn once(&mut self) -> Result<()> {
        match self.commit {
            Commit::Message => {
                let row = self.rows.next();
                self.add_message(&row).await
            }
            Commit::WithEntry => {
                let row = self.rows.next();
                self.client.batch_execute("BEGIN").await?;
                self.add_entry(&row).await?;
                self.add_message(&row).await?;
                Ok(self.client.batch_execute("COMMIT").await?)
            }
            Commit::Group(size) => {
                self.client.batch_execute("BEGIN").await?;
                for _ in 0..size {
                    let row = self.rows.next();
                    self.add_message(&row).await?;
                }
                Ok(self.client.batch_execute("COMMIT").await?)
            }
        }
    }
}

impl Writer {
    async fn add_message(&self, row: &Row) -> Result<()> {
        self.client
            .execute(
                &self.message,
                &[
                    &WORKSPACE,
                    &row.conversation,
                    &row.seq,
                    &row.message,
                    &"comment",
                    &"contact",
                    &CONTACT,
                    &0_i64,
                    &row.body,
                    &row.at,
                    &row.at,
                ],
            )
            .await?;
        Ok(())
    }

    async fn add_entry(&self, row: &Row) -> Result<()> {
        let object = row.message.to_string();
        self.client
            .execute(
                &self.entry,
                &[
                    &WORKSPACE,
                    &row.change,
                    &0_i64,
                    &row.at,
                    &"contact",
                    &CONTACT,
                    &"message.sent",
                    &"message",
                    &object,
                    &row.facts,
                ],
            )
            .await?;
        Ok(())
    }
}

/// A connection that reads pages.
pub(crate) struct Reader {
    client: Client,
    statement: Statement,
}

impl Reader {
    /// Connects and prepares.
    pub(crate) async fn connect(url: &str) -> Result<Self> {
        let client = connect(url).await?;
        let statement = client.prepare(READ_PAGE).await?;
        Ok(Self { client, statement })
    }

    /// Reads a page of a conversation, every value of it; answers how many rows.
    pub(crate) async fn page(&self, workspace: &str, conversation: i64, limit: i64) -> Result<usize> {
        let asked: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
            [&workspace, &conversation, &i64::MAX, &1_i64, &limit];
        let rows = self.client.query(&self.statement, &asked).await?;
        let mut bytes = 0;
        for row in &rows {
            let body: Option<Vec<u8>> = row.try_get(8)?;
            let texts: [String; 3] = [row.try_get(3)?, row.try_get(4)?, row.try_get(5)?];
            bytes += body.map_or(0, |body| body.len()) + texts.iter().map(String::len).sum::<usize>();
        }
        std::hint::black_box(bytes);
        Ok(rows.len())
    }
}
