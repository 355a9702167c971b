//! PostgreSQL: changes pipelined in one round trip from a pool, reads over a few shared connections.

mod connect;
mod fault;
mod prepared;
mod reads;
mod schema;
mod target;
mod tls;
mod write;

use std::sync::Arc;

use privacy::Id;
use privacy::ids::Workspace;

pub(crate) use self::connect::{Connection, Connector, Shared};
pub(crate) use self::prepared::Unrun;
use self::reads::Reads;
pub use self::target::Target;
use self::write::Writes;
use crate::change::Work;
use crate::events::Publisher;
use crate::failure::{Applied, Failed, OpenError, ReadFailed, Unprepared};
use crate::numbers::{BLOCK, LEASE_NUMBERS, Series};
use crate::param::{Code, Count, Param};
use crate::params;
use crate::row::Row;
use crate::statement::Statement;
use crate::store::Options;

/// An open store on PostgreSQL.
pub(crate) struct Postgres {
    writes: Arc<Writes>,
    reads: Reads,
}

/// Answers if the server does.
static PING: Statement = Statement { name: "PING", sql: "SELECT CAST(1 AS BIGINT)" };
/// The instance, whatever database.
pub(crate) static SYSTEM_IDENTIFIER: Statement = Statement {
    name: "SYSTEM_IDENTIFIER",
    sql: "SELECT CAST(system_identifier AS TEXT) FROM pg_control_system()",
};

impl Postgres {
    /// Connects, checks that commits are durable, and migrates.
    pub(crate) async fn open(target: Target, options: Options) -> Result<Self, OpenError> {
        let connector = Arc::new(Connector::new(&target, &options)?);
        schema::bring_up_to_date(&connector).await?;
        let reads = Reads::new(&connector, options.readers);
        Ok(Self { writes: Arc::new(Writes::new(connector, options)), reads })
    }

    /// In a task of its own, so that a caller who stops waiting does not stop the change.
    pub(crate) async fn commit(&self, work: Work, events: Publisher) -> Result<Applied, Failed> {
        let turn = self.writes.turn().await?;
        let writes = Arc::clone(&self.writes);
        let commit = async move {
            let applied = writes.commit(&work.steps).await;
            drop(turn);
            if applied == Ok(Applied::Now) {
                events.publish(&work.events);
            }
            applied
        };
        tokio::spawn(commit).await.unwrap_or(Err(Failed::InDoubt))
    }

    /// Takes a block of numbers; answers with the number after it.
    pub(crate) async fn lease(&self, workspace: Id<Workspace>, series: Series) -> Result<i64, Failed> {
        let params = params![workspace, Code(series.code()), Count(BLOCK)];
        self.writes.number(&LEASE_NUMBERS, &params).await
    }

    pub(crate) async fn rows(
        &self,
        statement: &'static Statement,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, ReadFailed> {
        self.reads.rows(statement, &params).await
    }

    pub(crate) async fn check(&self) -> Result<(), ReadFailed> {
        self.reads.rows(&PING, &[]).await.map(drop)
    }

    pub(crate) async fn close(&self) {
        self.writes.close().await;
        self.reads.close();
    }

    pub(crate) async fn prepare_all(&self, statements: &[&'static Statement]) -> Result<(), Unprepared> {
        self.reads.prepare_all(statements).await
    }

    pub(crate) async fn system_identifier(&self) -> Result<String, ReadFailed> {
        let rows = self.reads.rows(&SYSTEM_IDENTIFIER, &[]).await?;
        let row = rows.into_iter().next().ok_or(ReadFailed::Broken)?;
        Ok(row.cells().text(|text| Some(text.to_owned()))?)
    }

    /// Tables and columns as they are, for the register's test.
    pub(crate) async fn columns(&self) -> Result<Vec<(String, String)>, ReadFailed> {
        let rows = self.reads.rows(&schema::COLUMNS, &[]).await?;
        rows.into_iter().map(schema::table_and_column).collect()
    }
}
