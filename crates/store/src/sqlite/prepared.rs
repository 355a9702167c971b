//! A connection's prepared statements, kept for good: there are as many as the program has.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::fault;
use crate::failure::{ReadFailed, Unprepared};
use crate::param::{Param, Value};
use crate::query::Query;
use crate::row::{Cell, Row};
use crate::statement::Statement;

/// So many questions that were put together are kept prepared; then the connection starts anew.
const KEPT: usize = 256;

/// The statements prepared on one connection.
pub(crate) struct Prepared<'c> {
    connection: &'c Connection,
    statements: HashMap<usize, rusqlite::Statement<'c>>,
    /// Those that were put together, by their text.
    queries: HashMap<String, rusqlite::Statement<'c>>,
}

/// Why a statement did not run.
pub(crate) enum Unrun {
    /// It takes another number of parameters.
    Params,
    /// The engine's error.
    Engine(rusqlite::Error),
}

impl From<rusqlite::Error> for Unrun {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

impl<'c> Prepared<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self { connection, statements: HashMap::new(), queries: HashMap::new() }
    }

    pub(super) const fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// The number of rows that the statement changed.
    pub(crate) fn execute(
        &mut self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<usize, Unrun> {
        Ok(self.bound(statement, params)?.raw_execute()?)
    }

    /// The first cell of the first row, a number.
    pub(super) fn number(&mut self, statement: &'static Statement, params: &[Param]) -> Result<i64, Unrun> {
        let mut rows = self.bound(statement, params)?.raw_query();
        let number = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?.get(0)?;
        while rows.next()?.is_some() {}
        Ok(number)
    }

    /// All rows of the answer.
    pub(crate) fn rows(
        &mut self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<Vec<Row>, ReadFailed> {
        let rows = self.bound(statement, params).and_then(all);
        rows.map_err(|unrun| fault::of_read(statement.name, &unrun))
    }

    /// All rows of the answer to a question that was put together.
    pub(super) fn answers(&mut self, query: &Query) -> Result<Vec<Row>, ReadFailed> {
        self.asked(query).map_err(|unrun| fault::of_read(query.name(), &unrun))
    }

    fn asked(&mut self, query: &Query) -> Result<Vec<Row>, Unrun> {
        if self.queries.len() >= KEPT {
            self.queries.clear();
        }
        let prepared = match self.queries.entry(query.sql().to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.connection.prepare(&numbered(query.sql()))?),
        };
        bind(prepared, query.params())?;
        all(prepared)
    }

    /// Prepares the statement and throws it away.
    pub(super) fn check(&self, statement: &'static Statement) -> Result<(), Unprepared> {
        let refused = |reason| Unprepared { name: statement.name, reason };
        self.connection
            .prepare(&numbered(statement.sql))
            .map(drop)
            .map_err(|error| refused(error.to_string()))
    }

    fn bound(
        &mut self,
        statement: &'static Statement,
        params: &[Param],
    ) -> Result<&mut rusqlite::Statement<'c>, Unrun> {
        let prepared = match self.statements.entry(statement.key()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.connection.prepare(&numbered(statement.sql))?),
        };
        bind(prepared, params)?;
        Ok(prepared)
    }
}

fn bind(prepared: &mut rusqlite::Statement<'_>, params: &[Param]) -> Result<(), Unrun> {
    if prepared.parameter_count() != params.len() {
        return Err(Unrun::Params);
    }
    for (position, param) in (1..).zip(params) {
        prepared.raw_bind_parameter(position, &param.0)?;
    }
    Ok(())
}

/// Every row of a bound statement's answer.
fn all(prepared: &mut rusqlite::Statement<'_>) -> Result<Vec<Row>, Unrun> {
    let columns = prepared.column_count();
    let mut rows = prepared.raw_query();
    let mut answer = Vec::new();
    while let Some(row) = rows.next()? {
        let cells: rusqlite::Result<Vec<Cell>> = (0..columns).map(|at| cell(at, row.get_ref(at)?)).collect();
        answer.push(Row(cells?));
    }
    Ok(answer)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn cell(at: usize, value: ValueRef<'_>) -> rusqlite::Result<Cell> {
    match value {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(value) => Ok(Cell::Int(value)),
        ValueRef::Text(text) => Ok(Cell::Text(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Ok(Cell::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(rusqlite::Error::IntegralValueOutOfRange(at, 0)),
    }
}

/// `$n` as SQLite counts: there `$1` is a name, numbered by first appearance, and `?1` the first parameter.
pub(super) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quoted = false;
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        quoted ^= letter == '\'';
        let parameter = letter == '$' && !quoted && letters.peek().is_some_and(char::is_ascii_digit);
        text.push(if parameter { '?' } else { letter });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn parameters_are_numbered_and_quoted_text_is_left_alone() {
        assert_eq!(
            numbered("a = $2 AND b = $1 AND c <> '$3 ''$4' AND d = $10"),
            "a = ?2 AND b = ?1 AND c <> '$3 ''$4' AND d = ?10"
        );
    }
}
