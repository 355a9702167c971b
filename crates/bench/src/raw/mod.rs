//! The raw engines: the same tables and indexes, made by the store's own migrations, the same durability, and rows
//! of the same sizes, written and read with the driver alone.

mod postgres;
mod rows;
mod sqlite;

use std::time::Duration;

use anyhow::Result;
use store::{Options, Store};

pub(crate) use self::postgres::{Postgres, Reader};
pub(crate) use self::rows::Sizes;
pub(crate) use self::sqlite::Sqlite;
use crate::load::{Load, Outcome};
use crate::scratch::{Engine, Scratch};

/// A raw engine over an empty database.
pub(crate) enum Raw {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// What one commit holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Commit {
    /// One message.
    Message,
    /// A message and an entry.
    WithEntry,
    /// So many messages, written by a single client.
    Group(usize),
}

impl Raw {
    /// Has the store make the schema, and opens what it made with the driver.
    pub(crate) async fn open(scratch: &Scratch) -> Result<Self> {
        Store::open(scratch.address()?, Options::default()).await?.close().await;
        Ok(match scratch.url()? {
            Some(url) => Self::Postgres(Postgres::of(url)),
            None => Self::Sqlite(Sqlite::open(&scratch.file())?),
        })
    }

    /// Which engine it is.
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Embedded,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A load of such commits: by `CLIENTS` clients, or by one where they are groups.
    pub(crate) async fn load(&self, commit: Commit, sizes: Sizes) -> Result<RawLoad> {
        Ok(match self {
            Self::Sqlite(sqlite) => RawLoad::Sqlite(sqlite.load(commit, sizes)),
            Self::Postgres(postgres) => RawLoad::Postgres(postgres.load(commit, sizes).await?),
        })
    }
}

/// A load on a raw engine.
pub(crate) enum RawLoad {
    Sqlite(sqlite::Writers),
    Postgres(postgres::Writers),
}

impl Load for RawLoad {
    async fn round(&mut self, duration: Duration) -> Result<Outcome> {
        match self {
            Self::Sqlite(writers) => writers.round(duration).await,
            Self::Postgres(writers) => writers.round(duration).await,
        }
    }
}
