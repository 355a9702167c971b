//! Secrets with which a customer's server signs who its users are. Several are live at once, so that one can be rolled
//! over: made, put to use, and the old one deleted. Each is shown once, and sealed.

mod create;
mod delete;
mod list;

use privacy::Id;
use privacy::ids::IdentitySecret as SecretKind;
use privacy::{Sealed, Time};
use store::Statement;

use crate::uses::{IdentitySecretName, IdentitySecretText};

pub use create::{CreateError, Created, NewSecret, create};
pub use delete::{DeleteError, delete};
pub(crate) use list::all;
pub use list::{SecretShown, list};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[create::STATEMENTS, delete::STATEMENTS, list::STATEMENTS];

/// Where the customer's apps are that a secret is for. The messenger of websites takes those for the web.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platforms {
    /// Websites.
    pub web: bool,
    /// Apps on iOS.
    pub ios: bool,
    /// Apps on Android.
    pub android: bool,
}

/// A secret as the store holds it.
pub(crate) struct Stored {
    pub(crate) id: Id<SecretKind>,
    pub(crate) name: Sealed<IdentitySecretName>,
    pub(crate) text: Sealed<IdentitySecretText>,
    pub(crate) platforms: Platforms,
    pub(crate) created_at: Time,
}
