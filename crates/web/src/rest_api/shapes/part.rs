//! What was said and done in a conversation: its first message, which is its source, and the parts after it.

use std::collections::HashMap;

use domain::contacts::{Contact, ContactShown};
use domain::conversations::{State, WrittenOn};
use domain::messages::{Author as By, Kind, PartShown};
use domain::teammates::TeammateShown;
use privacy::Id;
use privacy::ids::{Team, Teammate};
use serde::Serialize;

use super::Null;
use super::attachment::{Attachment, Links};
use super::contact::role;
use super::text::Display;

/// Who wrote something.
#[derive(Serialize)]
pub(in super::super) struct Author {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    name: Option<String>,
    email: Option<String>,
}

/// The people of a conversation, opened.
pub(in super::super) struct People<'a> {
    /// The contacts, and what is known of them.
    pub(in super::super) contacts: &'a [(Contact, ContactShown)],
    /// All teammates.
    pub(in super::super) teammates: &'a HashMap<Id<Teammate>, TeammateShown>,
}

impl People<'_> {
    /// The author, with name and address; somebody who is gone has neither.
    fn author(&self, author: By) -> Author {
        match author {
            By::Contact(id) => {
                let known = self.contacts.iter().find(|(contact, _)| contact.id == id);
                Author {
                    kind: known.map_or("lead", |(contact, _)| role(contact.role)),
                    id: id.to_string(),
                    name: known.and_then(|(_, shown)| shown.name.clone()),
                    email: known.and_then(|(_, shown)| shown.email.clone()),
                }
            }
            By::Teammate(id) => {
                let known = self.teammates.get(&id);
                Author {
                    kind: "admin",
                    id: id.to_string(),
                    name: known.map(|teammate| teammate.name.clone()),
                    email: known.map(|teammate| teammate.email.clone()),
                }
            }
            By::System => {
                Author { kind: "bot", id: "0".to_owned(), name: Some("Troth".to_owned()), email: None }
            }
        }
    }
}

/// How parts are shown.
pub(in super::super) struct Showing<'a> {
    /// By whom they may be.
    pub(in super::super) people: People<'a>,
    /// Where their files are.
    pub(in super::super) links: &'a Links<'a>,
    /// How their texts are shown.
    pub(in super::super) display: Display,
}

/// The message with which a conversation began.
#[derive(Serialize)]
pub(in super::super) struct Source {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    delivered_as: &'static str,
    subject: &'static str,
    body: Option<String>,
    author: Author,
    attachments: Vec<Attachment>,
    url: Option<String>,
    redacted: bool,
}

impl Showing<'_> {
    fn files(&self, part: &PartShown) -> Vec<Attachment> {
        part.files.iter().map(|file| self.links.attachment(file.clone())).collect()
    }

    /// The first message as the source, with the page on which it was written.
    pub(in super::super) fn source(&self, first: PartShown, on: Option<WrittenOn>) -> Source {
        let author = first.author.author;
        Source {
            kind: "conversation",
            id: first.message.to_string(),
            delivered_as: if author.is_contact() { "customer_initiated" } else { "admin_initiated" },
            subject: "",
            attachments: self.files(&first),
            body: self.display.body(first.body),
            author: self.people.author(author),
            url: on.map(|on| on.url),
            redacted: first.redacted,
        }
    }

    /// The parts, oldest first; `state` is how the conversation stood before them.
    pub(in super::super) fn parts(&self, parts: Vec<PartShown>, mut state: State) -> Vec<Part> {
        let shown = parts.into_iter().map(|part| {
            state = after(state, part.kind);
            self.part(part, state)
        });
        shown.collect()
    }

    fn part(&self, part: PartShown, state: State) -> Part {
        let (created_at, updated_at) = (part.created_at.seconds(), part.updated_at.seconds());
        Part {
            kind: "conversation_part",
            id: part.message.to_string(),
            part_type: part_type(part.kind),
            attachments: self.files(&part),
            body: self.display.body(part.body),
            created_at,
            updated_at,
            notified_at: created_at,
            assigned_to: match part.kind {
                Kind::Assigned(Some(to)) => Some(Reference::admin(to)),
                Kind::AssignedTeam(Some(to)) => Some(Reference::team(to)),
                _ => None,
            },
            author: self.people.author(part.author.author),
            external_id: (),
            redacted: part.redacted,
            email_message_metadata: (),
            metadata: serde_json::Map::new(),
            state: state.code(),
            tags: [],
            event_details: (),
            app_package_code: (),
        }
    }
}

/// How the conversation stands after a part.
const fn after(before: State, kind: Kind) -> State {
    match kind {
        Kind::Closed => State::Closed,
        Kind::Opened | Kind::Reopened => State::Open,
        Kind::Snoozed(_) => State::Snoozed,
        Kind::Comment
        | Kind::Note
        | Kind::Assigned(_)
        | Kind::AssignedTeam(_)
        | Kind::Attached
        | Kind::Detached => before,
    }
}

const fn part_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Comment => "comment",
        Kind::Note => "note",
        Kind::Closed => "close",
        Kind::Opened | Kind::Reopened => "open",
        Kind::Snoozed(_) => "snoozed",
        Kind::Assigned(_) | Kind::AssignedTeam(_) => "assignment",
        Kind::Attached => "participant_added",
        Kind::Detached => "participant_removed",
    }
}

/// Something that was said or done.
#[derive(Serialize)]
pub(in super::super) struct Part {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    part_type: &'static str,
    body: Option<String>,
    created_at: i64,
    updated_at: i64,
    notified_at: i64,
    assigned_to: Option<Reference>,
    author: Author,
    attachments: Vec<Attachment>,
    external_id: Null,
    redacted: bool,
    email_message_metadata: Null,
    metadata: serde_json::Map<String, serde_json::Value>,
    state: &'static str,
    tags: [(); 0],
    event_details: Null,
    app_package_code: Null,
}

/// A thing by its kind and id.
#[derive(Serialize)]
pub(in super::super) struct Reference {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
}

impl Reference {
    /// A team.
    fn team(id: Id<Team>) -> Self {
        Self { kind: "team", id: id.to_string() }
    }

    /// A teammate.
    pub(in super::super) fn admin(id: Id<Teammate>) -> Self {
        Self { kind: "admin", id: id.to_string() }
    }
}
