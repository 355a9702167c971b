//! Copies of an embedded database: made beside a server that goes on writing, and looked at without a server.

use std::path::Path;

use crate::failure::{OpenError, ReadFailed};
use crate::param::Param;
use crate::row::Row;
use crate::sqlite::copy::{self, Copied};
use crate::statement::Statement;

/// The database's place in a store's folder.
pub const DATABASE: &str = "troth.db";

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is no embedded database.
    #[error("there is no embedded store in {0}")]
    NoStore(String),
    /// There is no room for the copy.
    #[error("there is no room left on the disk")]
    Full,
    /// Whoever was told of the progress said stop.
    #[error("it was stopped")]
    Stopped,
    /// The engine refuses, by its own code.
    #[error("the database cannot be copied: {0}")]
    Engine(String),
}

/// Copies the database in a store's folder to a new file, as it is at one moment; a server may go on writing.
/// `progress` is told of pages done and pages in all, and answers whether to go on.
pub fn copy(store: &Path, to: &Path, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<(), CopyError> {
    copy::make(&store.join(DATABASE), to, progress)
}

/// A database, opened for looking only.
pub struct Copy(Copied);

impl Copy {
    /// Opens the file; refuses a schema that this program does not know.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Copied::open(path).map(Self)
    }

    /// The version of its schema.
    pub const fn schema(&self) -> i64 {
        self.0.schema()
    }

    /// Refuses a database whose pages are damaged, or that has other tables, indexes or triggers than its schema's.
    pub fn check(&self) -> Result<(), OpenError> {
        self.0.check()
    }

    /// The name of the vault it belongs to; none if it was never used.
    pub fn vault(&self) -> Result<Option<String>, ReadFailed> {
        let rows =
            self.rows(&crate::deployment::READ_DEPLOYMENT, &crate::params![crate::deployment::ONLY])?;
        let vault = rows.into_iter().next().map(|row| row.cells().text(|text| Some(text.to_owned())));
        Ok(vault.transpose()?)
    }

    /// All rows of the answer.
    pub fn rows(&self, statement: &'static Statement, params: &[Param]) -> Result<Vec<Row>, ReadFailed> {
        self.0.rows(statement, params)
    }
}
