//! What contacts did.

use domain::data_events::{DataEventShown, Metadata, Summary};
use privacy::Time;
use serde::Serialize;

use crate::words::iso;

/// Of whom a list of events is.
pub(in super::super) struct Whose {
    /// Their id.
    pub(in super::super) id: String,
    /// Their id at the customer's.
    pub(in super::super) user_id: Option<String>,
    /// Their address.
    pub(in super::super) email: Option<String>,
}

/// A page of events.
#[derive(Serialize)]
pub(in super::super) struct EventList {
    #[serde(rename = "type")]
    kind: &'static str,
    events: Vec<Event>,
    pages: Pages,
}

#[derive(Serialize)]
struct Pages {
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct Event {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    event_name: String,
    created_at: i64,
    user_id: Option<String>,
    intercom_user_id: String,
    email: Option<String>,
    metadata: Metadata,
    told_by: &'static str,
}

impl EventList {
    /// The page, and the address of the one after it.
    pub(in super::super) fn of(whose: &Whose, events: Vec<DataEventShown>, next: Option<String>) -> Self {
        let event = |event: DataEventShown| Event {
            kind: "event",
            id: event.id.to_string(),
            event_name: event.name,
            created_at: event.happened_at.seconds(),
            user_id: whose.user_id.clone(),
            intercom_user_id: whose.id.clone(),
            email: whose.email.clone(),
            metadata: event.metadata,
            told_by: event.told_by.code(),
        };
        Self { kind: "event.list", events: events.into_iter().map(event).collect(), pages: Pages { next } }
    }
}

/// How often somebody did what.
#[derive(Serialize)]
pub(in super::super) struct EventSummary {
    #[serde(rename = "type")]
    kind: &'static str,
    email: Option<String>,
    intercom_user_id: String,
    user_id: Option<String>,
    events: Vec<Counted>,
    pages: Pages,
}

#[derive(Serialize)]
struct Counted {
    name: String,
    first: String,
    last: String,
    count: i64,
}

impl EventSummary {
    pub(in super::super) fn of(whose: Whose, all: Vec<Summary>) -> Self {
        let at = |time: Time| iso(time.micros());
        let counted = |one: Summary| Counted {
            name: one.name,
            first: at(one.first),
            last: at(one.last),
            count: one.count,
        };
        Self {
            kind: "event.summary",
            email: whose.email,
            intercom_user_id: whose.id,
            user_id: whose.user_id,
            events: all.into_iter().map(counted).collect(),
            pages: Pages { next: None },
        }
    }
}
