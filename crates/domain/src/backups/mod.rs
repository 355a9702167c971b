//! Backups of an embedded store: made beside a running server, proved readable, put back. Whoever is erased stays erased
//! after that: see `restoring`.

mod carry;
mod dated;
mod failure;
mod inside;
mod make;
mod note;
mod restore;
mod swap;
mod vault_age;
mod verify;
mod watch;

pub use backup::About;
use store::Statement;

pub use carry::{CarriedLogs, carry_logs};
pub use dated::dated;
pub use failure::BackupFailed;
pub use make::{Made, make, outside};
pub use note::take_in;
pub use restore::{Staged, With, stage};
pub use swap::{abandon, finish, put_in_place, staged};
pub use vault_age::{Older, VaultAge, vault_age};
pub use verify::{Checked, Counts, verify};
pub use watch::{Step, Watch};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[inside::STATEMENTS];
