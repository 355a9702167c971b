//! A contact's messenger: an anonymous visitor and the secret by which their browser is known again.

mod session;

use store::Statement;

pub use session::{Visitor, authenticate, end, ended_by_erasure, start};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[session::STATEMENTS];
