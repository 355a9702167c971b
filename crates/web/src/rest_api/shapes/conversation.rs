//! A conversation, with its parts where one is asked for and without them in lists.

use std::collections::BTreeSet;

use domain::contacts::CustomAttributes;
use domain::conversations::{Attributes, Conversation as Held, State};
use domain::tags::Applied;
use privacy::ids::{Contact, Teammate};
use privacy::{Id, Time};
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::version::Version;
use super::Null;
use super::list::EmptyList;
use super::part::{Part, Reference, Source};
use super::tag::Tag;

/// One conversation.
#[derive(Serialize)]
pub(in super::super) struct Conversation {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    created_at: i64,
    updated_at: i64,
    waiting_since: Option<i64>,
    snoozed_until: Option<i64>,
    source: Source,
    contacts: Contacts,
    first_contact_reply: Option<FirstReply>,
    admin_assignee_id: Option<i64>,
    team_assignee_id: Option<i64>,
    open: bool,
    state: &'static str,
    read: bool,
    tags: Tags,
    priority: &'static str,
    sla_applied: Null,
    statistics: Null,
    conversation_rating: Null,
    teammates: Option<Teammates>,
    title: Option<String>,
    custom_attributes: CustomAttributes,
    topics: Map<String, Value>,
    ticket: Null,
    linked_objects: EmptyList,
    ai_agent: Null,
    ai_agent_participated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_parts: Option<Parts>,
}

#[derive(Serialize)]
struct Contacts {
    #[serde(rename = "type")]
    kind: &'static str,
    contacts: Vec<ContactReference>,
}

#[derive(Serialize)]
struct ContactReference {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    external_id: Option<String>,
}

#[derive(Serialize)]
struct FirstReply {
    created_at: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    url: Null,
}

#[derive(Serialize)]
struct Tags {
    #[serde(rename = "type")]
    kind: &'static str,
    tags: Vec<Tag>,
}

#[derive(Serialize)]
struct Teammates {
    #[serde(rename = "type")]
    kind: &'static str,
    teammates: Vec<Reference>,
}

#[derive(Serialize)]
struct Parts {
    #[serde(rename = "type")]
    kind: &'static str,
    conversation_parts: Vec<Part>,
    total_count: i64,
}

/// What a conversation is shown with.
pub(in super::super) struct Around {
    /// Its first message.
    pub(in super::super) source: Source,
    /// The contacts' ids, and their ids at the customer's.
    pub(in super::super) contacts: Vec<(Id<Contact>, Option<String>)>,
    /// When the contact first wrote, if that is known.
    pub(in super::super) first_reply: Option<Time>,
    /// The teammates who took part.
    pub(in super::super) teammates: BTreeSet<Id<Teammate>>,
    /// Its tags, and their names.
    pub(in super::super) tags: Vec<(Applied, String)>,
    /// Its title and custom attributes.
    pub(in super::super) attributes: Attributes,
    /// Its parts, and how many it has in all; none in a list.
    pub(in super::super) parts: Option<(Vec<Part>, i64)>,
}

impl Conversation {
    pub(in super::super) fn of(held: &Held, around: Around, version: Version) -> Self {
        let or_zero = |id: Option<i64>| if version.has_zero_for_nobody() { id.or(Some(0)) } else { id };
        let teammates: Vec<_> = around.teammates.into_iter().map(Reference::admin).collect();
        let tags = around.tags.into_iter().map(|(applied, name)| Tag::on(&applied, name));
        let reference = |(id, external_id): (Id<Contact>, _)| ContactReference {
            kind: "contact",
            id: id.to_string(),
            external_id,
        };
        let contacts = around.contacts.into_iter().map(reference).collect();
        Self {
            kind: "conversation",
            id: held.id.to_string(),
            created_at: held.created_at.seconds(),
            updated_at: held.updated_at.seconds(),
            waiting_since: held.waiting_since.map(Time::seconds),
            snoozed_until: held.snoozed_until.map(Time::seconds),
            source: around.source,
            contacts: Contacts { kind: "contact.list", contacts },
            first_contact_reply: around.first_reply.map(|at| FirstReply {
                created_at: at.seconds(),
                kind: "conversation",
                url: (),
            }),
            admin_assignee_id: or_zero(held.assignee.map(|id| id.raw().get())),
            team_assignee_id: or_zero(held.team.map(|id| id.raw().get())),
            open: held.state != State::Closed,
            state: held.state.code(),
            read: !held.unread,
            tags: Tags { kind: "tag.list", tags: tags.collect() },
            priority: version.priority(held.priority),
            sla_applied: (),
            statistics: (),
            conversation_rating: (),
            teammates: (!teammates.is_empty()).then_some(Teammates { kind: "admin.list", teammates }),
            title: around.attributes.title,
            custom_attributes: around.attributes.custom,
            topics: Map::new(),
            ticket: (),
            linked_objects: EmptyList::at(None),
            ai_agent: (),
            ai_agent_participated: false,
            conversation_parts: around.parts.map(|(conversation_parts, total_count)| Parts {
                kind: "conversation_part.list",
                conversation_parts,
                total_count,
            }),
        }
    }
}
