//! A vault on PostgreSQL: a database of its own, on an instance of its own, without archive and outside the backup
//! job, because an instance's write-ahead log and backups keep what was replaced.

use std::sync::Arc;

use super::place::{Meta, meta, meta_params};
use super::{VaultError, sql};
use crate::failure::OpenError;
use crate::param::{Count, Param};
use crate::params;
use crate::postgres::{Connection, Connector, SYSTEM_IDENTIFIER, Shared, Target, Unrun};
use crate::row::Row;
use crate::statement::Statement;
use crate::store::Options;

pub(super) struct Remote(Shared);

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
        let shared = Shared::new(Arc::new(connector));
        shared.get().await.map_err(|error| unusable(&OpenError::from(error)))?;
        Ok(Self(shared))
    }

    /// The vault as it is, or `fresh` made durable, in one transaction that others wait for.
    pub(super) async fn open_or_create(
        &self,
        fresh: &(Meta, Vec<u8>),
    ) -> Result<(Meta, Vec<u8>), VaultError> {
        let connection = self.connection().await?;
        connection.run(TURN).await.map_err(|error| unusable(&error))?;
        let opened = open_or_create(&connection, fresh).await;
        let end = if opened.is_ok() { "COMMIT" } else { "ROLLBACK" };
        connection.run(end).await.map_err(|error| unusable(&error))?;
        opened
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

    /// Whether exactly one row changed.
    pub(super) async fn execute(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<bool, VaultError> {
        let connection = self.connection().await?;
        let answer = connection.execute(statement, params).await;
        Ok(self.settle(&connection, answer).await? == 1)
    }

    pub(super) async fn system_identifier(&self) -> Result<String, VaultError> {
        let row = self.rows(&SYSTEM_IDENTIFIER, &[]).await?.into_iter().next().ok_or(VaultError::Busy)?;
        row.cells().text(|text| Some(text.to_owned())).map_err(|_| VaultError::Busy)
    }

    async fn connection(&self) -> Result<Arc<Connection>, VaultError> {
        self.0.get().await.map_err(|_| VaultError::Busy)
    }

    async fn settle<T>(
        &self,
        connection: &Arc<Connection>,
        answer: Result<T, Unrun>,
    ) -> Result<T, VaultError> {
        if answer.is_err() {
            self.0.forget(connection).await;
        }
        answer.map_err(|_| VaultError::Busy)
    }
}

async fn open_or_create(
    connection: &Connection,
    fresh: &(Meta, Vec<u8>),
) -> Result<(Meta, Vec<u8>), VaultError> {
    if count(connection, &IS_DATA).await? != 0 {
        let why = "this database holds the data: the vault needs one of its own, on another instance";
        return Err(VaultError::Unusable(why.to_owned()));
    }
    connection.run(sql::TABLES).await.map_err(|error| unusable(&error))?;
    if let Some(row) = first(connection, &sql::READ_META).await? {
        let epoch = first(connection, &sql::READ_EPOCH).await?.ok_or(VaultError::DamagedEpoch)?;
        return Ok((meta(row)?, epoch.cells().bytes().map_err(|_| VaultError::DamagedEpoch)?));
    }
    let (meta, wrapped) = fresh;
    let added = connection.execute(&sql::ADD_META, &meta_params(meta)).await;
    added.map_err(|_| VaultError::Busy)?;
    let epoch = params![Count(1), Param::bytes(wrapped.clone())];
    connection.execute(&sql::ADD_EPOCH, &epoch).await.map_err(|_| VaultError::Busy)?;
    Ok((*meta, wrapped.clone()))
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
