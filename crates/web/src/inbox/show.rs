//! From what the domain opened to what the inbox's pages draw.

use std::collections::HashMap;

use domain::contacts::{ContactRole, ContactShown, CustomAttributes, Held};
use domain::conversations::{Listed, State as Standing};
use domain::data_events::{DataEventShown, ToldBy};
use domain::identity::How;
use domain::messages::{Author as By, Kind, PartShown};
use domain::notes;
use domain::teammates::TeammateShown;
use domain::views::Order as Kept;
use privacy::access::Actor;
use privacy::{Id, Region, Time};

use super::view::{
    Attachment, Author, ConversationRow, Counted, DataCard, DataEvent, Event, HeldKind, HostRegion, Identity,
    Looked, Mail, May, Newest, Noted, Order, Part, PartKind, Participant, Person, PersonNote, PersonNotes,
    PersonRole, Previous, Side, State, Team, Teammate,
};
use crate::words::{Language, fill};

/// Teammates by id, for naming whoever acted.
pub(super) type Colleagues = HashMap<Id<privacy::ids::Teammate>, Teammate>;

/// The names of teams by id.
pub(super) type Teams = HashMap<Id<privacy::ids::Team>, String>;

pub(super) fn colleagues(all: &[TeammateShown]) -> Colleagues {
    all.iter().map(|one| (one.id, teammate(one))).collect()
}

pub(super) fn teammate(one: &TeammateShown) -> Teammate {
    Teammate { id: one.id.to_string(), name: one.name.clone(), away: one.away_since.is_some() }
}

/// Those of them to whom conversations can be given.
pub(super) fn assignees(all: &[TeammateShown]) -> Vec<Teammate> {
    all.iter().filter(|one| one.answers()).map(teammate).collect()
}

pub(super) const fn state(state: Standing) -> State {
    match state {
        Standing::Open => State::Open,
        Standing::Closed => State::Closed,
        Standing::Snoozed => State::Snoozed,
    }
}

pub(super) const fn order(order: Kept) -> Order {
    match order {
        Kept::Newest => Order::Newest,
        Kept::Oldest => Order::Oldest,
        Kept::Waiting => Order::Waiting,
        Kept::Priority => Order::Priority,
    }
}

/// A team; one that was dissolved meanwhile is told by its number.
pub(super) fn team(id: Id<privacy::ids::Team>, known: &Teams) -> Team {
    Team { id: id.to_string(), name: known.get(&id).cloned().unwrap_or_else(|| id.to_string()) }
}

/// All teams, in the order in which they were made.
pub(super) fn teams(known: &Teams) -> Vec<Team> {
    let mut ids: Vec<_> = known.keys().copied().collect();
    ids.sort_unstable();
    ids.into_iter().map(|id| team(id, known)).collect()
}

/// A line of the list; `unread` where somebody should look.
pub(super) fn row(
    listed: &Listed,
    unread: bool,
    selected: Option<&str>,
    language: Language,
) -> ConversationRow {
    let id = listed.conversation.id.to_string();
    ConversationRow {
        selected: selected == Some(id.as_str()),
        id,
        person_id: listed.contact.id.to_string(),
        name: listed.person.called().to_owned(),
        preview: preview(listed, language),
        preview_by: if listed.last_by_contact { Side::Contact } else { Side::Teammate },
        said_at: listed.last_at.micros(),
        unread,
        priority: listed.conversation.priority,
        state: state(listed.conversation.state),
        snoozed_until: listed.conversation.snoozed_until.map(Time::micros),
        assignee: listed.conversation.assignee.zip(listed.assignee.clone()).map(|(id, name)| Teammate {
            id: id.to_string(),
            name,
            away: false,
        }),
    }
}

/// What was said last: the first line's worth of a text, or which files came without one.
fn preview(listed: &Listed, language: Language) -> String {
    match listed.last_files.as_slice() {
        [] if listed.last.is_empty() => language.words().inbox.removed.to_owned(),
        [] => line(&listed.last),
        [name] => line(name),
        several => fill(language.words().inbox.files, "count", &several.len().to_string()),
    }
}

fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(140) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

pub(super) const fn unnamed(person: &ContactShown) -> bool {
    person.name.is_none() && person.email.is_none()
}

/// A part, with its files found under that address. What can be done with it is added by whoever knows who looks.
pub(super) fn part(part: PartShown, files: &str, known: &Colleagues, teams: &Teams) -> Part {
    let kind = match part.kind {
        Kind::Comment => PartKind::Comment,
        Kind::Note => PartKind::Note,
        Kind::Closed => PartKind::System(Event::Closed),
        Kind::Opened if matches!(part.author.author, By::System) => PartKind::System(Event::Woken),
        Kind::Opened | Kind::Reopened => PartKind::System(Event::Reopened),
        Kind::Snoozed(until) => PartKind::System(Event::Snoozed { until: until.map(Time::micros) }),
        Kind::Assigned(to) => {
            PartKind::System(Event::Assigned { to: to.and_then(|to| known.get(&to).cloned()) })
        }
        Kind::AssignedTeam(to) => PartKind::System(Event::AssignedTeam {
            to: to.map(|to| teams.get(&to).cloned().unwrap_or_else(|| to.to_string())),
        }),
        Kind::Attached => PartKind::System(Event::Attached),
        Kind::Detached => PartKind::System(Event::Detached),
    };
    let (id, side) = match part.author.author {
        By::Contact(id) => (id.to_string(), Side::Contact),
        By::Teammate(id) => (id.to_string(), Side::Teammate),
        By::System => (String::new(), Side::System),
    };
    let attachments = part.files.into_iter().map(|file| Attachment {
        url: format!("{files}/{}", file.id),
        id: file.id.to_string(),
        name: file.name,
        media_type: file.media_type,
        size_bytes: u64::try_from(file.size_bytes).unwrap_or_default(),
    });
    Part {
        id: part.message.to_string(),
        seq: part.seq,
        kind,
        author: Author { id, name: part.author.name, side },
        body: part.body,
        attachments: attachments.collect(),
        redacted: part.redacted,
        removable: false,
        at: part.created_at.micros(),
    }
}

/// A conversation among the others with the same person.
pub(super) fn previous(listed: &Listed, language: Language) -> Previous {
    Previous {
        id: listed.conversation.id.to_string(),
        preview: preview(listed, language),
        state: state(listed.conversation.state),
        at: listed.conversation.moved_at.micros(),
    }
}

/// The newest notes about somebody.
pub(super) fn notes(page: notes::Page, known: &Colleagues) -> PersonNotes {
    let note = |note: notes::NoteShown| PersonNote {
        author: known.get(&note.author).map(|one| one.name.clone()).unwrap_or_default(),
        text: note.body,
        at: note.created_at.micros(),
    };
    PersonNotes {
        newest: page.notes.into_iter().map(note).collect(),
        all: u64::try_from(page.total).unwrap_or_default(),
    }
}

/// Something that the person did. A link or an amount is shown as its two values.
pub(super) fn event(event: DataEventShown) -> DataEvent {
    let facts = event.metadata.into_iter().flat_map(|(name, value)| match value {
        serde_json::Value::Object(object) => {
            object.into_iter().map(|(part, value)| (format!("{name} · {part}"), text(&value))).collect()
        }
        value => vec![(name, text(&value))],
    });
    DataEvent {
        facts: facts.collect(),
        name: event.name,
        by_website: event.told_by == ToldBy::Website,
        counted: event.counted.map(|counted| Counted { times: counted.times, first: counted.first.micros() }),
        at: event.happened_at.micros(),
    }
}

/// Somebody in a conversation, or who could be.
pub(super) fn participant(contact: &domain::contacts::Contact, shown: ContactShown) -> Participant {
    Participant { id: contact.id.to_string(), name: shown.called().to_owned(), email: shown.email }
}

pub(super) const fn mail(contact: &domain::contacts::Contact) -> Mail {
    if contact.unsubscribed { Mail::Unwanted } else { Mail::Wanted }
}

/// What is known and held of somebody; what can be done with them is added by whoever knows who looks.
pub(super) fn person(
    contact: &domain::contacts::Contact,
    shown: ContactShown,
    (held, by): (&Held, &Actor),
    region: Region,
    known: &Colleagues,
) -> Person {
    let pseudonym = unnamed(&shown);
    let name = shown.called().to_owned();
    let attributes =
        [&shown.name, &shown.email, &shown.phone, &shown.external_id].into_iter().flatten().count()
            + shown.custom_attributes.len();
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    Person {
        id: contact.id.to_string(),
        conversation: String::new(),
        version: contact.version,
        may: May::default(),
        reviewers: Vec::new(),
        blocked: false,
        mail: mail(contact),
        mail_log: None,
        participants: Vec::new(),
        beside: false,
        companies: Vec::new(),
        companies_beyond: 0,
        tags: Vec::new(),
        notes: PersonNotes::default(),
        noted: Noted::default(),
        previous: Newest::default(),
        events: Newest::default(),
        given_name: shown.name,
        name,
        pseudonym,
        role: match contact.role {
            ContactRole::Visitor => PersonRole::Visitor,
            ContactRole::Lead => PersonRole::Lead,
            ContactRole::User => PersonRole::User,
        },
        email: shown.email,
        phone: shown.phone,
        external_id: shown.external_id,
        custom_attributes: texts(shown.custom_attributes),
        data: DataCard {
            held: vec![
                (HeldKind::Attributes, attributes as u64),
                (HeldKind::Conversations, count(held.conversations)),
                (HeldKind::Messages, count(held.messages)),
                (HeldKind::Notes, count(held.notes)),
                (HeldKind::Files, count(held.files)),
                (HeldKind::Sessions, count(held.sessions)),
                (HeldKind::Events, count(held.events)),
            ],
            region: host_region(region),
            until: [(HeldKind::Sessions, held.sessions_end), (HeldKind::Events, held.events_end)]
                .into_iter()
                .filter_map(|(kind, end)| Some((kind, end?.micros())))
                .collect(),
            identity: match (held.proven, contact.role) {
                (Some(How::Token), _) => Identity::ByToken,
                (Some(How::Hash), _) => Identity::ByHash,
                (None, ContactRole::Visitor) => Identity::Anonymous,
                (None, ContactRole::Lead) => Identity::Stated,
                (None, ContactRole::User) => Identity::BySystems,
            },
            last_looked: held
                .looked_besides(by)
                .map(|(kind, id, at)| Looked { by: looked_by(kind, id, known), at: at.micros() }),
        },
    }
}

fn looked_by(kind: &str, id: &str, known: &Colleagues) -> String {
    let teammate = (kind == "teammate").then(|| id.parse().ok()).flatten();
    let name = teammate.and_then(|id| known.get(&id)).map(|one| one.name.clone());
    name.unwrap_or_else(|| "API".to_owned())
}

const fn host_region(region: Region) -> HostRegion {
    match region {
        Region::Us => HostRegion::Us,
        Region::Eu => HostRegion::Eu,
        Region::Au => HostRegion::Au,
    }
}

/// Custom attributes as they are shown.
pub(super) fn texts(attributes: CustomAttributes) -> Vec<(String, String)> {
    attributes.into_iter().map(|(name, value)| (name, text(&value))).collect()
}

/// A custom attribute as it is shown.
pub(super) fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
