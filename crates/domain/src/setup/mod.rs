//! The operator's one-time link to make a workspace.

mod link;

use store::Statement;

pub(crate) use link::USE_LINK;
pub use link::{Link, create_link, is_good};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[link::STATEMENTS];
