//! Reading what a contact did, for somebody who is entered as having looked at them.

use std::collections::BTreeMap;
use std::fmt;

use privacy::access::{Allowed, Permit, act};
use privacy::ids::{DataEvent as DataEventKind, Hex};
use privacy::keys::WorkspaceKeys;
use privacy::sealed::Json;
use privacy::{Id, RowId, Time};
use store::{Count, Row, params, statements};

use super::check::oldest;
use super::{DataEventShown, ToldBy};
use crate::contacts::Contact;
use crate::uses::{DataEventMetadata, DataEventName};
use crate::{Deployment, Trouble, limits};

statements! {
    /// A page of what a contact did, newest first, from a place on.
    LIST_DATA_EVENTS = "SELECT event_id, told_by, name, metadata, happened_at FROM data_events \
                        WHERE workspace_id = $1 AND contact_id = $2 AND happened_at >= $3 \
                        AND (happened_at < $4 OR (happened_at = $4 AND event_id < $5)) \
                        ORDER BY happened_at DESC, event_id DESC LIMIT $6";
}

/// All that can be kept of one contact, of both tellers.
const ALL: i64 = 2 * limits::EVENTS;

/// The place in a list after which a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before(pub Time, pub Id<DataEventKind>);

impl Before {
    /// Before everything.
    pub const ALL: Self = Self(Time::from_micros(i64::MAX), Id::of(Hex::new([0xff; 12])));

    /// The place after an event.
    pub const fn of(event: &DataEventShown) -> Self {
        Self(event.happened_at, event.id)
    }

    /// The place as it was written into an address; `None` if it is none.
    pub fn read(given: &str) -> Option<Self> {
        let (at, id) = given.split_once('-')?;
        let plain = at.len() <= 18 && at.bytes().all(|byte| byte.is_ascii_digit());
        let at = plain.then(|| at.parse().ok()).flatten()?;
        Some(Self(Time::from_micros(at), id.parse().ok()?))
    }
}

impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0.micros(), self.1)
    }
}

/// How often something was done, and when first and last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What was done.
    pub name: String,
    /// How often.
    pub count: i64,
    /// When first, of those that are kept.
    pub first: Time,
    /// When last.
    pub last: Time,
}

/// What a contact did, newest first: `limit` of them after a place. What is past its end is not among them.
pub async fn list(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
    after: Before,
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    page(d, about, permit, (oldest(d.now()), after), limit).await
}

/// The same of all that is stored, for whoever reads what a hold keeps: what is past its end too.
pub(crate) async fn kept(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
    after: Before,
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    page(d, about, permit, (Time::from_micros(i64::MIN), after), limit).await
}

async fn page(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
    (since, after): (Time, Before),
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    let held = about.thing();
    let asked = params![held.workspace, held.id, since, after.0, after.1, Count(limit.clamp(1, ALL))];
    let rows = d.store.rows(&LIST_DATA_EVENTS, asked).await?;
    let keys = d.keys(held.workspace).await?;
    rows.into_iter().map(|row| open(&keys, permit, row)).collect()
}

/// How often a contact did what, by name; of what is kept.
pub async fn summary(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
) -> Result<Vec<Summary>, Trouble> {
    let mut all: BTreeMap<String, Summary> = BTreeMap::new();
    for event in list(d, about, permit, Before::ALL, ALL).await? {
        let at = event.happened_at;
        let new = || Summary { name: event.name.clone(), count: 0, first: at, last: at };
        let one = all.entry(event.name.clone()).or_insert_with(new);
        one.count += 1;
        one.first = one.first.min(at);
    }
    Ok(all.into_values().collect())
}

fn open(keys: &WorkspaceKeys, permit: &Permit, row: Row) -> Result<DataEventShown, Trouble> {
    let mut c = row.cells();
    let (id, told_by) = (c.id()?, c.code(ToldBy::of_code)?);
    let row = RowId::of(id);
    let name = keys.open::<DataEventName>(permit, &row, &c.sealed()?)?.into_shown();
    let metadata = match c.maybe_sealed::<DataEventMetadata>()? {
        Some(sealed) => {
            let Json(metadata) = keys.open(permit, &row, &sealed)?.into_shown();
            metadata
        }
        None => super::Metadata::new(),
    };
    Ok(DataEventShown { id, name, metadata, told_by, happened_at: c.time()? })
}
