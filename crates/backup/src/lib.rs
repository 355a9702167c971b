//! The form of a backup: a sealed stream of chunks around a tar archive of the database, the files and a manifest of
//! both. Written and read without a store, so that whoever holds the root key can check one alone. See docs/backups.md.

mod about;
mod counted;
mod failure;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod manifest;
mod name;
mod opening;
mod read;
mod sealing;
#[cfg(test)]
mod tests;
mod write;

pub use about::{About, KeysAt};
pub use failure::BackupError;
pub use name::Name;
pub use opening::OpenReader;
pub use read::{Absent, Sink, Summary, read, verify};
pub use sealing::SealWriter;
pub use write::Writer;
