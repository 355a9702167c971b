//! PostgreSQL: changes pipelined in one round trip from a pool, reads over a few shared connections, and one
//! connection over which servers hear of each other's events.

mod connect;
mod fault;
mod jobs;
mod prepared;
mod reads;
mod relay;
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
use self::relay::Relay;
pub use self::target::Target;
pub use self::tls::trusted_roots;
use self::write::Writes;
use crate::change::Work;
use crate::events::{Event, Publisher};
use crate::failure::{Applied, Failed, OpenError, ReadFailed, Unprepared};
use crate::numbers::{BLOCK, LEASE_NUMBERS, Series};
use crate::param::{Code, Count, Param};
use crate::params;
use crate::query::Query;
use crate::row::Row;
use crate::statement::Statement;
use crate::store::Options;

/// An open store on PostgreSQL.
pub(crate) struct Postgres {
    writes: Arc<Writes>,
    reads: Reads,
    relay: Relay,
    /// What no other start of a server was ever called.
    server: i64,
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
    pub(crate) async fn open(target: Target, options: Options, events: Publisher) -> Result<Self, OpenError> {
        let connector = Arc::new(Connector::new(&target, &options)?);
        schema::bring_up_to_date(&connector).await?;
        let writes = Arc::new(Writes::new(Arc::clone(&connector), options.clone()));
        let server = lease(&writes, Id::<Workspace>::OPERATOR, Series::Servers).await;
        let server = server.map_err(|failed| OpenError(failed.to_string()))?;
        let relay = Relay::start(Arc::clone(&connector), server, events, &options).await?;
        Ok(Self { writes, reads: Reads::new(&connector, options.readers), relay, server })
    }

    /// In a task of its own, so that a caller who stops waiting does not stop the change.
    pub(crate) async fn commit(&self, mut work: Work) -> Result<Applied, Failed> {
        let turn = self.writes.turn().await?;
        let (writes, told) = (Arc::clone(&self.writes), self.relay.join(&mut work));
        let commit = async move {
            let applied = writes.commit(&work.steps).await;
            drop(turn);
            told.settle(applied);
            applied
        };
        tokio::spawn(commit).await.unwrap_or(Err(Failed::InDoubt))
    }

    /// Tells the other servers, and no table.
    pub(crate) fn whisper(&self, event: Event) {
        self.relay.whisper(event);
    }

    /// Takes a block of numbers; answers with the number after it.
    pub(crate) async fn lease(&self, workspace: Id<Workspace>, series: Series) -> Result<i64, Failed> {
        lease(&self.writes, workspace, series).await
    }

    pub(crate) async fn rows(
        &self,
        statement: &'static Statement,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, ReadFailed> {
        self.reads.rows(statement, &params).await
    }

    pub(crate) async fn answers(&self, query: &Query) -> Result<Vec<Row>, ReadFailed> {
        self.reads.answers(query).await
    }

    pub(crate) async fn check(&self) -> Result<(), ReadFailed> {
        self.reads.rows(&PING, &[]).await.map(drop)
    }

    pub(crate) async fn close(&self) {
        self.writes.close().await;
        self.relay.close();
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

async fn lease(writes: &Writes, workspace: Id<Workspace>, series: Series) -> Result<i64, Failed> {
    let params = params![workspace, Code(series.code()), Count(BLOCK)];
    writes.number(&LEASE_NUMBERS, &params).await?.ok_or(Failed::Broken)
}
