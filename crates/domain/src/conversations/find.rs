//! Reading one conversation, and entering who read it.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Allowed, Denied, Permit, act, allow, permit};
use privacy::ids::{Conversation as ConversationKind, Workspace};
use privacy::purpose::Purpose;
use store::{Change, EventKind, Failed, params, statements};

use super::{Conversation, State, told};
use crate::{Deployment, Trouble, entry, reads};

/// The columns of a conversation `k` and of its contact `c`, in the order in which `read` takes them.
macro_rules! conversation_columns {
    () => {
        "k.workspace_id, k.conversation_id, k.contact_id, k.tree, k.leaf, c.tree, c.leaf, k.state, k.next_seq, \
         k.assignee_id, k.priority, k.unread, k.snoozed_until, k.waiting_since, k.created_at, k.updated_at"
    };
}
pub(crate) use conversation_columns;

statements! {
    /// One conversation with a contact who is there.
    FIND_CONVERSATION = concat!("SELECT ", conversation_columns!(), " FROM conversations k \
                        JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
                        WHERE k.workspace_id = $1 AND k.conversation_id = $2");
    /// A teammate has looked at it.
    MARK_READ = "UPDATE conversations SET unread = 0 WHERE workspace_id = $1 AND conversation_id = $2 AND unread = 1";
}

/// Reads a conversation from the columns of `conversation_columns`.
pub(crate) fn read(c: &mut store::Cells) -> Result<Conversation, Trouble> {
    Ok(Conversation {
        workspace: c.id()?,
        id: c.id()?,
        contact: c.id()?,
        leaf: c.leaf()?,
        contact_leaf: c.leaf()?,
        state: c.code(State::of_code)?,
        next_seq: c.count()?,
        assignee: c.maybe_id()?,
        priority: c.flag()?,
        unread: c.flag()?,
        snoozed_until: c.maybe_time()?,
        waiting_since: c.maybe_time()?,
        created_at: c.time()?,
        updated_at: c.time()?,
    })
}

/// The conversation of that id.
pub async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ConversationKind>,
) -> Result<Option<Conversation>, Trouble> {
    let row = d.store.row(&FIND_CONVERSATION, params![workspace, id]).await?;
    row.map(|row| read(&mut row.cells())).transpose()
}

/// Why a conversation cannot be read. Outside, all but trouble is "not found".
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is none of that id in the actor's workspace.
    #[error("no such conversation")]
    NotFound,
    /// It is somebody else's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// The permit to open conversations: contacts see their own data, everybody else gives support.
pub fn permit_for(by: &Actor) -> Result<Permit, Denied> {
    let own = matches!(by, Actor::Contact { .. });
    permit(by, if own { Purpose::OwnData } else { Purpose::Support })
}

/// The conversation, for somebody who may read it and has been entered as its reader, with the permit to open it.
pub async fn read_by(
    d: &Deployment,
    by: &Actor,
    id: Id<ConversationKind>,
) -> Result<(Allowed<Conversation, act::ReadConversations>, Permit), ReadError> {
    let found = find(d, by.workspace(), id).await?.ok_or(ReadError::NotFound)?;
    let allowed: Allowed<_, act::ReadConversations> = allow(by, found)?;
    let permit = permit_for(by)?;
    let person = Some(allowed.thing().contact);
    reads::note(d, &permit, entry::of(Action::ConversationRead, &id), person).await?;
    Ok((allowed, permit))
}

/// A teammate has the conversation before them: it is unread no more.
pub(crate) async fn mark_read(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
) -> Result<(), Trouble> {
    let held = read.thing();
    if !held.unread || !matches!(read.actor(), Actor::Teammate { .. }) {
        return Ok(());
    }
    let act = entry::of(Action::ConversationRead, &held.id);
    let change = Change::new(d.change(), read.actor(), d.now(), act)
        .any(&MARK_READ, params![held.workspace, held.id])
        .tell(told(held, EventKind::Read));
    match d.store.commit(change).await {
        // Looking goes on while the disk is full; the mark waits for the next look.
        Ok(_) | Err(Failed::Full) => Ok(()),
        Err(failed) => Err(failed.into()),
    }
}
