//! Where a store is: a folder of this machine, or a PostgreSQL by its URL.

use std::path::PathBuf;

use crate::postgres::Target;

/// Where the data is.
#[derive(Debug, Clone)]
pub enum StoreAddress {
    /// Embedded: a folder that one server at a time uses.
    Folder(PathBuf),
    /// PostgreSQL, in one database.
    Postgres(Target),
}

/// Not an address of a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAddress(pub(crate) String);

impl StoreAddress {
    /// Reads `postgres://...` or the path of a folder.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Target::parse(text).map(Self::Postgres);
        }
        if text.contains("://") {
            return Err(BadAddress("the store is a folder or starts with postgres://".to_owned()));
        }
        if text.is_empty() {
            return Err(BadAddress("the store's folder has no name".to_owned()));
        }
        Ok(Self::Folder(PathBuf::from(text)))
    }
}
