//! The store as the rest of the program sees it: the same on both engines.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use privacy::Id;
use privacy::ids::{Number, Workspace};

use crate::address::StoreAddress;
use crate::change::{Change, Work};
use crate::events::{Audience, Event, Events, Publisher};
use crate::failure::{Applied, Failed, OpenError, ReadFailed, Unprepared};
use crate::leases::Leases;
use crate::log::Waiting;
use crate::numbers::{self, Series};
use crate::param::Param;
use crate::postgres::Postgres;
use crate::query::Query;
use crate::row::Row;
use crate::sqlite::Sqlite;
use crate::statement::Statement;

/// How much the store takes on at once. The defaults suit a small server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Changes that may wait for the embedded writer, and reads for its readers, before `Busy`.
    pub queue: usize,
    /// How long a change or read may wait to be taken on before `Busy`.
    pub patience: Duration,
    /// Changes that the embedded writer stores in one commit at most.
    pub group: usize,
    /// Connections to PostgreSQL for changes.
    pub writers: usize,
    /// Connections to PostgreSQL for reads, which share them.
    pub readers: usize,
    /// How long a change is submitted again over lost connections before `InDoubt`.
    pub persistence: Duration,
    /// How long PostgreSQL may work on one statement.
    pub statement_timeout: Duration,
    /// The most bytes that the embedded database may grow to; changes beyond it are `Full`. None: what the disk has.
    pub limit: Option<u64>,
    /// Events kept for a slow receiver before it is told that it missed some.
    pub events: usize,
    /// How long events are kept on PostgreSQL for a server that cannot read them.
    pub events_kept: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue: 1_024,
            patience: Duration::from_secs(5),
            group: 128,
            writers: 32,
            readers: 4,
            persistence: Duration::from_secs(30),
            statement_timeout: Duration::from_secs(15),
            limit: None,
            events: 1_024,
            events_kept: Duration::from_mins(1),
        }
    }
}

/// The data store. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    engine: Engine,
    events: Publisher,
    numbers: Leases<numbers::Key, ()>,
    unlogged: Waiting,
}

pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Store {
    /// Opens the store and brings its schema up to date; refuses a newer schema, and another server's folder.
    pub async fn open(address: StoreAddress, options: Options) -> Result<Self, OpenError> {
        let events = Publisher::new(options.events);
        let engine = match address {
            StoreAddress::Folder(folder) => {
                Engine::Sqlite(Sqlite::open(folder, &options, events.clone()).await?)
            }
            StoreAddress::Postgres(target) => {
                Engine::Postgres(Postgres::open(target, options, events.clone()).await?)
            }
        };
        Ok(Self(Arc::new(Inner { engine, events, numbers: Leases::new(), unlogged: Waiting::default() })))
    }

    /// Stores a change, durably and whole, or nothing of it. Goes on if the caller stops waiting.
    pub async fn commit(&self, change: Change) -> Result<Applied, Failed> {
        let workspace = change.workspace();
        let applied = self.apply(change.into_work()?).await?;
        self.0.unlogged.note(workspace);
        Ok(applied)
    }

    /// The workspaces in which this server committed entries since the last call; waits until there is one.
    pub async fn unlogged(&self) -> BTreeSet<Id<Workspace>> {
        self.0.unlogged.take().await
    }

    pub(crate) async fn apply(&self, work: Work) -> Result<Applied, Failed> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.commit(work).await,
            Engine::Postgres(postgres) => postgres.commit(work).await,
        }
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// All rows of the answer.
    pub async fn rows(
        &self,
        statement: &'static Statement,
        params: Vec<Param>,
    ) -> Result<Vec<Row>, ReadFailed> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.rows(statement, params).await,
            Engine::Postgres(postgres) => postgres.rows(statement, params).await,
        }
    }

    /// The first row of the answer, if there is one.
    pub async fn row(
        &self,
        statement: &'static Statement,
        params: Vec<Param>,
    ) -> Result<Option<Row>, ReadFailed> {
        Ok(self.rows(statement, params).await?.into_iter().next())
    }

    /// All rows of the answer to a question that was put together.
    pub async fn answers(&self, query: Query) -> Result<Vec<Row>, ReadFailed> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.answers(query).await,
            Engine::Postgres(postgres) => postgres.answers(&query).await,
        }
    }

    /// Empties what the engine keeps of changes beside the tables, so that nothing deleted can be read there; `false`
    /// while somebody still reads from it: try again. PostgreSQL keeps its write-ahead log as long as it likes: `true`.
    pub async fn empty_log(&self) -> Result<bool, Failed> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.empty_log().await,
            Engine::Postgres(_) => Ok(true),
        }
    }

    /// A number that the series of this workspace never had: from 1, ascending on one server, with gaps.
    pub async fn number(&self, workspace: Id<Workspace>, series: Series) -> Result<Number, Failed> {
        let lease = async || {
            let next = match &self.0.engine {
                Engine::Sqlite(sqlite) => sqlite.lease(workspace, series).await?,
                Engine::Postgres(postgres) => postgres.lease(workspace, series).await?,
            };
            numbers::block_before(next).map(|block| ((), block)).ok_or(Failed::Broken)
        };
        let ((), number) = self.0.numbers.next((workspace, series), lease).await?;
        numbers::checked(number)
    }

    /// Subscribes to what happens from now on and concerns `audience`.
    pub fn events(&self, audience: Audience) -> Events {
        self.0.events.subscribe(audience)
    }

    /// Tells every open screen of the deployment what matters for seconds only and is stored nowhere. It may get lost.
    pub fn whisper(&self, event: Event) {
        self.0.events.publish(&[event]);
        if let Engine::Postgres(postgres) = &self.0.engine {
            postgres.whisper(event);
        }
    }

    /// Whether the store answers and takes changes: for readiness checks.
    pub async fn check(&self) -> Result<(), ReadFailed> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.check().await,
            Engine::Postgres(postgres) => postgres.check().await,
        }
    }

    /// Ends what is under way, refuses what comes after, and leaves the files tidy.
    pub async fn close(&self) {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }

    /// Prepares every statement, and where the engine has types, checks them against the portable subset.
    pub async fn prepare_all(&self, statements: &[&'static Statement]) -> Result<(), Unprepared> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.prepare_all(statements).await,
            Engine::Postgres(postgres) => postgres.prepare_all(statements).await,
        }
    }

    /// PostgreSQL's own identifier of the instance, by which store and vault are told apart; none if embedded.
    pub async fn system_identifier(&self) -> Result<Option<String>, ReadFailed> {
        match &self.0.engine {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(postgres) => postgres.system_identifier().await.map(Some),
        }
    }

    /// Every (table, column) as it is stored, for comparing with the register.
    pub async fn columns(&self) -> Result<Vec<(String, String)>, ReadFailed> {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.columns().await,
            Engine::Postgres(postgres) => postgres.columns().await,
        }
    }
}
