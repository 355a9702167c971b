//! Brings a PostgreSQL database up to date, one server at a time, and tells which columns it has.

use tokio_postgres::Client;

use super::connect::Connector;
use super::fault::WRONG_COUNT;
use crate::failure::{OpenError, ReadFailed};
use crate::migrations::{HISTORY, MIGRATIONS, Migration, NOTE_DONE, READ_HISTORY, missing};
use crate::row::Row;
use crate::statement::Statement;

/// Every table's columns.
pub(super) static COLUMNS: Statement = Statement {
    name: "COLUMNS",
    sql: "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns \
          WHERE table_schema = current_schema()",
};

/// Servers that start together take turns by this number.
const TURN: &str = "SELECT pg_advisory_xact_lock(7309453816520)";

/// Runs the migrations that are missing, all or none. A schema that is not ours is left untouched.
pub(super) async fn bring_up_to_date(connector: &Connector) -> Result<(), OpenError> {
    let connection = connector.connect().await?;
    let client = &connection.client;
    warn_unsafe(client).await;
    client.batch_execute(&format!("BEGIN; {TURN}")).await.map_err(|error| failed(&error))?;
    let history = history(client).await.map_err(|error| failed(&error))?;
    let missing = missing(MIGRATIONS, &history)?;
    migrate(client, missing).await.map_err(|error| failed(&error))?;
    client.batch_execute("COMMIT").await.map_err(|error| failed(&error))
}

fn failed(error: &tokio_postgres::Error) -> OpenError {
    let said = error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
    OpenError(format!("cannot bring PostgreSQL's schema up to date: {said}"))
}

async fn warn_unsafe(client: &Client) {
    let fsync = client.query_one("SHOW fsync", &[]).await.and_then(|row| row.try_get::<_, String>(0));
    if fsync.is_ok_and(|fsync| fsync == "off") {
        tracing::warn!("PostgreSQL runs with fsync = off: a power loss destroys data");
    }
}

async fn history(client: &Client) -> Result<Vec<(i64, String)>, tokio_postgres::Error> {
    let known = client.query_one("SELECT to_regclass('schema_migrations') IS NOT NULL", &[]).await?;
    if !known.try_get::<_, bool>(0)? {
        return Ok(Vec::new());
    }
    let rows = client.query(READ_HISTORY, &[]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

async fn migrate(client: &Client, missing: &[Migration]) -> Result<(), tokio_postgres::Error> {
    if missing.is_empty() {
        return Ok(());
    }
    client.batch_execute(HISTORY).await?;
    client.batch_execute(&expect_function()).await?;
    for migration in missing {
        client.batch_execute(migration.sql).await?;
        client.execute(NOTE_DONE, &[&migration.number, &migration.name, &migration.digest()]).await?;
    }
    Ok(())
}

/// The function that turns a wrong row count into an error; a changed one needs a new name.
fn expect_function() -> String {
    format!(
        "CREATE OR REPLACE FUNCTION troth_expect(hits BIGINT, wanted BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$ \
         BEGIN IF hits <> wanted THEN RAISE EXCEPTION 'wrong row count' USING ERRCODE = '{WRONG_COUNT}'; END IF; \
         RETURN hits; END $$"
    )
}

/// A row of `COLUMNS`.
pub(super) fn table_and_column(row: Row) -> Result<(String, String), ReadFailed> {
    let mut cells = row.cells();
    let mut name = || cells.text(|text| Some(text.to_owned()));
    Ok((name()?, name()?))
}
