//! Reading a conversation's parts, opened for somebody who may read it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use privacy::access::{Actor, Allowed, Permit, act};
use privacy::ids::{Attachment, Contact, Conversation as ConversationKind, Message, Team, Teammate};
use privacy::keys::{KeyError, WorkspaceKeys};
use privacy::purpose::Purpose;
use privacy::{Id, Sealed, Time};
use store::{Count, Flag, params, statements};

use super::part::{self, Author, Kind};
use crate::conversations::{Conversation, mark_read};
use crate::uses::MessageBody;
use crate::{Deployment, Trouble, attachments, contacts, limits, teammates};

/// The columns of a part `m`, in the order in which `read_stored` takes them.
macro_rules! message_columns {
    () => {
        "m.conversation_id, m.seq, m.message_id, m.kind, m.author_kind, m.author_id, m.assignee_id, m.team_id, m.attachments, m.body, \
         m.created_at, m.updated_at, m.redacted_at, m.snoozed_until"
    };
}
pub(crate) use message_columns;

statements! {
    /// Parts after a number, oldest first; notes and events only for teammates.
    LIST_PARTS = concat!("SELECT ", message_columns!(), " FROM messages m \
                 WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.seq > $3 AND (m.kind = 'comment' OR CAST($4 AS BIGINT) = 1) \
                 ORDER BY m.seq LIMIT $5");
    /// The newest parts before a number, newest first.
    LIST_PARTS_BEFORE = concat!("SELECT ", message_columns!(), " FROM messages m \
                 WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.seq < $3 AND (m.kind = 'comment' OR CAST($4 AS BIGINT) = 1) \
                 ORDER BY m.seq DESC LIMIT $5");
    /// The newest parts up to a number whose text was taken away; notes only for teammates.
    LIST_REDACTED = "SELECT seq FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND seq >= $3 AND seq <= $4 \
                 AND (kind = 'comment' OR CAST($5 AS BIGINT) = 1) AND redacted_at IS NOT NULL ORDER BY seq DESC LIMIT $6";
}

/// A part as the store holds it.
pub(crate) struct Stored {
    pub(crate) conversation: Id<ConversationKind>,
    pub(crate) seq: i64,
    pub(crate) message: Id<Message>,
    pub(crate) kind: Kind,
    pub(crate) author: Author,
    pub(crate) attachments: i64,
    pub(crate) body: Option<Sealed<MessageBody>>,
    pub(crate) created_at: Time,
    pub(crate) updated_at: Time,
    pub(crate) redacted_at: Option<Time>,
}

/// What became of a part's text.
pub(crate) enum Text {
    Open(String),
    Ended,
}

impl Text {
    /// The text; empty where its key has ended.
    pub(crate) fn into_shown(self) -> String {
        match self {
            Self::Open(text) => text,
            Self::Ended => String::new(),
        }
    }
}

/// Reads a part from the columns of `message_columns`.
pub(crate) fn read_stored(c: &mut store::Cells) -> Result<Stored, Trouble> {
    let (conversation, seq, message) = (c.id()?, c.count()?, c.id()?);
    let kind = c.code(Kind::of_code)?;
    let author = c.code(Author::known_kind)?;
    let author = c.text(|id| Author::read(author, id))?;
    let (assignee, team): (Option<Id<Teammate>>, Option<Id<Team>>) = (c.maybe_id()?, c.maybe_id()?);
    let kind = match kind {
        Kind::Assigned(_) => Kind::Assigned(assignee),
        Kind::AssignedTeam(_) => Kind::AssignedTeam(team),
        other => other,
    };
    let mut stored = Stored {
        conversation,
        seq,
        message,
        kind,
        author,
        attachments: c.count()?,
        body: c.maybe_sealed()?,
        created_at: c.time()?,
        updated_at: c.time()?,
        redacted_at: c.maybe_time()?,
    };
    let until = c.maybe_time()?;
    if let Kind::Snoozed(snoozed) = &mut stored.kind {
        *snoozed = until;
    }
    Ok(stored)
}

impl Stored {
    /// Opens the text; events have none. Where it is one of several people's whose keys have just ended, it is as if it were
    /// taken out already.
    pub(crate) fn open(&self, keys: &WorkspaceKeys, permit: &Permit) -> Result<Text, Trouble> {
        let Some(body) = &self.body else { return Ok(Text::Open(String::new())) };
        match keys.open(permit, &part::row(self.conversation, self.seq), body) {
            Ok(text) => Ok(Text::Open(text.into_shown())),
            Err(KeyError::Shredded) => Ok(Text::Ended),
            Err(error) => Err(error.into()),
        }
    }
}

/// A file that came with a part, opened but for its content.
#[derive(Clone)]
pub struct FileShown {
    /// Its id.
    pub id: Id<Attachment>,
    /// Its name.
    pub name: String,
    /// What it claims to be.
    pub media_type: String,
    /// Its size, in bytes.
    pub size_bytes: i64,
}

/// Who wrote a part, by name.
#[derive(Clone)]
pub struct AuthorShown {
    /// Who.
    pub author: Author,
    /// Their name, or what they are called where they have none; empty for the program.
    pub name: String,
}

/// A part, opened.
#[derive(Clone)]
pub struct PartShown {
    /// Its number in the conversation.
    pub seq: i64,
    /// Its id.
    pub message: Id<Message>,
    /// What it is.
    pub kind: Kind,
    /// Who wrote it.
    pub author: AuthorShown,
    /// The text; empty for what merely happened.
    pub body: String,
    /// The files that came with it.
    pub files: Vec<FileShown>,
    /// When it was written.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// Whether its text and files were taken away for good.
    pub redacted: bool,
}

/// Which parts to read.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those after a number, oldest first.
    After(i64),
    /// The newest ones.
    Latest,
    /// The newest ones before a number.
    Before(i64),
}

/// Parts of a conversation, oldest first, with notes only for those who may see them. Looking marks it read.
pub async fn thread(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    permit: &Permit,
    which: Which,
    limit: i64,
) -> Result<Vec<PartShown>, Trouble> {
    let shown = parts(d, read, permit, which, limit).await?;
    let by_teammate = |part: &&PartShown| part.kind == Kind::Comment && !part.author.author.is_contact();
    mark_read(d, read, shown.iter().filter(by_teammate).map(|part| part.seq).max()).await?;
    Ok(shown)
}

/// The same for whoever has the conversation before them up to a part: only what was said after it marks it read, so that what
/// was marked unread stays so.
pub async fn thread_again(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    permit: &Permit,
    which: Which,
    limit: i64,
    known: i64,
) -> Result<Vec<PartShown>, Trouble> {
    let shown = parts(d, read, permit, which, limit).await?;
    let said = |part: &PartShown| matches!(part.kind, Kind::Comment | Kind::Note);
    if shown.iter().any(|part| part.seq > known && said(part)) {
        mark_read(d, read, None).await?;
    }
    Ok(shown)
}

/// The same for whoever may be a program that follows links, or has not got it before them yet: it marks nothing.
pub async fn parts(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    permit: &Permit,
    which: Which,
    limit: i64,
) -> Result<Vec<PartShown>, Trouble> {
    let (held, from) = (read.thing(), begins(read));
    let limit = Count(limit.clamp(1, limits::PARTS));
    let (statement, at) = match which {
        Which::After(seq) => (&LIST_PARTS, seq.max(from - 1)),
        Which::Latest => (&LIST_PARTS_BEFORE, i64::MAX),
        Which::Before(seq) => (&LIST_PARTS_BEFORE, seq),
    };
    let asked = params![held.workspace, held.id, Count(at), inside(read), limit];
    let listed = async { d.store.rows(statement, asked).await.map_err(Trouble::from) };
    let keys = d.keys(held.workspace).await?;
    let (rows, mut names) = tokio::try_join!(listed, Names::of(d, &keys, permit, held.contact))?;
    let mut stored =
        rows.into_iter().map(|row| read_stored(&mut row.cells())).collect::<Result<Vec<_>, _>>()?;
    stored.retain(|part| part.seq >= from);
    stored.sort_unstable_by_key(|part| part.seq);
    if held.shared_from.is_some() {
        names.add(d, &keys, permit, &stored).await?;
    }
    let mut shown = Vec::with_capacity(stored.len());
    for one in &stored {
        shown.push(show_one(d, &keys, permit, names.name(&one.author), one).await?);
    }
    Ok(shown)
}

/// A contact has before them what was said up to the part `seq`; of anybody else it marks nothing.
pub async fn seen(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    seq: i64,
) -> Result<(), Trouble> {
    match read.actor() {
        Actor::Contact { .. } => mark_read(d, read, Some(seq.min(read.thing().next_seq - 1))).await,
        _ => Ok(()),
    }
}

/// The number of the first part that whoever reads may see.
fn begins(read: &Allowed<Conversation, act::ReadConversations>) -> i64 {
    match read.actor() {
        Actor::Contact { id, .. } => read.thing().visible_from(*id),
        _ => 0,
    }
}

/// Whether notes and events are for whoever reads.
const fn inside(read: &Allowed<Conversation, act::ReadConversations>) -> Flag {
    Flag(!matches!(read.actor(), Actor::Contact { .. }))
}

/// The numbers of the newest parts up to `known` whose text was taken away: whoever shows them still has it.
pub async fn redacted(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    known: i64,
) -> Result<Vec<i64>, Trouble> {
    let held = read.thing();
    let (from, known, limit) = (Count(begins(read)), Count(known), Count(limits::PARTS));
    let asked = params![held.workspace, held.id, from, known, inside(read), limit];
    let rows = d.store.rows(&LIST_REDACTED, asked).await?;
    rows.into_iter().map(|row| Ok(row.cells().count()?)).collect()
}

/// Opens one part whose author's name is known.
pub(crate) async fn show_one(
    d: &Deployment,
    keys: &WorkspaceKeys,
    permit: &Permit,
    name: String,
    one: &Stored,
) -> Result<PartShown, Trouble> {
    let text = one.open(keys, permit)?;
    let ended = matches!(text, Text::Ended);
    let files = match one.attachments {
        0 => Vec::new(),
        _ if ended => Vec::new(),
        _ => attachments::of_part(d, keys, permit, one.conversation, one.seq).await?,
    };
    Ok(PartShown {
        seq: one.seq,
        message: one.message,
        kind: one.kind,
        author: AuthorShown { author: one.author, name },
        body: text.into_shown(),
        files,
        created_at: one.created_at,
        updated_at: one.updated_at,
        redacted: ended || one.redacted_at.is_some(),
    })
}

/// The names of a conversation's authors.
struct Names {
    contacts: HashMap<Id<Contact>, String>,
    teammates: HashMap<Id<Teammate>, String>,
}

impl Names {
    async fn of(
        d: &Deployment,
        keys: &WorkspaceKeys,
        permit: &Permit,
        contact: Id<Contact>,
    ) -> Result<Self, Trouble> {
        let workspace = permit.actor().workspace();
        let (teammates, found) =
            tokio::try_join!(teammates::names(d, permit), contacts::find(d, workspace, contact))?;
        let found = match found {
            None if permit.purpose() == Purpose::Legal => {
                contacts::find_restricted(d, workspace, contact).await?
            }
            found => found,
        };
        let name = called(keys, permit, contact, found)?;
        Ok(Self { contacts: [(contact, name)].into(), teammates })
    }

    /// The names of those among several people who wrote these parts.
    async fn add(
        &mut self,
        d: &Deployment,
        keys: &WorkspaceKeys,
        permit: &Permit,
        stored: &[Stored],
    ) -> Result<(), Trouble> {
        for part in stored {
            let Author::Contact(id) = part.author else { continue };
            if let Entry::Vacant(place) = self.contacts.entry(id) {
                let found = contacts::find(d, keys.workspace(), id).await?;
                place.insert(called(keys, permit, id, found)?);
            }
        }
        Ok(())
    }

    fn name(&self, author: &Author) -> String {
        match author {
            Author::Contact(id) => self.contacts.get(id).cloned().unwrap_or_else(|| contacts::pseudonym(id)),
            Author::Teammate(id) => self.teammates.get(id).cloned().unwrap_or_default(),
            Author::System => String::new(),
        }
    }
}

/// What a contact is called for whoever reads: another contact is not told an address.
fn called(
    keys: &WorkspaceKeys,
    permit: &Permit,
    id: Id<Contact>,
    found: Option<contacts::Contact>,
) -> Result<String, Trouble> {
    let Some(found) = found else { return Ok(contacts::pseudonym(&id)) };
    let shown = contacts::show(keys, permit, &found)?;
    let other = matches!(permit.actor(), Actor::Contact { id: reader, .. } if *reader != id);
    Ok(if other { shown.name.unwrap_or(shown.pseudonym) } else { shown.called().to_owned() })
}
