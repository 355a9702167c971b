//! What contacts did, as the customer's server or the page they are on tells it. Sealed under the contact's leaf, and gone
//! after 90 days.

/// Only where no hold keeps everything of a contact: the expression that names them, and the parameter with the time.
macro_rules! unheld {
    ($contact:literal, $now:literal) => {
        concat!(
            " AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.workspace_id = $1 AND h.contact_id = ",
            $contact,
            " AND h.object_kind = 'contact' AND h.scope = 'everything' AND h.lifted_at IS NULL \
             AND (h.held_until IS NULL OR h.held_until > ",
            $now,
            "))"
        )
    };
}

mod check;
mod count;
mod expire;
mod list;
mod track;

use privacy::ids::DataEvent as DataEventKind;
use privacy::sealed::Json;
use privacy::{Id, Personal, Time};
use store::Statement;

use crate::messages::ClientKey;
use crate::{Trouble, limits};

pub use count::count;
pub use expire::expire;
pub use list::{Before, Summary, list, list_with_counts, summary};
pub(crate) use list::{kept, of};
pub use track::track;
pub(crate) use track::trimming;

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[count::STATEMENTS, expire::STATEMENTS, list::STATEMENTS, track::STATEMENTS];

/// What else is told of an event: names and values.
pub type Metadata = serde_json::Map<String, serde_json::Value>;

privacy::codes! {
    /// Who told of an event.
    ToldBy {
        /// The customer's server.
        Server = "server",
        /// The page that the contact was on: what a browser says, nobody has proven.
        Website = "website",
        /// The customer's server, of how often something was done.
        Counted = "counted",
    }
}

/// An event on its way in.
pub struct NewEvent {
    /// What was done.
    pub name: Personal<String>,
    /// What else is told of it.
    pub metadata: Option<Personal<Json<Metadata>>>,
    /// When.
    pub happened_at: Time,
    /// A random key of the teller's, which makes telling it again harmless; without one, the same name in the same second is the same event.
    pub key: Option<ClientKey>,
}

/// How often something was done, on its way in.
pub struct NewCount {
    /// What was done.
    pub name: Personal<String>,
    /// How often.
    pub times: i64,
    /// When first.
    pub first: Time,
    /// When last.
    pub last: Time,
}

/// How often something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// How often.
    pub times: i64,
    /// When first.
    pub first: Time,
}

impl Counted {
    /// As it is sealed.
    fn written(self) -> Metadata {
        let (times, first) = (self.times.into(), self.first.micros().into());
        [("times".to_owned(), times), ("first".to_owned(), first)].into_iter().collect()
    }

    fn read(metadata: &Metadata) -> Option<Self> {
        let number = |name| metadata.get(name)?.as_i64();
        Some(Self { times: number("times")?, first: Time::from_micros(number("first")?) })
    }
}

/// An event, opened; or what was counted of several.
#[derive(Clone)]
pub struct DataEventShown {
    /// Its id.
    pub id: Id<DataEventKind>,
    /// What was done.
    pub name: String,
    /// What else is told of it.
    pub metadata: Metadata,
    /// Who told of it.
    pub told_by: ToldBy,
    /// How often it was done, where that is what was told.
    pub counted: Option<Counted>,
    /// When it was done; the last time, where it was counted.
    pub happened_at: Time,
}

/// Why an event was not kept.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// The name is none.
    #[error("an event's name has 1 to {} bytes and no control characters", limits::EVENT_NAME_BYTES)]
    BadName,
    /// There are too many names and values, or they are too long in all.
    #[error(
        "an event's metadata has at most {} keys, and {} bytes as JSON",
        limits::EVENT_METADATA,
        limits::EVENT_METADATA_BYTES
    )]
    TooMuch,
    /// A name in the metadata is none.
    #[error(
        "the keys of an event's metadata have 1 to {} bytes and no control characters",
        limits::EVENT_NAME_BYTES
    )]
    BadKey,
    /// A value in the metadata is neither simple nor a link or an amount.
    #[error(
        "the values of an event's metadata are strings, numbers, true, false or null, \
         or an object with url and value, or with amount and currency"
    )]
    BadValue,
    /// It is yet to happen.
    #[error("an event's time is not in the future")]
    InTheFuture,
    /// It would be removed at once.
    #[error("events are kept for {} days, and this one is older", limits::EVENTS_KEPT.as_secs() / 86_400)]
    TooOld,
    /// It was done less than once, or more often than anybody does something.
    #[error("something was done 1 to {} times", limits::EVENT_TIMES)]
    BadCount,
    /// The first time is after the last.
    #[error("what was done for the first time was not done before")]
    FirstAfterLast,
    /// A hold keeps what was counted before.
    #[error("a hold keeps what was counted of this contact before")]
    Held,
    /// A hold keeps all that is there, and there is no room for more.
    #[error("a hold keeps this contact's events, and there is room for {} of them", limits::EVENTS)]
    NoRoom,
    /// The contact is blocked.
    #[error("this contact is blocked")]
    Blocked,
    /// The contact is there no more.
    #[error("no such contact")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}
