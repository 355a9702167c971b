//! A vault on PostgreSQL: a database of its own, on an instance of its own, without archive and outside the backup
//! job, because an instance's write-ahead log and backups keep what was replaced.

use std::sync::Arc;

use super::place::{Meta, meta, meta_params, number, root};
use super::write::{Step, Turn, Write, Written};
use super::{VaultError, sql};
use crate::failure::OpenError;
use crate::param::{Count, Param};
use crate::params;
use crate::postgres::{Connection, Connector, SYSTEM_IDENTIFIER, Shared, Target, Unrun};
use crate::row::Row;
use crate::statement::Statement;
use crate::store::Options;

pub(super) struct Remote {
    connector: Arc<Connector>,
    reads: Shared,
    /// A transaction has the connection to itself.
    writes: tokio::sync::Mutex<Shared>,
}

/// Servers that start together take turns by this number.
const TURN: &str = "BEGIN; SELECT pg_advisory_xact_lock(7309453816521)";

static IS_DATA: Statement = Statement {
    name: "IS_DATA",
    sql: "SELECT CAST(COUNT(*) AS BIGINT) FROM information_schema.tables \
          WHERE table_schema = current_schema() AND table_name = 'schema_migrations'",
};

impl Remote {
    pub(super) async fn connect(target: &Target) -> Result<Self, VaultError> {
        let connector = Connector::new(target, &Options::default()).map_err(|error| unusable(&error))?;
        let connector = Arc::new(connector);
        let reads = Shared::new(Arc::clone(&connector));
        reads.get().await.map_err(|error| unusable(&OpenError::from(error)))?;
        let writes = tokio::sync::Mutex::new(Shared::new(Arc::clone(&connector)));
        Ok(Self { connector, reads, writes })
    }

    /// The vault as it is, brought up to date, or `fresh` made durable, in one transaction that others wait for.
    pub(super) async fn open_or_create(
        &self,
        fresh: &(Meta, Vec<u8>),
        known: &(dyn Fn(&Meta) -> Result<(), VaultError> + Sync),
    ) -> Result<(Meta, Vec<u8>), VaultError> {
        let connection = self.connection().await?;
        connection.run(TURN).await.map_err(|error| unusable(&error))?;
        let opened = open_or_create(&connection, fresh, known).await;
        let end = if opened.is_ok() { "COMMIT" } else { "ROLLBACK" };
        connection.run(end).await.map_err(|error| unusable(&error))?;
        opened
    }

    /// The wrapped key of the epoch.
    pub(super) async fn epoch(&self, number: u64) -> Result<Vec<u8>, VaultError> {
        for row in self.rows(&sql::READ_EPOCHS, &[]).await? {
            let mut cells = row.cells();
            let damaged = |_| VaultError::DamagedEpoch;
            if u64::try_from(cells.count().map_err(damaged)?) == Ok(number) {
                return cells.bytes().map_err(damaged);
            }
        }
        Err(VaultError::DamagedEpoch)
    }

    /// One durable transaction.
    pub(super) async fn write(&self, write: &Write) -> Result<Written, VaultError> {
        self.transaction(write, None).await
    }

    /// One durable transaction that also puts every record under the next epoch's key. The old key stays until no
    /// server needs it.
    pub(super) async fn write_in_next_epoch(
        &self,
        write: &Write,
        turn: &Turn<'_>,
    ) -> Result<Written, VaultError> {
        self.transaction(write, Some(turn)).await
    }

    async fn transaction(&self, write: &Write, turn: Option<&Turn<'_>>) -> Result<Written, VaultError> {
        let writes = self.writes.lock().await;
        let connection = writes.get().await.map_err(|_| VaultError::Busy)?;
        let outcome = transaction(&connection, write, turn).await;
        if outcome.is_err() {
            writes.forget(&connection).await;
        }
        outcome
    }

    pub(super) async fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, VaultError> {
        let connection = self.connection().await?;
        let answer = connection.rows(statement, params).await;
        self.settle(&connection, answer).await
    }

    /// How many rows a statement of its own changed.
    pub(super) async fn execute(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<u64, VaultError> {
        let connection = self.connection().await?;
        let answer = connection.execute(statement, params).await;
        self.settle(&connection, answer).await
    }

    /// What connections are made with.
    pub(super) fn connector(&self) -> Arc<Connector> {
        Arc::clone(&self.connector)
    }

    /// Runs SQL without parameters and without an answer.
    pub(super) async fn run(&self, sql: &str) -> Result<(), VaultError> {
        let connection = self.connection().await?;
        let done = connection.run(sql).await;
        if done.is_err() {
            self.reads.forget(&connection).await;
        }
        done.map_err(|_| VaultError::Busy)
    }

    pub(super) async fn system_identifier(&self) -> Result<String, VaultError> {
        let row = self.rows(&SYSTEM_IDENTIFIER, &[]).await?.into_iter().next().ok_or(VaultError::Busy)?;
        row.cells().text(|text| Some(text.to_owned())).map_err(|_| VaultError::Busy)
    }

    async fn connection(&self) -> Result<Arc<Connection>, VaultError> {
        self.reads.get().await.map_err(|_| VaultError::Busy)
    }

    async fn settle<T>(
        &self,
        connection: &Arc<Connection>,
        answer: Result<T, Unrun>,
    ) -> Result<T, VaultError> {
        if answer.is_err() {
            self.reads.forget(connection).await;
        }
        answer.map_err(|_| VaultError::Busy)
    }
}

/// Begins, holds the epoch still, runs the steps, commits; rolls back at the first that does not hold.
async fn transaction(
    connection: &Connection,
    write: &Write,
    turn: Option<&Turn<'_>>,
) -> Result<Written, VaultError> {
    connection.run("BEGIN").await.map_err(|_| VaultError::Busy)?;
    let hold = if write.alone { &sql::shared::TAKE_EPOCH } else { &sql::shared::HOLD_EPOCH };
    let holds = number(first(connection, hold).await?) == Some(write.epoch);
    let mut done = holds && run(connection, &write.steps).await?;
    if done && let Some(turn) = turn {
        let steps = turning(connection, turn).await?;
        done = run(connection, &steps).await?;
    }
    let end = if done { "COMMIT" } else { "ROLLBACK" };
    connection.run(end).await.map_err(|_| VaultError::Busy)?;
    Ok(if done { Written::Done } else { Written::Conflict })
}

/// The steps that put every record under the next epoch's key.
async fn turning(connection: &Connection, turn: &Turn<'_>) -> Result<Vec<Step>, VaultError> {
    let number = i64::try_from(turn.number).map_err(|_| VaultError::Generation)?;
    let now = first(connection, &sql::shared::NOW).await?.ok_or(VaultError::Busy)?;
    let now = now.cells().count().map_err(|_| VaultError::Busy)?;
    let mut steps = vec![
        Step::one(&sql::ADD_EPOCH, params![Count(number), Param::bytes(turn.wrapped.to_vec())]),
        Step::one(&sql::SET_EPOCH_NUMBER, params![Count(number), Count(now)]),
    ];
    for row in connection.rows(&sql::READ_ROOTS, &[]).await.map_err(|_| VaultError::Busy)? {
        let (workspace, sealed) = root(row)?;
        if let Some(sealed) = (turn.reseal)(workspace, &sealed)? {
            steps.push(Step::one(&sql::RESEAL_ROOT, params![workspace, Param::bytes(sealed)]));
        }
    }
    Ok(steps)
}

async fn run(connection: &Connection, steps: &[Step]) -> Result<bool, VaultError> {
    for step in steps {
        let changed = connection.execute(step.statement, &step.params).await.map_err(|_| VaultError::Busy)?;
        if step.rows.is_some_and(|rows| rows != changed) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn open_or_create(
    connection: &Connection,
    fresh: &(Meta, Vec<u8>),
    known: &(dyn Fn(&Meta) -> Result<(), VaultError> + Sync),
) -> Result<(Meta, Vec<u8>), VaultError> {
    if count(connection, &IS_DATA).await? != 0 {
        let why = "this database holds the data: the vault needs one of its own, on another instance";
        return Err(VaultError::Unusable(why.to_owned()));
    }
    connection.run(sql::TABLES).await.map_err(|error| unusable(&error))?;
    if let Some(row) = first(connection, &sql::READ_META).await? {
        let meta = meta(row)?;
        known(&meta)?;
        upgrade(connection, meta.version).await?;
        let current = number(first(connection, &sql::READ_EPOCH_NUMBER).await?);
        let epochs = connection.rows(&sql::READ_EPOCHS, &[]).await.map_err(|_| VaultError::Busy)?;
        for row in epochs {
            let mut cells = row.cells();
            if cells.count().ok().and_then(|number| u64::try_from(number).ok()) == current {
                return Ok((meta, cells.bytes().map_err(|_| VaultError::DamagedEpoch)?));
            }
        }
        return Err(VaultError::DamagedEpoch);
    }
    let (meta, wrapped) = fresh;
    let added = connection.execute(&sql::ADD_META, &meta_params(meta)).await;
    added.map_err(|_| VaultError::Busy)?;
    upgrade(connection, 1).await?;
    let epoch = params![Count(1), Param::bytes(wrapped.clone())];
    connection.execute(&sql::ADD_EPOCH, &epoch).await.map_err(|_| VaultError::Busy)?;
    Ok((*meta, wrapped.clone()))
}

async fn upgrade(connection: &Connection, from: i64) -> Result<(), VaultError> {
    for (_, sql) in sql::UPGRADES.iter().filter(|(version, _)| *version > from) {
        connection.run(sql).await.map_err(|error| unusable(&error))?;
    }
    Ok(())
}

async fn first(connection: &Connection, statement: &'static Statement) -> Result<Option<Row>, VaultError> {
    Ok(connection.rows(statement, &[]).await.map_err(|_| VaultError::Busy)?.into_iter().next())
}

async fn count(connection: &Connection, statement: &'static Statement) -> Result<i64, VaultError> {
    let row = first(connection, statement).await?.ok_or(VaultError::Busy)?;
    row.cells().count().map_err(|_| VaultError::Busy)
}

fn unusable(error: &OpenError) -> VaultError {
    VaultError::Unusable(error.to_string())
}
