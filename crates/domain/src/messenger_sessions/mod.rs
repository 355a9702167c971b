//! A contact's messenger: an anonymous visitor and the secret by which their browser is known again.

mod expire;
mod session;

use store::Statement;

pub use expire::expire;
pub use session::{Visitor, authenticate, end, ended_by_erasure, start};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[expire::STATEMENTS, session::STATEMENTS];
