//! Entries of the log as Intercom's clients read them. Contacts are told by id, never by name.

use activity_log::{ActorKind, Entry, FactValue};
use privacy::ids::Hex;
use serde::Serialize;
use serde_json::{Map, Value};
use store::LoggedEntry;

use super::super::activity_logs::names;
use super::Null;
use crate::told::Cast;
use crate::words::Language;

/// A page of entries.
#[derive(Serialize)]
pub(in super::super) struct ActivityLogs {
    #[serde(rename = "type")]
    kind: &'static str,
    pages: Numbered,
    activity_logs: Vec<ActivityLog>,
}

impl ActivityLogs {
    pub(in super::super) const fn of(activity_logs: Vec<ActivityLog>, pages: Numbered) -> Self {
        Self { kind: "activity_log.list", pages, activity_logs }
    }
}

/// Where a page stands that is found by its number.
#[derive(Serialize)]
pub(in super::super) struct Numbered {
    #[serde(rename = "type")]
    kind: &'static str,
    next: Option<String>,
    page: i64,
    per_page: i64,
    total_pages: i64,
}

impl Numbered {
    pub(in super::super) const fn of(
        page: i64,
        per_page: i64,
        total_pages: i64,
        next: Option<String>,
    ) -> Self {
        Self { kind: "pages", next, page, per_page, total_pages }
    }
}

/// One entry.
#[derive(Serialize)]
pub(in super::super) struct ActivityLog {
    id: String,
    performed_by: By,
    metadata: Map<String, Value>,
    created_at: i64,
    activity_type: &'static str,
    activity_description: String,
}

/// Who did it: a teammate, also by a token of theirs, or the program.
#[derive(Serialize)]
struct By {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    email: Option<String>,
    ip: Null,
}

impl ActivityLog {
    /// The entry, with the names of teammates that were opened.
    pub(in super::super) fn of(logged: &LoggedEntry, cast: &Cast) -> Self {
        let entry = &logged.entry;
        let change = Hex::new(entry.stamp().change);
        Self {
            id: format!("{change}-{}", entry.stamp().ordinal),
            performed_by: By::of(entry, cast),
            metadata: metadata(logged),
            created_at: privacy::Time::from_micros(entry.stamp().at_us).seconds(),
            activity_type: names::name(entry.action()),
            activity_description: format!("{}.", cast.sentence(entry, Language::English)),
        }
    }
}

impl By {
    fn of(entry: &Entry, cast: &Cast) -> Self {
        let teammate = cast.teammate(entry);
        let kind = match entry.actor().kind {
            ActorKind::System => "system",
            ActorKind::Contact => "contact",
            ActorKind::Teammate | ActorKind::ApiToken => "admin",
        };
        let id = teammate.map_or_else(|| entry.actor().id.clone(), |one| one.id.to_string());
        Self { kind, id, email: teammate.map(|one| one.email.clone()), ip: () }
    }
}

/// What the entry tells beside the act: the thing, the facts, and the place in the log.
fn metadata(logged: &LoggedEntry) -> Map<String, Value> {
    let entry = &logged.entry;
    let facts = entry.facts().list().iter().map(|(key, value)| (key.code().to_owned(), fact(value)));
    let mut told: Map<String, Value> = facts.collect();
    told.insert("object_type".to_owned(), entry.object().kind.code().into());
    told.insert("object_id".to_owned(), entry.object().id.clone().into());
    told.insert("action".to_owned(), entry.action().code().into());
    told.insert("log_index".to_owned(), logged.index.into());
    if entry.actor().kind == ActorKind::ApiToken {
        told.insert("api_token".to_owned(), entry.actor().id.clone().into());
    }
    told
}

/// A fact as JSON. What is sealed stays so; lists of keys are for exports.
fn fact(value: &FactValue) -> Value {
    match value {
        FactValue::Count(count) => (*count).into(),
        FactValue::Id(id) => id.clone().into(),
        FactValue::Code(code) => code.as_ref().into(),
        FactValue::Time(at) => privacy::Time::from_micros(*at).seconds().into(),
        FactValue::Hash(hash) => Hex::new(*hash).to_string().into(),
        FactValue::Counts(counts) => {
            counts.iter().map(|(kind, count)| (kind.clone(), (*count).into())).collect::<Map<_, _>>().into()
        }
        FactValue::Sealed(_) | FactValue::Ranges(_) => Value::Null,
    }
}

/// Every name that an act can have.
#[derive(Serialize)]
pub(in super::super) struct EventTypes {
    #[serde(rename = "type")]
    kind: &'static str,
    event_types: Vec<&'static str>,
}

impl EventTypes {
    pub(in super::super) const fn of(event_types: Vec<&'static str>) -> Self {
        Self { kind: "activity_log_event_type.list", event_types }
    }
}
