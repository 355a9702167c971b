//! Pages of conversations, each with its person, its first and its last message.

use std::collections::HashMap;

use activity_log::Action;
use privacy::Id;
use privacy::Time;
use privacy::access::{Actor, Permit};
use privacy::ids::{Conversation as ConversationKind, Teammate, Workspace};
use store::{Code, Count, Param, params, statements};

use super::{Conversation, State, find};
use crate::contacts::{self, Contact, ContactShown};
use crate::messages::{self, Author, PartShown, Stored};
use crate::{Deployment, Trouble, entry, limits, reads, teammates};

statements! {
    /// A page of conversations before a place in time; $5 a state or NULL, $6 whose (-1 anybody's, 0 nobody's), $7 a contact or NULL.
    LIST_CONVERSATIONS = concat!("SELECT ", find::conversation_columns!(), ", ", contacts::contact_columns!(), ", ",
        messages::message_columns!(), ", l.conversation_id, l.seq, l.message_id, l.kind, l.author_kind, l.author_id, \
        l.assignee_id, l.attachments, l.body, l.created_at, l.updated_at, l.redacted_at FROM conversations k \
        JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
        JOIN messages m ON m.workspace_id = k.workspace_id AND m.conversation_id = k.conversation_id AND m.seq = 0 \
        JOIN messages l ON l.workspace_id = k.workspace_id AND l.conversation_id = k.conversation_id AND l.seq = k.last_comment_seq \
        WHERE k.workspace_id = $1 AND k.state <> 'erasing' AND (k.updated_at < $2 OR (k.updated_at = $2 AND k.conversation_id < $3)) \
        AND (CAST($5 AS TEXT) IS NULL OR k.state = $5) \
        AND (CAST($6 AS BIGINT) = -1 OR COALESCE(k.assignee_id, 0) = $6) \
        AND (CAST($7 AS TEXT) IS NULL OR k.contact_id = $7) \
        ORDER BY k.updated_at DESC, k.conversation_id DESC LIMIT $4");
    /// How many conversations such a list has.
    COUNT_CONVERSATIONS = "SELECT CAST(COUNT(*) AS BIGINT) FROM conversations k \
        JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
        WHERE k.workspace_id = $1 AND k.state <> 'erasing' AND (CAST($2 AS TEXT) IS NULL OR k.state = $2) AND (CAST($3 AS BIGINT) = -1 OR COALESCE(k.assignee_id, 0) = $3) \
        AND (CAST($4 AS TEXT) IS NULL OR k.contact_id = $4)";
}

/// Whose conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Everybody's.
    All,
    /// Those that nobody looks after.
    Unassigned,
    /// One teammate's.
    Of(Id<Teammate>),
}

impl Folder {
    fn number(self) -> i64 {
        match self {
            Self::All => -1,
            Self::Unassigned => 0,
            Self::Of(teammate) => teammate.raw().get(),
        }
    }
}

/// Which conversations.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Whose.
    pub folder: Folder,
    /// In which state; `None` for all.
    pub state: Option<State>,
    /// With which contact; `None` for all.
    pub contact: Option<Id<privacy::ids::Contact>>,
}

/// A place in a list that goes from new to old: everything before it is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The time of the conversation's last change.
    pub updated_at: Time,
    /// Its id.
    pub id: Id<ConversationKind>,
}

/// One conversation of a list, opened.
pub struct Listed {
    /// The conversation.
    pub conversation: Conversation,
    /// The contact as stored.
    pub contact: Contact,
    /// The contact, opened.
    pub person: ContactShown,
    /// Its first message.
    pub first: PartShown,
    /// The text of its last comment.
    pub last: String,
    /// Whether a teammate wrote the last comment and the contact has not seen it.
    pub unseen: bool,
    /// Whether the contact wrote the last comment.
    pub last_by_contact: bool,
}

/// A page and how many conversations the whole list has.
pub struct Page {
    /// The conversations.
    pub conversations: Vec<Listed>,
    /// How many there are in all.
    pub total: i64,
}

/// The conversations after (older than) `after`, opened for a permit whose actor is entered as their reader.
pub async fn list(
    d: &Deployment,
    permit: &Permit,
    filter: Filter,
    after: Option<Place>,
    limit: i64,
) -> Result<Page, Trouble> {
    let workspace = permit.actor().workspace();
    reads::note(d, permit, entry::of(Action::ConversationListed, &workspace), None).await?;
    let end = Id::of(privacy::ids::Number::LAST);
    let place = after.unwrap_or(Place { updated_at: Time::from_micros(i64::MAX), id: end });
    let [state, folder, contact] = narrowing(permit.actor(), &filter);
    let limit = Count(limit.clamp(1, limits::PAGE + 1));
    let bound = vec![
        workspace.into(),
        place.updated_at.into(),
        place.id.into(),
        limit.into(),
        state.clone(),
        folder.clone(),
        contact.clone(),
    ];
    let rows = d.store.rows(&LIST_CONVERSATIONS, bound).await?;
    let total = d.store.row(&COUNT_CONVERSATIONS, vec![workspace.into(), state, folder, contact]).await?;
    let total = total.map_or(Ok(0), |row| row.cells().count())?;
    let names = teammates::names(d, permit).await?;
    let mut conversations = Vec::with_capacity(rows.len());
    for row in rows {
        let mut c = row.cells();
        let conversation = find::read(&mut c)?;
        let contact = contacts::read_row(&mut c)?;
        let (first, last) = (messages::read_stored(&mut c)?, messages::read_stored(&mut c)?);
        conversations.push(open(d, permit, &names, conversation, contact, first, &last).await?);
    }
    Ok(Page { conversations, total })
}

/// A contact's list is of their own conversations, whatever the filter says.
fn narrowing(by: &Actor, filter: &Filter) -> [Param; 3] {
    let contact = if let Actor::Contact { id, .. } = by { Some(*id) } else { filter.contact };
    [
        filter.state.map(|state| Code(state.code())).into(),
        Count(filter.folder.number()).into(),
        contact.into(),
    ]
}

async fn open(
    d: &Deployment,
    permit: &Permit,
    names: &HashMap<Id<Teammate>, String>,
    conversation: Conversation,
    contact: Contact,
    first: Stored,
    last: &Stored,
) -> Result<Listed, Trouble> {
    let keys = d.keys(conversation.workspace).await?;
    let person = contacts::show(&keys, permit, &contact)?;
    let text = last.open(&keys, permit)?;
    let name = match first.author {
        Author::Contact(_) => person.called().to_owned(),
        Author::Teammate(id) => names.get(&id).cloned().unwrap_or_default(),
        Author::System => String::new(),
    };
    let first = messages::show_one(d, &keys, permit, name, &first).await?;
    let last_by_contact = last.author.is_contact();
    let unseen = !last_by_contact && last.seq > conversation.contact_seen_seq;
    Ok(Listed { conversation, contact, person, first, last: text, unseen, last_by_contact })
}

/// How many conversations the folders hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The teammate's own.
    pub mine: i64,
    /// Nobody's.
    pub unassigned: i64,
    /// Everybody's.
    pub all: i64,
}

/// Counts the folders' conversations in one state.
pub async fn counts(
    d: &Deployment,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
    state: State,
) -> Result<Counts, Trouble> {
    let count = async |folder: Folder| -> Result<i64, Trouble> {
        let bound =
            params![workspace, Code(state.code()), Count(folder.number()), None::<Id<privacy::ids::Contact>>];
        let row = d.store.row(&COUNT_CONVERSATIONS, bound).await?;
        Ok(row.map_or(Ok(0), |row| row.cells().count())?)
    };
    Ok(Counts {
        mine: count(Folder::Of(teammate)).await?,
        unassigned: count(Folder::Unassigned).await?,
        all: count(Folder::All).await?,
    })
}
