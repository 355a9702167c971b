//! The parts of a conversation: kinds, authors, drafts.

use activity_log::{FactKey, Facts};
use privacy::access::Actor;
use privacy::ids::{
    Attachment, Change as ChangeKind, Contact, Conversation as ConversationKind, Hex, Message, Team,
    Teammate, Workspace,
};
use privacy::keys::{Leaf, Under};
use privacy::secret::Digest;
use privacy::{Id, Personal, RowId, Time};
use store::{Event, EventKind};

use super::links;
use crate::Deployment;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Seen by the contact and the teammates.
    Comment,
    /// Seen by teammates only.
    Note,
    /// The conversation was closed.
    Closed,
    /// It was opened by a teammate.
    Opened,
    /// It was opened because the contact wrote again.
    Reopened,
    /// It was put aside until then; parts of old do not tell until when.
    Snoozed(Option<Time>),
    /// It was given to a teammate, or taken from one.
    Assigned(Option<Id<Teammate>>),
    /// It was given to a team, or taken from one.
    AssignedTeam(Option<Id<Team>>),
    /// A further contact was brought in; the log says whom.
    Attached,
    /// One of several contacts was taken out.
    Detached,
}

impl Kind {
    /// The permanent code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Note => "note",
            Self::Closed => "closed",
            Self::Opened => "opened",
            Self::Reopened => "reopened",
            Self::Snoozed(_) => "snoozed",
            Self::Assigned(_) => "assigned",
            Self::AssignedTeam(_) => "assigned_team",
            Self::Attached => "attached",
            Self::Detached => "detached",
        }
    }

    /// The kind of that code; one given to nobody and put aside until no time, until the columns next to it are
    /// read.
    pub fn of_code(code: &str) -> Option<Self> {
        [
            Self::Comment,
            Self::Note,
            Self::Closed,
            Self::Opened,
            Self::Reopened,
            Self::Snoozed(None),
            Self::Assigned(None),
            Self::AssignedTeam(None),
            Self::Attached,
            Self::Detached,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }
}

/// Who is named as the author of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The contact.
    Contact(Id<Contact>),
    /// A teammate.
    Teammate(Id<Teammate>),
    /// The program.
    System,
}

impl Author {
    /// The author that an actor is by itself; a token writes as its teammate.
    pub const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Contact { id, .. } => Self::Contact(*id),
            Actor::Teammate { id, .. } | Actor::Token { teammate: id, .. } => Self::Teammate(*id),
            Actor::System { .. } => Self::System,
        }
    }

    /// Whether the contact wrote it.
    pub const fn is_contact(&self) -> bool {
        matches!(self, Self::Contact(_))
    }

    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Teammate(_) => "teammate",
            Self::System => "system",
        }
    }

    /// The kind of author, as stored, before the id next to it is read.
    pub(super) fn known_kind(kind: &str) -> Option<&'static str> {
        ["contact", "teammate", "system"].into_iter().find(|known| *known == kind)
    }

    /// Reads the two columns back.
    pub(super) fn read(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "contact" => id.parse().ok().map(Self::Contact),
            "teammate" => id.parse().ok().map(Self::Teammate),
            "system" => Some(Self::System),
            _ => None,
        }
    }
}

/// A file to send.
#[derive(Clone)]
pub struct NewFile {
    /// Its name.
    pub name: Personal<String>,
    /// What it claims to be.
    pub media_type: Personal<String>,
    /// Its content.
    pub content: Personal<Vec<u8>>,
    pub(crate) id: Id<Attachment>,
}

impl NewFile {
    /// A file with an id of its own.
    pub fn new(
        d: &Deployment,
        name: Personal<String>,
        media_type: Personal<String>,
        content: Personal<Vec<u8>>,
    ) -> Self {
        Self { name, media_type, content, id: Id::<Attachment>::fresh(&d.random, d.now()) }
    }

    /// Whether it begins otherwise than files of the type that it claims to be.
    pub(crate) fn is_disguised(&self) -> bool {
        let begins = |(start, at_eight): (&[u8], &[u8])| {
            let then = |bytes: &[u8]| bytes.get(8..).unwrap_or_default().starts_with(at_eight);
            self.content.is(|bytes| bytes.starts_with(start) && then(bytes))
        };
        let claims = |media_type: &str| {
            self.media_type
                .is(|text| text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type))
        };
        STARTS.iter().any(|(media_type, ..)| claims(media_type))
            && !STARTS
                .iter()
                .any(|(media_type, start, at_eight)| claims(media_type) && begins((*start, *at_eight)))
    }
}

/// How every file of a type begins, and what stands from its ninth byte on.
const STARTS: [(&str, &[u8], &[u8]); 6] = [
    ("image/png", b"\x89PNG\r\n\x1a\n", b""),
    ("image/jpeg", b"\xff\xd8\xff", b""),
    ("image/gif", b"GIF87a", b""),
    ("image/gif", b"GIF89a", b""),
    ("image/webp", b"RIFF", b"WEBP"),
    ("application/pdf", b"%PDF-", b""),
];

/// How many files were sent, and how many of them are not what they say; how many of a contact's links lead inside, and so
/// are no links to whoever reads them.
pub(crate) fn counted(facts: Facts, draft: &Draft) -> Facts {
    let mut inside = 0;
    if draft.author.is_contact() {
        draft.body.is(|body| {
            inside = links::inside(body);
            true
        });
    }
    let disguised = draft.files.iter().filter(|file| file.is_disguised()).count() as u64;
    let facts = facts.count(FactKey::Attachments, draft.files.len() as u64);
    let told = [(FactKey::Disguised, disguised), (FactKey::Inside, inside)];
    told.into_iter()
        .filter(|(_, count)| *count > 0)
        .fold(facts, |facts, (key, count)| facts.count(key, count))
}

/// A key that the writer chose, by which sending the same again is harmless: 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientKey([u8; 16]);

impl ClientKey {
    /// Reads 32 lower-case hexadecimal digits.
    pub fn read(text: &str) -> Option<Self> {
        <Hex<16> as privacy::ids::Raw>::read(text).map(|hex| Self(*hex.bytes()))
    }

    /// The id of the change by which that actor does `what` under this key: it is done once.
    pub(crate) fn change_id(self, what: &str, by: &Actor) -> Id<ChangeKind> {
        let mut told = format!("{what}\n{}\n{}\n{}\n", by.workspace(), by.kind(), by.id()).into_bytes();
        told.extend(self.0);
        let digest = Digest::of(&told);
        let mut id = [0; 16];
        id.iter_mut().zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
        Id::of(Hex::new(id))
    }
}

impl std::fmt::Display for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Hex::new(self.0).fmt(f)
    }
}

/// Something to be said.
#[derive(Clone)]
pub struct Draft {
    /// Comment or note.
    pub kind: Kind,
    /// Who says it.
    pub author: Author,
    /// The text; may be empty where there are files.
    pub body: Personal<String>,
    /// Files that go with it.
    pub files: Vec<NewFile>,
    /// Makes sending it again harmless.
    pub key: Option<ClientKey>,
}

impl Draft {
    /// The id of the change that sends this: from the writer's key, if there is one, else new.
    pub(crate) fn change_id(&self, d: &Deployment, by: &Actor) -> Id<ChangeKind> {
        self.key.map_or_else(|| d.change(), |key| key.change_id("troth/send/v1", by))
    }
}

/// The id that is tried when the one before it is taken by what is not there any more.
pub(super) fn after(id: Id<ChangeKind>) -> Id<ChangeKind> {
    let digest = Digest::of(format!("troth/send-again/v1\n{id}").as_bytes());
    let mut next = [0; 16];
    next.iter_mut().zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
    Id::of(Hex::new(next))
}

/// Where a part stands and under what it is sealed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) workspace: Id<Workspace>,
    pub(crate) conversation: Id<ConversationKind>,
    pub(crate) contact: Id<Contact>,
    pub(crate) seq: i64,
    pub(crate) message: Id<Message>,
    /// The leaf of the data subject: the contact who wrote it, or to whom it was written. None where it was written to several.
    pub(crate) subject: Option<Leaf>,
    /// The leaf of the conversation for this block of 65,536 parts.
    pub(crate) leaf: Leaf,
}

impl Part {
    /// The references under which the part's content is sealed.
    pub(crate) fn under(&self) -> Under {
        let part = u16::try_from(self.seq & 0xffff).unwrap_or(u16::MAX);
        match self.subject {
            Some(subject) => Under::part_of(subject, self.leaf, part),
            None => Under::part(self.leaf, part),
        }
    }

    /// The row of the part.
    pub(crate) fn row(&self) -> RowId {
        row(self.conversation, self.seq)
    }

    /// What screens are told of it.
    pub(crate) const fn told(&self, kind: EventKind) -> Event {
        Event {
            workspace: self.workspace,
            conversation: self.conversation,
            contact: self.contact,
            kind,
            by: None,
        }
    }
}

/// The row of a part, as its sealed body is bound to it.
pub(super) fn row(conversation: Id<ConversationKind>, seq: i64) -> RowId {
    RowId::of_two(conversation, seq)
}
