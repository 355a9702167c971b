//! Keys to the REST API. A token names its workspace, so that looking it up starts there: `eu4k7m2pqx_<secret>`.

mod manage;
mod token;

use store::Statement;

pub use manage::{TokenShown, list, revoke};
pub(crate) use token::actor;
pub use token::{NewToken, authenticate, create, create_known, create_once, names, owners, refused};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[manage::STATEMENTS, token::STATEMENTS];
