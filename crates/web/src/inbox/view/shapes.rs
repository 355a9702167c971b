//! What the inbox's views are given: disclosed strings, ids as strings, times in Unix microseconds.

use super::companies::Company;
use super::data_card::DataCard;
use super::labels::PersonNotes;
use super::listing::{List, Listing, State};
use super::noted::Noted;
use crate::words::Language;

/// Who looks, where, and when: what every part of the inbox needs.
#[derive(Debug, Clone)]
pub struct Viewing {
    /// The language of the text.
    pub language: Language,
    /// The token that every form sends back.
    pub csrf: String,
    /// The list that is open.
    pub listing: Listing,
    /// The time of the answer, Unix microseconds.
    pub now: i64,
}

/// A teammate, by what others may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teammate {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// They said that they are away.
    pub away: bool,
}

/// How somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// Since when.
    pub since: i64,
    /// What people answer them meanwhile goes back.
    pub reassigns: bool,
}

/// A team, by what teammates see of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The whole inbox.
#[derive(Debug, Clone)]
pub struct InboxPage {
    /// Who looks, where, and when.
    pub viewing: Viewing,
    /// The teammate who is signed in.
    pub me: Teammate,
    /// Since when they are away, if they are.
    pub away: Option<Away>,
    /// The workspace's name.
    pub workspace_name: String,
    /// Whether the one who looks may see the activity log.
    pub sees_log: bool,
    /// The one who looks may see erasures.
    pub sees_erasures: bool,
    /// The one who looks may keep views.
    pub keeps_views: bool,
    /// Who is there; whoever looks comes first.
    pub teammates: Vec<Teammate>,
    /// Whom conversations can be assigned to.
    pub assignees: Vec<Teammate>,
    /// The teams they can be assigned to.
    pub teams: Vec<Team>,
    /// The names of all tags.
    pub tag_names: Vec<String>,
    /// The list that is open, and how much each folder holds.
    pub list: List,
    /// The conversation that is open.
    pub thread: Option<Thread>,
    /// The person the open conversation is with.
    pub person: Option<Person>,
}

/// One line of the list.
#[derive(Debug, Clone)]
pub struct ConversationRow {
    /// The conversation's id.
    pub id: String,
    /// The person's id; it chooses the avatar's colour.
    pub person_id: String,
    /// The person's name, or the readable one we made up.
    pub name: String,
    /// The first words of the last message, or which files it brought.
    pub preview: String,
    /// The side that wrote it.
    pub preview_by: Side,
    /// When it was written.
    pub said_at: i64,
    /// No teammate has looked since.
    pub unread: bool,
    /// It comes before others.
    pub priority: bool,
    /// The state it is in.
    pub state: State,
    /// When a snooze ends.
    pub snoozed_until: Option<i64>,
    /// The teammate it is assigned to.
    pub assignee: Option<Teammate>,
    /// It is the open one.
    pub selected: bool,
}

/// One conversation.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The conversation's id.
    pub id: String,
    /// The person's id.
    pub person_id: String,
    /// The person's name, or the readable one we made up.
    pub name: String,
    /// The name was made up.
    pub pseudonym: bool,
    /// What the customer calls the conversation.
    pub title: Option<String>,
    /// The state it is in.
    pub state: State,
    /// When a snooze ends.
    pub snoozed_until: Option<i64>,
    /// It comes before others.
    pub priority: bool,
    /// The teammate it is assigned to.
    pub assignee: Option<Teammate>,
    /// The team it is assigned to.
    pub team: Option<Team>,
    /// Whether an answer reaches the person by mail too.
    pub mail: Mail,
    /// Who can be mentioned; whoever looks comes first.
    pub teammates: Vec<Teammate>,
    /// Who it can be assigned to.
    pub assignees: Vec<Teammate>,
    /// The teams it can be assigned to.
    pub teams: Vec<Team>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What was said and done, oldest first.
    pub parts: Vec<Part>,
    /// The last message of a teammate that the person has seen.
    pub seen: Option<i64>,
    /// The page on which it began, if that is known.
    pub written_on: Option<WrittenOn>,
    /// The numbers of parts before these that were removed, for whoever shows them still.
    pub taken: Vec<i64>,
    /// Older parts exist before this sequence number (`?before=` in the address).
    pub earlier: Option<i64>,
    /// The one who looks may answer and change it; else it is shown, and nothing more.
    pub answers: bool,
    /// What stands in the composer already.
    pub begun: Begun,
    /// 32 fresh hex digits for a reply sent without scripts.
    pub client_key: String,
}

/// What stands in the composer when a conversation is opened: a macro, or what was begun before.
#[derive(Debug, Clone, Default)]
pub struct Begun {
    /// The text.
    pub body: String,
    /// It is a note.
    pub note: bool,
}

/// One thing said or done.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its id.
    pub id: String,
    /// Its place in the conversation, from 0.
    pub seq: i64,
    /// What it is.
    pub kind: PartKind,
    /// Who said or did it.
    pub author: Author,
    /// The text; empty for what was done.
    pub body: String,
    /// The files sent with it.
    pub attachments: Vec<Attachment>,
    /// Its text and files were taken away for good.
    pub redacted: bool,
    /// The one who looks may take them away.
    pub removable: bool,
    /// When.
    pub at: i64,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// A message that both sides see.
    Comment,
    /// A message that teammates see.
    Note,
    /// Something that happened.
    System(Event),
}

/// What can happen to a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// It was put off.
    Snoozed {
        /// The end, where one was set.
        until: Option<i64>,
    },
    /// The snooze ended by itself.
    Woken,
    /// It was given to a teammate.
    Assigned {
        /// Their name; `None` means nobody.
        to: Option<Teammate>,
    },
    /// It was given to a team.
    AssignedTeam {
        /// Its name; `None` means no team.
        to: Option<String>,
    },
    /// Another person was brought in.
    Attached,
    /// One of several people was taken out.
    Detached,
}

/// Who wrote a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Their id; it chooses the avatar's colour.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The side they are on.
    pub side: Side,
}

/// The side of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The person who came for help.
    Contact,
    /// A teammate.
    Teammate,
    /// The program, or an API client.
    System,
}

impl Side {
    /// The word in class names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Teammate => "teammate",
            Self::System => "system",
        }
    }
}

/// A file sent with a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its media type as checked by the server; images are shown.
    pub media_type: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Where it can be fetched by whoever looks.
    pub url: String,
}

/// The person a conversation is with.
#[derive(Debug, Clone)]
pub struct Person {
    /// The conversation beside which they are shown.
    pub conversation: String,
    /// Counts changes of what is known.
    pub version: i64,
    /// What the one who looks may do with them.
    pub may: May,
    /// Who may review a hold on them; none where the one who looks may place none.
    pub reviewers: Vec<Teammate>,
    /// Their id.
    pub id: String,
    /// Their name, or the readable one we made up.
    pub name: String,
    /// The name was made up.
    pub pseudonym: bool,
    /// Their own name.
    pub given_name: Option<String>,
    /// What they are to the workspace.
    pub role: PersonRole,
    /// They can write nothing more.
    pub blocked: bool,
    /// Whether they are written to by mail.
    pub mail: Mail,
    /// Where it stands since when they are not, for whoever may see it.
    pub mail_log: Option<String>,
    /// Everybody who is in the conversation.
    pub participants: Vec<Participant>,
    /// They are there beside the one with whom the conversation is.
    pub beside: bool,
    /// The companies they belong to.
    pub companies: Vec<Company>,
    /// How many more companies there are.
    pub companies_beyond: u64,
    /// Their tags.
    pub tags: Vec<Tag>,
    /// What teammates noted about them.
    pub notes: PersonNotes,
    /// What is noted of the conversation.
    pub noted: Noted,
    /// Other conversations with them, the newest first.
    pub previous: Newest<Previous>,
    /// What they did lately, the newest first.
    pub events: Newest<DataEvent>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// The customer's own id for them.
    pub external_id: Option<String>,
    /// Names and values the customer defined.
    pub custom_attributes: Vec<(String, String)>,
    /// What is held about them.
    pub data: DataCard,
}

/// The newest of something, newest first.
#[derive(Debug, Clone)]
pub struct Newest<T> {
    /// Those that are opened.
    pub opened: Vec<T>,
    /// There are older ones.
    pub goes_on: bool,
}

impl<T> Newest<T> {
    /// `most` of them, of which one more was asked for.
    pub(in super::super) fn of(found: impl ExactSizeIterator<Item = T>, most: i64) -> Self {
        let most = usize::try_from(most).unwrap_or_default();
        Self { goes_on: found.len() > most, opened: found.take(most).collect() }
    }
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self { opened: Vec::new(), goes_on: false }
    }
}

/// Whether somebody is written to by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mail {
    /// They are, where they have an address.
    Wanted,
    /// They asked for no more.
    Unwanted,
}

/// What somebody may do with a person.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, shown for itself")]
pub struct May {
    /// Take away what is held of them.
    pub export: bool,
    /// Erase them.
    pub erase: bool,
    /// Change what is known of them.
    pub edit: bool,
    /// Bring others into the conversation, and take them out.
    pub bring_in: bool,
    /// Put tags on them, and take them away.
    pub tag: bool,
    /// Write notes about them.
    pub note: bool,
}

/// Somebody in a conversation.
#[derive(Debug, Clone)]
pub struct Participant {
    /// Their id.
    pub id: String,
    /// Their name, or the readable one we made up.
    pub name: String,
    /// Their e-mail address.
    pub email: Option<String>,
}

/// The page on which a conversation began.
#[derive(Debug, Clone)]
pub struct WrittenOn {
    /// Its address, `http` or `https`.
    pub url: String,
    /// Where the page was come to from.
    pub referrer: Option<String>,
}

/// Something that the person did.
#[derive(Debug, Clone)]
pub struct DataEvent {
    /// What.
    pub name: String,
    /// What else is told of it, by names.
    pub facts: Vec<(String, String)>,
    /// The page around the messenger told it, and not the customer's server.
    pub by_website: bool,
    /// How often, where that was told.
    pub counted: Option<Counted>,
    /// When; the last time, where it was counted.
    pub at: i64,
}

/// How often the person did something.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// How often.
    pub times: i64,
    /// When first.
    pub first: i64,
}

/// Another conversation with the same person.
#[derive(Debug, Clone)]
pub struct Previous {
    /// Its id.
    pub id: String,
    /// The first words of its last message.
    pub preview: String,
    /// The state it is in.
    pub state: State,
    /// When something last happened in it.
    pub at: i64,
}

/// What a person is to the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonRole {
    /// Anonymous.
    Visitor,
    /// Left something to be reached by.
    Lead,
    /// Known to the customer.
    User,
}

/// The region a workspace's data stays in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostRegion {
    /// United States.
    Us,
    /// European Union.
    Eu,
    /// Australia.
    Au,
}

impl HostRegion {
    /// All regions in the order they are shown.
    pub const EVERY: [Self; 3] = [Self::Us, Self::Eu, Self::Au];

    /// The word in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Eu => "eu",
            Self::Au => "au",
        }
    }

    /// The region a form names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|region| region.as_str() == word)
    }
}
