//! Files that come with messages: names and media types in the store, contents in the file store, all sealed.

mod add;
mod files;
mod read;
mod sweep;

use store::Statement;

pub(crate) use add::{adding, size};
pub use files::Files;
pub(crate) use read::of_part;
pub use read::{Opened, ReadFileError, link, open, open_by_link};
pub use sweep::sweep;
pub(crate) use sweep::sweep_unheld;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[add::STATEMENTS, read::STATEMENTS, sweep::STATEMENTS];
