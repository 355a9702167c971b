//! Verified identity: a signed token (or, where the workspace takes them, a hash) opens the messenger of the user that
//! it names, and nobody else's. Nothing of a known user's is shown without one.

mod attributes;
mod enter;
mod proof;
mod refuse;
mod session;

use privacy::Personal;
use privacy::ids::Contact;
use privacy::sealed::Json;
use privacy::secret::Secret;
use privacy::{Id, Time, identity};
use serde::{Deserialize, Serialize};
use store::Statement;
use zeroize::Zeroizing;

use crate::Trouble;
use crate::contacts::{CustomAttributes, Language};

pub use enter::enter;
pub use proof::How;
pub(crate) use session::ending_hashes;

pub(crate) static STATEMENTS: &[&[&Statement]] = &[session::STATEMENTS];

/// What a workspace takes as proof of who somebody is. As it is by default, signed tokens and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Whether `user_hash` is taken too: a hash of the id, which has no end of its own.
    pub user_hash: bool,
    /// Whether attributes are taken from the page as well, where anybody can write them.
    pub unsigned_attributes: bool,
}

/// What the page around a messenger says of who is there.
#[derive(Default)]
pub struct Said {
    /// A signed token.
    pub token: Option<Personal<String>>,
    /// The user's id.
    pub user_id: Option<Personal<String>>,
    /// Their address.
    pub email: Option<Personal<String>>,
    /// A hash of the id; of the address where there is no id.
    pub user_hash: Option<Personal<String>>,
    /// Whatever else the page says of them, signed by nobody.
    pub attributes: Option<Personal<Json<CustomAttributes>>>,
    /// When they signed up at the customer's, signed by nobody.
    pub signed_up_at: Option<Time>,
    /// The secret of the visitor's messenger that was used on this device until now.
    pub visitor: Option<Secret>,
    /// In which language the messenger is shown.
    pub language: Option<Language>,
}

/// A user's messenger that was opened.
pub struct Entered {
    /// Who.
    pub contact: Id<Contact>,
    /// The session's secret, for the messenger's frame alone.
    pub secret: Zeroizing<String>,
    /// Whether the visitor of this device became theirs: the visitor's secret opens nothing any more.
    pub took_visitor: bool,
    /// Whether the workspace takes attributes that nobody signed.
    pub takes_unsigned: bool,
}

/// Why no messenger was opened. Outside, all but trouble is one answer.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// They are not taken for who they are said to be; the reason is in the log.
    #[error("the identity was not verified")]
    Refused(identity::Refusal),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl From<identity::Refusal> for EnterError {
    fn from(refusal: identity::Refusal) -> Self {
        Self::Refused(refusal)
    }
}
