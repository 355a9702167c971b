//! Reading one conversation, and entering who read it.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Allowed, Denied, Permit, Role, act, allow, permit};
use privacy::ids::{Conversation as ConversationKind, Workspace};
use privacy::purpose::Purpose;
use store::{Change, Count, EventKind, Failed, params, statements};

use super::{Conversation, State, participants, telling};
use crate::{Deployment, Trouble, entry, messages, reads};

/// The columns of a conversation `k` and of its contact `c`, in the order in which `read` takes them.
macro_rules! conversation_columns {
    () => {
        "k.workspace_id, k.conversation_id, k.contact_id, k.tree, k.leaf, c.tree, c.leaf, k.state, k.version, \
         k.next_seq, k.contact_seen_seq, k.shared_from, k.assignee_id, k.team_id, k.attributes, k.page, k.priority, \
         k.unread, k.snoozed_until, k.waiting_since, k.created_at, k.updated_at, k.moved_at"
    };
}
pub(crate) use conversation_columns;

statements! {
    /// One conversation with a contact who is there.
    FIND_CONVERSATION = concat!("SELECT ", conversation_columns!(), " FROM conversations k \
                        JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
                        WHERE k.workspace_id = $1 AND k.conversation_id = $2 AND k.state <> 'erasing'");
    /// One conversation with a contact whose erasure waits for a hold.
    FIND_HELD_CONVERSATION = concat!("SELECT ", conversation_columns!(), " FROM conversations k \
                        JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'restricted' \
                        WHERE k.workspace_id = $1 AND k.conversation_id = $2 AND k.state <> 'erasing'");
    /// The contact has seen what was written to them so far.
    MARK_SEEN = "UPDATE conversations SET contact_seen_seq = $3 \
                 WHERE workspace_id = $1 AND conversation_id = $2 AND contact_seen_seq < $3 \
                 AND EXISTS (SELECT 1 FROM contacts c WHERE c.workspace_id = $1 AND c.contact_id = conversations.contact_id \
                 AND c.state = 'active')";
    /// A teammate has looked at it.
    MARK_READ = "UPDATE conversations SET unread = 0 WHERE workspace_id = $1 AND conversation_id = $2 AND unread = 1 \
                 AND EXISTS (SELECT 1 FROM contacts c WHERE c.workspace_id = $1 AND c.contact_id = conversations.contact_id \
                 AND c.state = 'active')";
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
        version: c.count()?,
        next_seq: c.count()?,
        contact_seen_seq: c.count()?,
        shared_from: c.maybe_count()?,
        people: Vec::new(),
        assignee: c.maybe_id()?,
        team: c.maybe_id()?,
        attributes: c.maybe_sealed()?,
        page: c.maybe_sealed()?,
        priority: c.flag()?,
        unread: c.flag()?,
        snoozed_until: c.maybe_time()?,
        waiting_since: c.maybe_time()?,
        created_at: c.time()?,
        updated_at: c.time()?,
        moved_at: c.time()?,
    })
}

/// The conversation of that id.
pub async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ConversationKind>,
) -> Result<Option<Conversation>, Trouble> {
    let row = d.store.row(&FIND_CONVERSATION, params![workspace, id]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(with_people(d, read(&mut row.cells())?).await?))
}

/// The conversation with everybody who is in it.
pub(super) async fn with_people(d: &Deployment, found: Conversation) -> Result<Conversation, Trouble> {
    if found.shared_from.is_none() {
        return Ok(found);
    }
    let people = participants::people(d, found.workspace, found.id).await?;
    Ok(Conversation { people, ..found })
}

/// The conversation of that id, of a contact whose erasure waits for a hold.
pub(crate) async fn find_held(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<ConversationKind>,
) -> Result<Option<Conversation>, Trouble> {
    let row = d.store.row(&FIND_HELD_CONVERSATION, params![workspace, id]).await?;
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

/// The permit to open conversations: contacts see their own data, privacy officers what a request or a claim is about,
/// everybody else gives support.
pub fn permit_for(by: &Actor) -> Result<Permit, Denied> {
    let purpose = match by {
        Actor::Contact { .. } => Purpose::OwnData,
        Actor::Teammate { role: Role::PrivacyOfficer, .. } => Purpose::Legal,
        _ => Purpose::Support,
    };
    permit(by, purpose)
}

/// The permit to open the conversations that are found, for somebody who is entered as having searched.
pub async fn search_permit(d: &Deployment, by: &Actor) -> Result<Permit, ReadError> {
    if matches!(by, Actor::Contact { .. }) {
        return Err(ReadError::NotFound);
    }
    let permit = permit_for(by)?;
    reads::note(d, &permit, entry::of(Action::SearchPerformed, &by.workspace()), None).await?;
    Ok(permit)
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

/// Somebody has the conversation before them: for a teammate it is unread no more, and they have seen where they are
/// mentioned in it; a contact has seen what teammates
/// wrote up to `answered`.
pub(crate) async fn mark_read(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    answered: Option<i64>,
) -> Result<(), Trouble> {
    let (held, by) = (read.thing(), read.actor());
    let mentioned = match by {
        Actor::Teammate { id, .. } => {
            messages::has_unseen(d, held.workspace, *id, held.id).await?.then_some(*id)
        }
        _ => None,
    };
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::ConversationRead, &held.id));
    let (kind, change) = match (by, answered) {
        // Who does not answer has not read it for those who do.
        (Actor::Teammate { role, .. }, _)
            if mentioned.is_some() || (held.unread && *role != Role::PrivacyOfficer) =>
        {
            let change = match role {
                Role::PrivacyOfficer => change,
                _ => change.any(&MARK_READ, params![held.workspace, held.id]),
            };
            let looked = |change, id| messages::seeing(d, change, held.workspace, id, held.id);
            (EventKind::Marked, mentioned.into_iter().fold(change, looked))
        }
        (Actor::Contact { id, .. }, Some(seq)) if seq > held.seen_by(*id) => {
            let shared = held.shared_from.is_some();
            let change = if shared { participants::seen(change, held, *id, seq) } else { change };
            let theirs = *id == held.contact;
            let mark = |change: Change| change.any(&MARK_SEEN, params![held.workspace, held.id, Count(seq)]);
            (EventKind::Read, if theirs { mark(change) } else { change })
        }
        _ => return Ok(()),
    };
    match d.store.commit(telling(change, held, kind)).await {
        // Looking goes on while the disk is full; the mark waits for the next look.
        Ok(_) | Err(Failed::Full) => Ok(()),
        Err(failed) => Err(failed.into()),
    }
}
