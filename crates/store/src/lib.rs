//! The only crate that links a database driver. Reads ask; writes are handed over whole, as a `Change` that
//! names its actor and leaves its entry in the same commit. One SQL text runs on both engines: SQLite embedded,
//! or PostgreSQL. See ARCHITECTURE.md.

mod address;
mod change;
pub mod database;
mod deployment;
pub mod embedded;
mod entry;
mod events;
mod failure;
mod folder;
mod jobs;
mod leases;
mod log;
mod migrations;
mod numbers;
mod param;
mod postgres;
mod query;
pub mod register;
mod row;
mod sqlite;
mod statement;
mod store;
pub mod vault;

pub use address::{BadAddress, StoreAddress};
pub use change::{Act, Change};
pub use events::{Audience, Event, EventKind, Events, Lagged};
pub use failure::{Applied, Failed, OpenError, ReadFailed, Unprepared};
pub use folder::FolderLock;
pub use jobs::{Job, Lease};
pub use log::{LogCarrier, LogCheckpoint, LogStep, LoggedEntry, Unwitnessed, Witnessed};
pub use numbers::Series;
pub use param::{ActorId, AsText, Code, Codes, Count, Flag, Param, StoredId};
pub use postgres::{Target, trusted_roots};
pub use query::Query;
pub use row::{BadCell, Cells, Row};
pub use statement::Statement;
pub use store::{Options, Store};

/// The crate's own statements, for the test that prepares every one on both engines.
pub fn statements() -> Vec<&'static Statement> {
    let few = [entry::STATEMENTS, numbers::STATEMENTS, deployment::STATEMENTS, jobs::STATEMENTS];
    let written = [&few, log::STATEMENTS].concat().concat();
    written.into_iter().chain(register::removal::statements()).collect()
}
