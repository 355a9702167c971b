//! Looks into a store's tables from outside the program, as an operator with a database shell would.

use std::path::Path;
use std::process::Command;

/// A connection to an embedded store's file, for tests that write to it behind the program's back.
pub use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::client::Error;

/// Rows of cells as text; NULL is empty, bytes are their count.
pub type Rows = Vec<Vec<String>>;

/// What separates cells in `psql`'s answer: a character that no cell holds.
const BETWEEN: char = '\u{1f}';

/// Asks the SQLite file of an embedded store.
pub fn embedded(database: &Path, sql: &str) -> Result<Rows, Error> {
    let connection = Connection::open(database)?;
    connection.busy_timeout(std::time::Duration::from_mins(1))?;
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let cells = (0..columns).map(|column| row.get_ref(column).map(text));
        rows.push(cells.collect::<Result<_, _>>()?);
    }
    Ok(rows)
}

fn text(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Asks a PostgreSQL through `psql`.
pub fn postgres(url: &str, sql: &str) -> Result<Rows, Error> {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]);
    command.args(["--field-separator", &BETWEEN.to_string(), "--command", sql, url]);
    let output = command.env_remove("PGOPTIONS").output()?;
    if !output.status.success() {
        return Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().map(|line| line.split(BETWEEN).map(str::to_owned).collect()).collect())
}
