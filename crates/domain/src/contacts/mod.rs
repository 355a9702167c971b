//! The people who write in: visitors, leads and users. Whatever is known of them is sealed under their own leaf.

mod attached;
mod block;
mod create;
mod find;
mod leave_address;
mod list;
mod markup;
mod merge;
mod own;
mod pseudonym;
mod read;
mod screens;
mod search;
mod show;
mod update;

use privacy::access::{Actor, Denied, Guarded, act};
use privacy::ids::{Contact as ContactKind, Teammate, Workspace};
use privacy::keys::{Commitment, HolderKind, KeyError, Leaf, WorkspaceKeys};
use privacy::sealed::Json;
use privacy::{Id, Personal, Sealed, Time, codes};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use store::{AsText, Change, Code, Count, Statement, params, statements};

use crate::uses::{ContactCustom, ContactEmail, ContactExternalId, ContactName, ContactPhone};

pub use attached::{Attached, attached};
pub use block::{is_blocked, set_blocked};
pub(crate) use create::adding;
pub use create::{Arrival, CreateError, create, create_as, create_by_address, is_barred};
pub(crate) use find::{contact_columns, find_closed, find_restricted, read as read_row};
pub use find::{find, find_by_email, find_by_external_id};
pub use leave_address::{LeaveError, leave_address};
pub use list::{Page, list};
pub(crate) use merge::take_along;
pub use merge::{MergeError, known_alike, merge};
pub use own::{OwnData, own_data};
pub use pseudonym::pseudonym;
pub use read::{Held, Looked, ReadError, held, list_permit, read_by};
pub(crate) use screens::{on_screens, telling_screens};
pub use search::{Condition, Moment, Sort, search, search_permit};
pub use show::{ContactShown, show};
pub use update::{Changes, UpdateError, update};
pub(crate) use update::{changed, changing};
pub(crate) use update::{fits, merge_attributes};

mod leaves {
    use super::{Statement, statements};
    statements! {
        /// A leaf and its holder, in the commit that first uses it.
        HOLD_LEAF = "INSERT INTO leaves (workspace_id, tree, leaf, holder_kind, holder_id, commitment, dealt_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
    }
    pub(super) static ALL: &[&Statement] = STATEMENTS;
}

pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    leaves::ALL,
    attached::STATEMENTS,
    block::STATEMENTS,
    create::STATEMENTS,
    find::STATEMENTS,
    list::STATEMENTS,
    merge::STATEMENTS,
    read::STATEMENTS,
    screens::STATEMENTS,
    update::STATEMENTS,
];

/// Joins to a change the record of whose leaf this is, with a commitment to its key.
pub(crate) fn holding<K: privacy::ids::Kind>(
    keys: &WorkspaceKeys,
    change: Change,
    kind: HolderKind,
    holder: Id<K>,
    leaf: Leaf,
    now: Time,
) -> Result<Change, KeyError> {
    let commitment: Commitment = keys.commitment(kind, &holder.to_string(), leaf)?;
    Ok(change.one(
        &leaves::HOLD_LEAF,
        params![
            keys.workspace(),
            Count::tree(leaf),
            Count::leaf(leaf),
            Code(kind.code()),
            AsText(holder),
            commitment,
            now
        ],
    ))
}

/// The id before which every contact stands in a list that goes from new to old.
fn last_id() -> Id<ContactKind> {
    Id::of(privacy::ids::Hex::new([0xff; 12]))
}

/// Whether the actor may create contacts in its workspace.
fn may_create(by: &Actor) -> Result<(), Denied> {
    struct Here(Id<Workspace>);
    impl Guarded for Here {
        fn workspace(&self) -> Id<Workspace> {
            self.0
        }
        fn contact(&self) -> Option<Id<ContactKind>> {
            None
        }
    }
    privacy::access::allow::<_, act::CreateContact>(by, Here(by.workspace())).map(|_| ())
}

/// Whether a text has the form of an e-mail address: one `@` between two parts, no spaces, not too long.
pub fn is_email(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    clean
        && text.len() <= 320
        && matches!(parts.as_slice(), [local, host] if !local.is_empty() && !host.is_empty())
}

/// The custom attributes of a contact, as the customer's JSON object.
pub type CustomAttributes = serde_json::Map<String, serde_json::Value>;

macro_rules! contact_role {
    ($($(#[$doc:meta])* $variant:ident = $code:literal,)+) => {
        /// What a contact is to the company.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ContactRole { $($(#[$doc])* $variant,)+ }
        impl ContactRole {
            /// The permanent code.
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }
            /// The role of that code.
            pub fn of_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$variant),)+ _ => None } }
        }
    };
}
contact_role! {
    /// Somebody on the website of whom nothing else is known.
    Visitor = "visitor",
    /// Somebody who left an address, or whom a teammate entered.
    Lead = "lead",
    /// Somebody with an account at the customer's.
    User = "user",
}

codes! {
    /// A language in which the messenger speaks, and so do the letters to whoever used it.
    Language {
        /// English.
        English = "en",
        /// Japanese.
        Japanese = "ja",
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::of_code(&code).ok_or_else(|| D::Error::custom("not a language of ours"))
    }
}

/// A contact as the store holds it.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// The contact's id.
    pub id: Id<ContactKind>,
    /// The leaf under which new values of theirs are sealed.
    pub leaf: Leaf,
    /// Visitor, lead or user.
    pub role: ContactRole,
    /// Counts changes.
    pub version: i64,
    /// Their id at the customer's.
    pub external_id: Option<Sealed<ContactExternalId>>,
    /// Their e-mail address.
    pub email: Option<Sealed<ContactEmail>>,
    /// Their phone number.
    pub phone: Option<Sealed<ContactPhone>>,
    /// Their name.
    pub name: Option<Sealed<ContactName>>,
    /// Whatever else the customer keeps about them.
    pub custom_attributes: Option<Sealed<ContactCustom>>,
    /// The teammate who looks after them.
    pub owner: Option<Id<Teammate>>,
    /// Whether they want no e-mail.
    pub unsubscribed: bool,
    /// When they were first seen here.
    pub created_at: Time,
    /// When something about them last changed.
    pub updated_at: Time,
    /// When they signed up at the customer's.
    pub signed_up_at: Option<Time>,
    /// When they were last seen.
    pub last_seen_at: Option<Time>,
    /// When they last wrote.
    pub last_replied_at: Option<Time>,
    /// When a teammate last wrote to them.
    pub last_contacted_at: Option<Time>,
    /// In which language their messenger was last shown.
    pub language: Option<Language>,
}

impl Guarded for Contact {
    fn workspace(&self) -> Id<Workspace> {
        self.workspace
    }
    fn contact(&self) -> Option<Id<ContactKind>> {
        Some(self.id)
    }
}

/// What is known of a contact, on its way in. `None` leaves a value out.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// Their id at the customer's.
    pub external_id: Option<Personal<String>>,
    /// Their e-mail address.
    pub email: Option<Personal<String>>,
    /// Their phone number.
    pub phone: Option<Personal<String>>,
    /// Their name.
    pub name: Option<Personal<String>>,
    /// Custom attributes.
    pub custom_attributes: Option<Personal<Json<CustomAttributes>>>,
    /// The teammate who looks after them.
    pub owner: Option<Id<Teammate>>,
    /// Whether they want no e-mail.
    pub unsubscribed: bool,
    /// When they signed up at the customer's.
    pub signed_up_at: Option<Time>,
    /// When they were last seen.
    pub last_seen_at: Option<Time>,
    /// In which language the messenger was shown to them.
    pub language: Option<Language>,
}
