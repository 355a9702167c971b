//! Statements prepared on a connection, their parameters checked before anything is sent: the driver never sends
//! what it cannot encode, but a commit pipelined behind it would go out all the same.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Mutex, PoisonError};

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::connect::Connection;
use crate::change::Expected;
use crate::failure::Unprepared;
use crate::param::{Param, Value};
use crate::query::Query;
use crate::row::{Cell, Row};
use crate::statement::Statement;

/// So many questions that were put together are kept prepared; then the connection starts anew.
const KEPT: usize = 256;

/// By statement, and whether in its checked form.
#[derive(Default)]
pub(super) struct Prepared {
    statements: Mutex<HashMap<(usize, bool), tokio_postgres::Statement>>,
    /// Those that were put together, by their text.
    queries: Mutex<HashMap<String, tokio_postgres::Statement>>,
}

/// Why a statement did not run.
pub(crate) enum Unrun {
    /// A parameter does not fit; nothing was sent.
    Params,
    /// The driver's error.
    Driver(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for Unrun {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Driver(error)
    }
}

impl Connection {
    /// The statement, ready on this connection; in the form that raises on a wrong row count if one is expected.
    pub(super) async fn ready(
        &self,
        statement: &'static Statement,
        expected: Expected,
    ) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {
        let checked = matches!(expected, Expected::Rows(_));
        let key = (statement.key(), checked);
        if let Some(known) = self.prepared.lock().get(&key) {
            return Ok(known.clone());
        }
        let new = if checked {
            self.client.prepare(&checked_form(statement.sql)).await?
        } else {
            self.client.prepare(statement.sql).await?
        };
        self.prepared.lock().insert(key, new.clone());
        Ok(new)
    }

    /// All rows of the answer.
    pub(crate) async fn rows(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, Unrun> {
        self.all(&self.ready(statement, Expected::Any).await?, params).await
    }

    /// All rows of the answer to a question that was put together.
    pub(super) async fn answers(&self, query: &Query) -> Result<Vec<Row>, Unrun> {
        let known = self.prepared.queries().get(query.sql()).cloned();
        let ready = if let Some(known) = known {
            known
        } else {
            let new = self.client.prepare(query.sql()).await?;
            let mut queries = self.prepared.queries();
            if queries.len() >= KEPT {
                queries.clear();
            }
            queries.insert(query.sql().to_owned(), new.clone());
            new
        };
        self.all(&ready, query.params()).await
    }

    async fn all(&self, ready: &tokio_postgres::Statement, params: &[Param]) -> Result<Vec<Row>, Unrun> {
        let values: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|param| &param.0 as &(dyn ToSql + Sync)).collect();
        if !fit(ready.params(), params.iter().map(|param| &param.0)) {
            return Err(Unrun::Params);
        }
        self.client.query(ready, &values).await?.iter().map(row).collect()
    }

    /// The number of rows that the statement changed.
    pub(crate) async fn execute(
        &self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<u64, Unrun> {
        let ready = self.ready(statement, Expected::Any).await?;
        if !fit(ready.params(), params.iter().map(|param| &param.0)) {
            return Err(Unrun::Params);
        }
        Ok(self.client.execute_raw(&ready, params.iter().map(|param| &param.0)).await?)
    }

    /// Prepares the statement in the forms in which it will run, and holds it to the portable subset.
    pub(super) async fn check(&self, statement: &'static Statement) -> Result<(), Unprepared> {
        let refused = |reason| Unprepared { name: statement.name, reason };
        let forms: &[Expected] =
            if statement.writes() { &[Expected::Any, Expected::Rows(1)] } else { &[Expected::Any] };
        for form in forms {
            if matches!(form, Expected::Rows(_)) && statement.sql.contains("RETURNING") {
                continue;
            }
            let said = |error: tokio_postgres::Error| {
                error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
            };
            let ready = self.ready(statement, *form).await.map_err(|error| refused(said(error)))?;
            let columns = ready.columns().iter().map(tokio_postgres::Column::type_);
            if let Some(foreign) = ready.params().iter().chain(columns).find(|kind| !portable(kind)) {
                return Err(refused(format!("{foreign} is not BIGINT, TEXT or BYTEA: cast it")));
            }
        }
        Ok(())
    }
}

impl Prepared {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(usize, bool), tokio_postgres::Statement>> {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queries(&self) -> std::sync::MutexGuard<'_, HashMap<String, tokio_postgres::Statement>> {
        self.queries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The statement wrapped so that the server raises, before the commit arrives, unless it changed as many rows as
/// the last parameter says.
fn checked_form(sql: &str) -> String {
    let last = highest_parameter(sql) + 1;
    format!("WITH hit AS ({sql} RETURNING 1) SELECT troth_expect((SELECT count(*) FROM hit), ${last})")
}

fn highest_parameter(sql: &str) -> u32 {
    let numbers = sql.split('$').skip(1).map(|after| {
        let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        after.get(..digits).and_then(|number| number.parse().ok()).unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

const fn portable(kind: &Type) -> bool {
    matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
}

/// Whether the values are as many as the types, and each of its type.
pub(super) fn fit<'a>(types: &[Type], values: impl ExactSizeIterator<Item = &'a Value>) -> bool {
    types.len() == values.len()
        && types.iter().zip(values).all(|(kind, value)| match value {
            Value::Null => portable(kind),
            Value::Int(_) => *kind == Type::INT8,
            Value::Text(text) => *kind == Type::TEXT && !text.contains('\0'),
            Value::Bytes(_) => *kind == Type::BYTEA,
        })
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql(kind, out),
            Self::Text(text) => text.as_ref().to_sql(kind, out),
            Self::Bytes(bytes) => bytes.as_slice().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        portable(kind)
    }

    to_sql_checked!();
}

fn row(from: &tokio_postgres::Row) -> Result<Row, Unrun> {
    let cells = from.columns().iter().enumerate().map(|(at, column)| {
        Ok(match *column.type_() {
            Type::INT8 => from.try_get::<_, Option<i64>>(at)?.map_or(Cell::Null, Cell::Int),
            Type::BYTEA => from.try_get::<_, Option<Vec<u8>>>(at)?.map_or(Cell::Null, Cell::Bytes),
            _ => from.try_get::<_, Option<String>>(at)?.map_or(Cell::Null, Cell::Text),
        })
    });
    cells.collect::<Result<_, tokio_postgres::Error>>().map(Row).map_err(Unrun::Driver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_count_is_the_parameter_after_the_last() {
        assert_eq!(highest_parameter("UPDATE t SET a = $2 WHERE b = $10 AND c = $1"), 10);
        assert!(checked_form("DELETE FROM t").ends_with("FROM hit), $1)"));
    }

    #[test]
    fn values_must_be_of_the_types_the_server_told() {
        let types = [Type::INT8, Type::TEXT];
        let fits = |values: &[Value]| fit(&types, values.iter());
        assert!(fits(&[Value::Int(1), Value::Text("a".into())]));
        assert!(fits(&[Value::Null, Value::Null]));
        assert!(!fits(&[Value::Text("1".into()), Value::Text("a".into())]));
        assert!(!fits(&[Value::Int(1), Value::Text("a\0".into())]));
        assert!(!fits(&[Value::Int(1)]));
    }
}
