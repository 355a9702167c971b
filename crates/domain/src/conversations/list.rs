//! Pages of conversations, each with its person, and with its last message for screens or its first for programs.

use std::collections::HashMap;

use activity_log::Action;
use privacy::access::{Actor, Permit};
use privacy::ids::{Conversation as ConversationKind, Team, Teammate};
use privacy::keys::WorkspaceKeys;
use privacy::{Id, Time};
use store::{Count, Query};

use super::condition::{self, Compare, Condition, Sort};
use super::{Conversation, State, find, participants};
use crate::contacts::{self, Contact, ContactShown};
use crate::messages::{self, Author, PartShown, Stored, Text};
use crate::{Deployment, Trouble, attachments, entry, limits, reads, teammates};

/// A page of conversations with their people and a message of each, up to where the conditions come.
const LISTED: &str = concat!(
    "SELECT ",
    find::conversation_columns!(),
    ", ",
    contacts::contact_columns!(),
    ", ",
    messages::message_columns!(),
    " FROM (SELECT k.* FROM conversations k WHERE k.workspace_id ="
);
/// What comes after the conditions. The page is cut off before anything is joined to it: a database that knows nothing yet of
/// how many rows there are would else begin with the messages of everybody.
const JOINED: &str = ") k \
    JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id \
    JOIN messages m ON m.workspace_id = k.workspace_id AND m.conversation_id = k.conversation_id AND m.seq =";
/// Nobody is shown the conversations of the few contacts who are erased, or kept for a hold.
const SHOWN: &str = "AND NOT EXISTS (SELECT 1 FROM contacts h WHERE h.workspace_id = k.workspace_id \
    AND h.contact_id = k.contact_id AND h.state <> 'active')";
/// How many conversations fit, whoever they are with; an index alone answers it.
const COUNTED: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM conversations k WHERE k.workspace_id =";
/// How many of those are with the few contacts whose conversations are shown to nobody.
const HIDDEN: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM contacts c \
    JOIN conversations k ON k.workspace_id = c.workspace_id AND k.contact_id = c.contact_id \
    WHERE c.state <> 'active' AND c.workspace_id =";

/// Whose conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Everybody's.
    All,
    /// Those that neither a teammate nor a team looks after.
    Unassigned,
    /// One teammate's.
    Of(Id<Teammate>),
    /// One team's, whoever of it has them.
    Team(Id<Team>),
    /// Those in which a teammate is mentioned, whoever has them.
    Mentions(Id<Teammate>),
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

impl From<Filter> for Condition {
    fn from(filter: Filter) -> Self {
        let folder = match filter.folder {
            Folder::All => Vec::new(),
            Folder::Unassigned => vec![Self::Assignee(None), Self::Team(None)],
            Folder::Of(teammate) => vec![Self::Assignee(Some(teammate))],
            Folder::Team(team) => vec![Self::Team(Some(team))],
            Folder::Mentions(teammate) => vec![Self::Mentions(teammate)],
        };
        let state = filter.state.map(Self::State);
        let contact = filter.contact.map(Self::Contact);
        Self::Every(folder.into_iter().chain(state).chain(contact).collect())
    }
}

/// A place in a list: what the conversation is sorted by, as a number, and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What `Sort` sorts by.
    pub value: i64,
    /// The conversation's id.
    pub id: Id<ConversationKind>,
}

/// One conversation of a list and its first message, opened.
pub struct Begun {
    /// The conversation.
    pub conversation: Conversation,
    /// The contact as stored.
    pub contact: Contact,
    /// The contact, opened.
    pub person: ContactShown,
    /// Its first message.
    pub first: PartShown,
}

/// One conversation of a list and what was said last in it, opened.
pub struct Listed {
    /// The conversation.
    pub conversation: Conversation,
    /// The contact as stored.
    pub contact: Contact,
    /// The contact, opened.
    pub person: ContactShown,
    /// The text of its last comment.
    pub last: String,
    /// The names of the files that came with it, where it has no text.
    pub last_files: Vec<String>,
    /// When that was written.
    pub last_at: Time,
    /// Whether a teammate wrote the last comment and the contact has not seen it.
    pub unseen: bool,
    /// Whether the contact wrote the last comment.
    pub last_by_contact: bool,
    /// What the teammate is called who has the conversation.
    pub assignee: Option<String>,
}

/// A page and how many conversations the whole list has.
pub struct Page {
    /// The conversations.
    pub conversations: Vec<Begun>,
    /// How many there are in all.
    pub total: i64,
}

/// The conversations after (older than) `after`, those in which anything happened last first, opened for a permit whose actor is entered as their reader.
pub async fn list(
    d: &Deployment,
    permit: &Permit,
    filter: Filter,
    after: Option<Place>,
    limit: i64,
) -> Result<Page, Trouble> {
    let condition = filter.into();
    let conversations = begun(d, permit, &condition, Sort::LATEST, after, limit).await?;
    Ok(Page { conversations, total: total(d, permit, &condition).await? })
}

/// The conversations that fit, after `after` in their order, with what was said last in each, opened for a permit whose actor is
/// entered as their reader.
pub async fn page(
    d: &Deployment,
    permit: &Permit,
    condition: &Condition,
    sort: Sort,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Listed>, Trouble> {
    let found = found(d, permit, condition, sort, after, limit, Said::Last).await?;
    let names = teammates::names(d, permit).await?;
    let mut listed = Vec::with_capacity(found.len());
    for one in found {
        listed.push(open(d, permit, &names, one).await?);
    }
    Ok(listed)
}

/// The same of what fits one of two conditions that never hold both: each is looked for in an index of its own.
pub async fn page_of_both(
    d: &Deployment,
    permit: &Permit,
    (one, other): (&Condition, &Condition),
    sort: Sort,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Listed>, Trouble> {
    let mut both = page(d, permit, one, sort, after, limit).await?;
    both.extend(page(d, permit, other, sort, after, limit).await?);
    both.sort_by(|one, other| sort.compare(one.conversation.place(sort), other.conversation.place(sort)));
    both.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(both)
}

/// The same as `page` with the first message of each.
pub async fn begun(
    d: &Deployment,
    permit: &Permit,
    condition: &Condition,
    sort: Sort,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Begun>, Trouble> {
    let found = found(d, permit, condition, sort, after, limit, Said::First).await?;
    let names = teammates::names(d, permit).await?;
    let mut begun = Vec::with_capacity(found.len());
    for Found { conversation, contact, keys, person, message } in found {
        let name = match message.author {
            Author::Contact(_) => person.called().to_owned(),
            Author::Teammate(id) => names.get(&id).cloned().unwrap_or_default(),
            Author::System => String::new(),
        };
        let first = messages::show_one(d, &keys, permit, name, &message).await?;
        begun.push(Begun { conversation, contact, person, first });
    }
    Ok(begun)
}

/// Which message of each conversation.
#[derive(Clone, Copy)]
enum Said {
    First,
    Last,
}

/// One conversation of a list: its person opened, its message as stored.
struct Found {
    conversation: Conversation,
    contact: Contact,
    keys: WorkspaceKeys,
    person: ContactShown,
    message: Stored,
}

/// The conversations that fit, with their people and a message of each.
async fn found(
    d: &Deployment,
    permit: &Permit,
    condition: &Condition,
    sort: Sort,
    after: Option<Place>,
    limit: i64,
    said: Said,
) -> Result<Vec<Found>, Trouble> {
    let workspace = permit.actor().workspace();
    reads::note(d, permit, entry::of(Action::ConversationListed, &workspace), None).await?;
    let (name, seq) = match said {
        Said::First => ("LIST_BEGUN_CONVERSATIONS", "0"),
        Said::Last => ("LIST_CONVERSATIONS", "k.last_comment_seq"),
    };
    let mut query = Query::new(name, LISTED);
    query.bind(workspace);
    narrow(&mut query, permit.actor(), &own(d, permit.actor()).await?, condition);
    query.add(SHOWN);
    sort.after(&mut query, after);
    sort.order(&mut query);
    query.add("LIMIT").bind(Count(limit.clamp(1, limits::PAGE + 1)));
    query.add(JOINED).add(seq);
    sort.order(&mut query);
    let rows = d.store.answers(query).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let mut c = row.cells();
        let conversation = find::with_people(d, find::read(&mut c)?).await?;
        if matches!(permit.actor(), Actor::Contact { id, .. } if !conversation.contacts().contains(id)) {
            continue;
        }
        let (contact, message) = (contacts::read_row(&mut c)?, messages::read_stored(&mut c)?);
        let keys = d.keys(conversation.workspace).await?;
        let person = contacts::show(&keys, permit, &contact)?;
        found.push(Found { conversation, contact, keys, person, message });
    }
    Ok(found)
}

/// How many conversations fit.
pub async fn total(d: &Deployment, permit: &Permit, condition: &Condition) -> Result<i64, Trouble> {
    let own = own(d, permit.actor()).await?;
    let count = async |name, start| -> Result<i64, Trouble> {
        let mut query = Query::new(name, start);
        query.bind(permit.actor().workspace());
        narrow(&mut query, permit.actor(), &own, condition);
        let rows = d.store.answers(query).await?;
        Ok(rows.into_iter().next().map_or(Ok(0), |row| row.cells().count())?)
    };
    let (all, hidden) =
        (count("COUNT_CONVERSATIONS", COUNTED).await?, count("COUNT_HIDDEN_CONVERSATIONS", HIDDEN).await?);
    Ok((all - hidden).max(0))
}

/// Adds the conditions. A contact's list is of their own conversations, whatever was asked for.
fn narrow(query: &mut Query, by: &Actor, shared: &[Id<ConversationKind>], condition: &Condition) {
    query.add("AND k.state <> 'erasing'");
    if let Actor::Contact { id, .. } = by {
        condition::and(query, &with(*id, shared));
    }
    condition::and(query, condition);
}

/// The conversations in which the actor is beside others; none of a teammate or a program.
async fn own(d: &Deployment, by: &Actor) -> Result<Vec<Id<ConversationKind>>, Trouble> {
    match by {
        Actor::Contact { workspace, id } => participants::shared_with(d, *workspace, *id).await,
        _ => Ok(Vec::new()),
    }
}

/// With a contact, or with them beside others.
fn with(contact: Id<privacy::ids::Contact>, shared: &[Id<ConversationKind>]) -> Condition {
    let own = Condition::Contact(contact);
    if shared.is_empty() {
        return own;
    }
    let beside = shared.iter().map(|id| Condition::Id(Compare::Is, *id));
    Condition::Any(std::iter::once(own).chain(beside).collect())
}

impl Conversation {
    /// Where the conversation stands in a list so sorted.
    pub fn place(&self, sort: Sort) -> Place {
        Place { value: sort.value(self), id: self.id }
    }
}

async fn open(
    d: &Deployment,
    permit: &Permit,
    names: &HashMap<Id<Teammate>, String>,
    found: Found,
) -> Result<Listed, Trouble> {
    let Found { conversation, contact, keys, person, message: last } = found;
    let reader = match permit.actor() {
        Actor::Contact { id, .. } => *id,
        _ => conversation.contact,
    };
    // Whoever was brought in is shown nothing of before, and not the last thing said then.
    let theirs = matches!(permit.actor(), Actor::Contact { .. });
    let (text, files) = if theirs && last.seq < conversation.visible_from(reader) {
        (String::new(), Vec::new())
    } else {
        last_said(d, &keys, permit, &last).await?
    };
    let last_by_contact = last.author.is_contact();
    let unseen = !last_by_contact && last.seq > conversation.seen_by(reader);
    let assignee = conversation.assignee.and_then(|id| names.get(&id).cloned());
    Ok(Listed {
        conversation,
        contact,
        person,
        last: text,
        last_files: files,
        last_at: last.created_at,
        unseen,
        last_by_contact,
        assignee,
    })
}

/// A part's text, or the names of its files where it has none.
async fn last_said(
    d: &Deployment,
    keys: &WorkspaceKeys,
    permit: &Permit,
    last: &Stored,
) -> Result<(String, Vec<String>), Trouble> {
    let text = last.open(keys, permit)?;
    let only_files = matches!(&text, Text::Open(text) if text.is_empty()) && last.attachments > 0;
    let files = if only_files {
        attachments::of_part(d, keys, permit, last.conversation, last.seq).await?
    } else {
        Vec::new()
    };
    Ok((text.into_shown(), files.into_iter().map(|file| file.name).collect()))
}
