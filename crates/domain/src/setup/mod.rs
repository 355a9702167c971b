//! The operator's one-time link to make a workspace.

mod link;

use store::Statement;

pub use link::{Link, create_link, is_good};
pub(crate) use link::{USE_LINK, using};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[link::STATEMENTS];
