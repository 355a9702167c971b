//! Labels that teammates put on conversations. A name is sealed; equal names are found by a blind index.

mod find;

use store::Statement;

pub use find::{TagError, find_or_create, list};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[find::STATEMENTS];
