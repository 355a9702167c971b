//! Reading what a contact did, for somebody who is entered as having looked at them.

use std::collections::BTreeMap;
use std::fmt;

use privacy::access::{Allowed, Permit, act};
use privacy::ids::{DataEvent as DataEventKind, Hex};
use privacy::keys::WorkspaceKeys;
use privacy::sealed::Json;
use privacy::{Id, RowId, Time};
use store::{Count, Flag, Row, params, statements};

use super::check::oldest;
use super::{Counted, DataEventShown, ToldBy};
use crate::contacts::Contact;
use crate::uses::{DataEventMetadata, DataEventName};
use crate::{Deployment, Trouble, limits};

statements! {
    /// A page of what a contact did, newest first, from a place on.
    LIST_DATA_EVENTS = "SELECT event_id, told_by, name, metadata, happened_at FROM data_events \
                        WHERE workspace_id = $1 AND contact_id = $2 AND happened_at >= $3 \
                        AND (happened_at < $4 OR (happened_at = $4 AND event_id < $5)) \
                        AND (CAST($6 AS BIGINT) = 1 OR told_by <> 'counted') \
                        ORDER BY happened_at DESC, event_id DESC LIMIT $7";
}

/// All that can be kept of one contact: of both tellers, and counts.
const ALL: i64 = 3 * limits::EVENTS;

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
    page(d, about.thing(), permit, (oldest(d.now()), after, Flag(false)), limit).await
}

/// The same, and what was counted, each where it was last done.
pub async fn list_with_counts(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
    after: Before,
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    page(d, about.thing(), permit, (oldest(d.now()), after, Flag(true)), limit).await
}

/// The same of all that is stored, for whoever reads what a hold keeps: what is past its end too.
pub(crate) async fn kept(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
    after: Before,
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    page(d, about.thing(), permit, (Time::from_micros(i64::MIN), after, Flag(true)), limit).await
}

/// The same as `list_with_counts`, for the program's own use.
pub(crate) async fn of(
    d: &Deployment,
    contact: &Contact,
    permit: &Permit,
    after: Before,
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    page(d, contact, permit, (oldest(d.now()), after, Flag(true)), limit).await
}

async fn page(
    d: &Deployment,
    held: &Contact,
    permit: &Permit,
    (since, after, counts): (Time, Before, Flag),
    limit: i64,
) -> Result<Vec<DataEventShown>, Trouble> {
    let asked = params![held.workspace, held.id, since, after.0, after.1, counts, Count(limit.clamp(1, ALL))];
    let rows = d.store.rows(&LIST_DATA_EVENTS, asked).await?;
    let keys = d.keys(held.workspace).await?;
    rows.into_iter().map(|row| open(&keys, permit, row)).collect()
}

/// How often a contact did what, by name; of what is kept. What was counted holds until its last time: what was done after
/// that is added, and what was done before is in it.
pub async fn summary(
    d: &Deployment,
    about: &Allowed<Contact, act::ReadContacts>,
    permit: &Permit,
) -> Result<Vec<Summary>, Trouble> {
    let told = list_with_counts(d, about, permit, Before::ALL, ALL).await?;
    let (counts, events): (Vec<_>, Vec<_>) = told.into_iter().partition(|told| told.counted.is_some());
    let mut all: BTreeMap<String, Summary> = BTreeMap::new();
    for one in counts {
        let Some(Counted { times, first }) = one.counted else { continue };
        let so_far = summed(&mut all, one.name, first, one.happened_at);
        so_far.count = so_far.count.saturating_add(times);
    }
    let until: BTreeMap<_, _> = all.values().map(|one| (one.name.clone(), one.last)).collect();
    for event in events {
        let at = event.happened_at;
        let counted = until.get(&event.name).is_some_and(|until| at <= *until);
        summed(&mut all, event.name, at, at).count += i64::from(!counted);
    }
    Ok(all.into_values().collect())
}

/// What is known so far of that name, reaching from one time to the other at least.
fn summed(all: &mut BTreeMap<String, Summary>, name: String, first: Time, last: Time) -> &mut Summary {
    let one = all.entry(name.clone()).or_insert(Summary { name, count: 0, first, last });
    one.first = one.first.min(first);
    one.last = one.last.max(last);
    one
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
    let counted =
        (told_by == ToldBy::Counted).then(|| Counted::read(&metadata).ok_or(Trouble::Broken)).transpose()?;
    let metadata = if counted.is_some() { super::Metadata::new() } else { metadata };
    Ok(DataEventShown { id, name, metadata, told_by, counted, happened_at: c.time()? })
}
