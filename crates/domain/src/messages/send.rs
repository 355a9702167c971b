//! Sending a message: allowed to reply here? open again if closed or snoozed; seal; one change with everything.

use std::collections::BTreeSet;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Allowed, Role, act, allow, answers};
use privacy::ids::{
    Change as ChangeKind, Contact, Conversation as ConversationKind, Message, Teammate, Workspace,
};
use privacy::keys::{HolderKind, LeafKind, WorkspaceKeys};
use privacy::{Id, Time};
use store::{Applied, AsText, Change, Code, Count, EventKind, Failed, Series, Statement, params, statements};

use super::mention::{all_there, mentioning};
use super::part::{self, Author, Draft, Kind, Part};
use crate::conversations::{
    Conversation, Next, State, advance, find, given, still_there, telling, touch_contact,
};
use crate::uses::MessageBody;
use crate::{Deployment, Trouble, attachments, contacts, drafts, entry, limits};

statements! {
    /// A comment or note.
    ADD_MESSAGE = "INSERT INTO messages (workspace_id, conversation_id, seq, message_id, kind, author_kind, author_id, \
                   attachments, body, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    /// Something that happened.
    ADD_EVENT = "INSERT INTO messages (workspace_id, conversation_id, seq, message_id, kind, author_kind, author_id, \
                 assignee_id, team_id, attachments, created_at, updated_at, snoozed_until) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10, $11)";
    /// What a teammate is who is there, or away and keeps what people answer them.
    KEEPS = "SELECT role FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 \
             AND state = 'active' AND (away_since IS NULL OR away_reassigns = 0)";
    /// What an earlier change with that id was about.
    FIND_ENTRY = "SELECT object_id FROM entries WHERE workspace_id = $1 AND change_id = $2 AND ordinal = 0 \
                  AND object_kind = 'message'";
    /// Where a message stands.
    FIND_MESSAGE = "SELECT conversation_id, seq FROM messages WHERE workspace_id = $1 AND message_id = $2";
}

/// A message that was sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// The conversation.
    pub conversation: Id<ConversationKind>,
    /// The message.
    pub message: Id<Message>,
    /// Its number in the conversation.
    pub seq: i64,
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Nothing was written and no file attached.
    #[error("a message has a text or a file")]
    Empty,
    /// The text is too long.
    #[error("a message has at most {} bytes", limits::MESSAGE_BYTES)]
    TooLong,
    /// A file is too large, or all are.
    #[error(
        "a file has at most {} bytes, all files of a message {}",
        limits::FILE_BYTES,
        limits::FILES_BYTES
    )]
    FileTooLarge,
    /// Too many files.
    #[error("a message has at most {} files", limits::FILES)]
    TooManyFiles,
    /// Somebody may not write in another's name.
    #[error("an author must be the one who sends, or the contact or a teammate of the conversation")]
    NotTheAuthor,
    /// Somebody who is mentioned is no teammate, or they are too many.
    #[error("a note mentions at most {} teammates", super::mention::MOST)]
    NoSuchTeammate,
    /// The contact is blocked, and may write nothing more.
    #[error("this contact is blocked and cannot write")]
    Blocked,
    /// The conversation, or its contact, is there no more.
    #[error("no such conversation")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Checks what may be checked before anything is done.
pub(crate) fn check(by: &Actor, within: &[Id<Contact>], draft: &Draft) -> Result<(), SendError> {
    let own = draft.author == Author::of(by);
    let through_token =
        matches!(by, Actor::Token { .. }) && matches!(draft.author, Author::Teammate(_) | Author::Contact(_));
    let demo = matches!(by, Actor::System { .. });
    let of_this = !matches!(draft.author, Author::Contact(id) if !within.contains(&id));
    if !(own || through_token || demo) || !of_this {
        return Err(SendError::NotTheAuthor);
    }
    if draft.body.is(|body| body.trim().is_empty()) && draft.files.is_empty() {
        return Err(SendError::Empty);
    }
    if draft.body.is(|body| body.len() > limits::MESSAGE_BYTES) {
        return Err(SendError::TooLong);
    }
    if draft.files.len() > limits::FILES {
        return Err(SendError::TooManyFiles);
    }
    let sizes = draft.files.iter().map(|file| attachments::size(&file.content));
    let (largest, all) =
        sizes.fold((0, 0), |(largest, all): (usize, usize), size| (largest.max(size), all + size));
    if largest > limits::FILE_BYTES || all > limits::FILES_BYTES {
        return Err(SendError::FileTooLarge);
    }
    Ok(())
}

/// Tells of a blocked contact, where what they wrote was refused by the statement that notes it.
pub(crate) async fn not_blocked(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<Contact>,
    author: &Author,
) -> Result<(), SendError> {
    if author.is_contact() && contacts::is_blocked(d, workspace, contact).await? {
        return Err(SendError::Blocked);
    }
    Ok(())
}

/// Sends a comment in a conversation in which the actor may reply.
pub async fn send(
    d: &Deployment,
    conversation: Allowed<Conversation, act::Reply>,
    draft: Draft,
) -> Result<Sent, SendError> {
    send_as(d, conversation, draft, Action::MessageSent, &BTreeSet::new()).await
}

/// Writes a note that only teammates see.
pub async fn note(
    d: &Deployment,
    conversation: Allowed<Conversation, act::Note>,
    draft: Draft,
) -> Result<Sent, SendError> {
    note_to(d, conversation, draft, BTreeSet::new()).await
}

/// Writes a note that only teammates see, and in which some of them are mentioned.
pub async fn note_to(
    d: &Deployment,
    conversation: Allowed<Conversation, act::Note>,
    draft: Draft,
    mut whom: BTreeSet<Id<Teammate>>,
) -> Result<Sent, SendError> {
    if !all_there(d, conversation.thing().workspace, &whom).await? {
        return Err(SendError::NoSuchTeammate);
    }
    // Whoever writes it need not be told.
    if let Author::Teammate(author) = draft.author {
        whom.remove(&author);
    }
    send_as(d, conversation, draft, Action::NoteWritten, &whom).await
}

async fn send_as<A: act::Act>(
    d: &Deployment,
    mut conversation: Allowed<Conversation, A>,
    draft: Draft,
    action: Action,
    whom: &BTreeSet<Id<Teammate>>,
) -> Result<Sent, SendError> {
    check(conversation.actor(), &conversation.thing().contacts(), &draft)?;
    let by = *conversation.actor();
    let mut id = draft.change_id(d, &by);
    let message = d.store.number(by.workspace(), Series::Messages).await.map_err(Trouble::from)?;
    for _ in 0..limits::TRIES {
        let held = conversation.thing();
        // It is kept for a hold with somebody who is not in it: nobody reads what is said there.
        if draft.kind == Kind::Comment && !held.contacts().contains(&held.contact) {
            return Err(SendError::NotFound);
        }
        let (change, part) = sending(d, id, &by, held, Id::of(message), &draft, action).await?;
        let change = mentioning(d, change, &part, whom);
        let sent = Sent { conversation: held.id, message: part.message, seq: part.seq };
        match d.store.commit(change).await {
            Ok(Applied::Now) => return Ok(sent),
            Ok(Applied::Before) => match sent_before(d, held.workspace, id, &draft).await? {
                Some(sent) => return Ok(sent),
                // A restore took it back, and the log still tells of it: it is sent again.
                None => id = part::after(id),
            },
            Err(Failed::Conflict(name)) => {
                if let Err(blocked) =
                    not_blocked(d, held.workspace, writer(held, &draft.author), &draft.author).await
                {
                    take_back(d, &part, &draft, Failed::Conflict(name)).await;
                    return Err(blocked);
                }
            }
            Err(failed) => {
                take_back(d, &part, &draft, failed).await;
                return Err(Trouble::from(failed).into());
            }
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(SendError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| SendError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}

async fn sending(
    d: &Deployment,
    id: Id<ChangeKind>,
    by: &Actor,
    held: &Conversation,
    message: Id<Message>,
    draft: &Draft,
    action: Action,
) -> Result<(Change, Part), Trouble> {
    let (keys, now) = (d.keys(held.workspace).await?, d.now());
    let from_contact = draft.author.is_contact();
    let comment = draft.kind == Kind::Comment;
    let reopens = from_contact && held.state != State::Open;
    let gives_back = from_contact && gives_back(d, held).await?;
    let happens: Vec<Kind> = [reopens.then_some(Kind::Reopened), gives_back.then_some(Kind::Assigned(None))]
        .into_iter()
        .flatten()
        .collect();
    let before = i64::try_from(happens.len()).unwrap_or(i64::MAX);
    let seq = held.next_seq + before;
    let facts = Facts::new().id(FactKey::Conversation, held.id.to_string());
    let facts = part::counted(facts, draft);
    let mut change = Change::new(id, by, now, entry::with(action, &message, facts));
    let mut next = Next::after(held, 1 + before);
    if seq >> 16 != (held.next_seq - 1) >> 16 {
        next.leaf = d.vault.deal(held.workspace, LeafKind::Conversation).await?;
        change = crate::contacts::holding(&keys, change, HolderKind::Conversation, held.id, next.leaf, now)?;
    }
    if comment {
        next.comment = Some(seq);
        next.waiting_since = from_contact.then(|| held.waiting_since.unwrap_or(now));
        next.unread = from_contact || (held.unread && !matches!(by, Actor::Teammate { .. }));
    }
    if reopens {
        (next.state, next.snoozed_until) = (State::Open, None);
    }
    if gives_back {
        next.assignee = None;
        let facts = given(Facts::new(), FactKey::Assignee, None);
        change = change.also(entry::with(Action::ConversationAssigned, &held.id, facts));
    }
    for (at, kind) in (held.next_seq..).zip(happens) {
        let number = Id::of(d.store.number(held.workspace, Series::Messages).await?);
        change = noting_as(change, held, at, number, kind, Author::System, now);
    }
    let who = writer(held, &draft.author);
    if who != held.contact {
        change = still_there(change, held.workspace, held.contact);
    }
    change = if comment {
        touch_contact(change, held.workspace, who, from_contact, now)
    } else {
        still_there(change, held.workspace, who)
    };
    // What was begun has been said.
    change = drafts::sent(advance(change, held, &next, now), by, held);
    let part = Part {
        workspace: held.workspace,
        conversation: held.id,
        contact: held.contact,
        seq,
        message,
        subject: held.subject_of(&draft.author)?,
        leaf: next.leaf,
    };
    let change = writing(d, &keys, change, &part, draft).await?;
    let kind = if comment { EventKind::Message } else { EventKind::Note };
    Ok((telling(change, held, kind), part))
}

/// The contact who writes, or the one to whom it is written.
const fn writer(held: &Conversation, author: &Author) -> Id<Contact> {
    match author {
        Author::Contact(id) => *id,
        Author::Teammate(_) | Author::System => held.contact,
    }
}

/// Whether the contact's answer goes back to everybody: whoever had the conversation is away and said so, gone, or in a role
/// that answers nobody.
async fn gives_back(d: &Deployment, held: &Conversation) -> Result<bool, Trouble> {
    let Some(assignee) = held.assignee else { return Ok(false) };
    let Some(row) = d.store.row(&KEEPS, params![held.workspace, assignee]).await? else { return Ok(true) };
    Ok(!answers(row.cells().code(Role::of_code)?))
}

/// Joins a part with its sealed text and files to a change. The files' sealed contents are put aside first: a file
/// without a row is harmless and swept away, a row without its file is not.
pub(crate) async fn writing(
    d: &Deployment,
    keys: &WorkspaceKeys,
    change: Change,
    part: &Part,
    draft: &Draft,
) -> Result<Change, Trouble> {
    let (now, body) = (d.now(), keys.seal::<MessageBody>(part.under(), &part.row(), &draft.body)?);
    let change = change.one(
        &ADD_MESSAGE,
        params![
            part.workspace,
            part.conversation,
            Count(part.seq),
            part.message,
            Code(draft.kind.code()),
            Code(draft.author.kind()),
            author_id(&draft.author),
            Count(i64::try_from(draft.files.len()).unwrap_or(i64::MAX)),
            body,
            now
        ],
    );
    attachments::adding(d, keys, change, part, &draft.files).await
}

/// Removes the files of a message that was not sent after all; where that is in doubt, they stay.
pub(crate) async fn take_back(d: &Deployment, part: &Part, draft: &Draft, failed: Failed) {
    if failed == Failed::InDoubt {
        return;
    }
    for file in &draft.files {
        d.files.remove(part.workspace, file.id).await;
    }
}

/// Joins to a change the part that tells of something that happened.
pub(crate) fn noting(
    change: Change,
    held: &Conversation,
    seq: i64,
    message: privacy::ids::Number,
    kind: Kind,
    author: Author,
    now: Time,
) -> Change {
    noting_as(change, held, seq, Id::of(message), kind, author, now)
}

fn noting_as(
    change: Change,
    held: &Conversation,
    seq: i64,
    message: Id<Message>,
    kind: Kind,
    author: Author,
    now: Time,
) -> Change {
    let assignee = if let Kind::Assigned(to) = kind { to } else { None };
    let team = if let Kind::AssignedTeam(to) = kind { to } else { None };
    let until = if let Kind::Snoozed(until) = kind { until } else { None };
    change.one(
        &ADD_EVENT,
        params![
            held.workspace,
            held.id,
            Count(seq),
            message,
            Code(kind.code()),
            Code(author.kind()),
            author_id(&author),
            assignee,
            team,
            now,
            until
        ],
    )
}

fn author_id(author: &Author) -> store::Param {
    match author {
        Author::Contact(id) => (*id).into(),
        Author::Teammate(id) => AsText(*id).into(),
        Author::System => Code("troth").into(),
    }
}

/// What the first sending of the same change did.
pub(crate) async fn sent_before(
    d: &Deployment,
    workspace: Id<Workspace>,
    change: Id<ChangeKind>,
    draft: &Draft,
) -> Result<Option<Sent>, SendError> {
    attachments::sweep_unheld(d, workspace, draft.files.iter().map(|file| file.id)).await?;
    let row = d.store.row(&FIND_ENTRY, params![workspace, change]).await.map_err(Trouble::from)?;
    let row = row.ok_or(SendError::NotFound)?;
    let message: Id<Message> = row.cells().id_in_text().map_err(Trouble::from)?;
    let row = d.store.row(&FIND_MESSAGE, params![workspace, message]).await.map_err(Trouble::from)?;
    let Some(row) = row else { return Ok(None) };
    let mut c = row.cells();
    let (conversation, seq) = (c.id().map_err(Trouble::from)?, c.count().map_err(Trouble::from)?);
    Ok(Some(Sent { conversation, message, seq }))
}

/// The statement that the benchmark sends alone beside the raw engine.
pub const BENCHMARK: &Statement = &ADD_MESSAGE;
