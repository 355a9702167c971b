//! The organisations to which contacts belong. What is known of one is the customer's, and sealed under the workspace.

mod attach;
mod delete;
mod find;
mod save;

use privacy::access::Guarded;
use privacy::ids::{Company as CompanyKind, Contact, Workspace};
use privacy::{Id, Sealed, Time};
use serde::{Deserialize, Serialize};
use store::Statement;

use crate::contacts::CustomAttributes;
use crate::uses::{CompanyExternalId, CompanyName, CompanyProfile};
use crate::{Trouble, limits};

pub use attach::{attach, companies_of, contacts_of, detach};
pub use delete::delete;
pub use find::{Page, after, find, find_by_external_id, list, show};
pub use save::{Given, save, update};

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[attach::STATEMENTS, delete::STATEMENTS, find::STATEMENTS, save::STATEMENTS];

/// The most that a company may be said to pay each month, or to employ: what JSON's numbers hold.
pub const MOST: i64 = 9_007_199_254_740_991;

/// A company as the store holds it.
#[derive(Debug, Clone)]
pub struct Company {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<CompanyKind>,
    /// Counts changes.
    pub version: i64,
    /// Its id at the customer's.
    pub external_id: Sealed<CompanyExternalId>,
    /// Its name.
    pub name: Option<Sealed<CompanyName>>,
    /// Whatever else is known of it.
    pub profile: Sealed<CompanyProfile>,
    /// When it was made.
    pub created_at: Time,
    /// When something about it last changed.
    pub updated_at: Time,
}

impl Guarded for Company {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}

/// What is known of a company beside its id and name.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What it has bought.
    pub plan: Option<String>,
    /// How many work there.
    pub size: Option<i64>,
    /// Its website.
    pub website: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// What it pays each month.
    pub monthly_spend: Option<i64>,
    /// When it was made at the customer's, in seconds since 1970.
    pub remote_created_at: Option<i64>,
    /// Whatever else the customer keeps about it.
    pub custom: CustomAttributes,
}

/// A company, opened.
#[derive(Clone)]
pub struct CompanyShown {
    /// Its id at the customer's.
    pub external_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Whatever else is known of it.
    pub profile: Profile,
    /// How many contacts belong to it.
    pub contacts: i64,
}

/// Why a company was not made, changed or attached.
#[derive(Debug, thiserror::Error)]
pub enum CompanyError {
    /// It has no id at the customer's.
    #[error("a company has an id at the customer's, of 1 to {} bytes", limits::SHORT_TEXT_BYTES)]
    NoExternalId,
    /// It would have more custom attributes than it may.
    #[error(
        "a company has at most {} custom attributes, of {} bytes in all",
        limits::CUSTOM_ATTRIBUTES,
        limits::CUSTOM_ATTRIBUTES_BYTES
    )]
    TooManyAttributes,
    /// There is no such company, or it is not this contact's, or the contact is there no more.
    #[error("no such company")]
    NotFound,
    /// It was changed by somebody else in between: read it again.
    #[error("the company was changed at the same time")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}
