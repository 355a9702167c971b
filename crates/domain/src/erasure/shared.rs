//! The conversations that a contact who is erased has with others. They go on with one of the others; what teammates wrote there to
//! all of them is listed, for somebody to look over. Where nobody else is left, what is sealed under such a conversation alone
//! ends too.

use privacy::Id;
use privacy::ids::{Contact as ContactKind, Conversation as ConversationKind, Workspace};
use privacy::keys::WorkspaceKeys;
use store::{Change, Event, EventKind, params, statements};

use super::plan::{self, Named};
use super::{EraseError, Erasure, ErasureId};
use crate::conversations::{self, still_there};
use crate::{Deployment, Trouble};

statements! {
    /// The conversations with several people that are with a contact, and with whom each can go on.
    SHARED_BY = "SELECT k.conversation_id, (SELECT MIN(p.contact_id) FROM conversation_contacts p \
                 JOIN contacts c ON c.workspace_id = p.workspace_id AND c.contact_id = p.contact_id AND c.state = 'active' \
                 WHERE p.workspace_id = k.workspace_id AND p.conversation_id = k.conversation_id AND p.detached_at IS NULL \
                 AND p.contact_id <> k.contact_id) FROM conversations k \
                 WHERE k.workspace_id = $1 AND k.contact_id = $2 AND k.shared_from IS NOT NULL AND k.state <> 'erasing' \
                 ORDER BY k.conversation_id";
    /// Those that go on without a contact are to be looked over.
    ADD_REVIEWS = "INSERT INTO erasure_reviews (workspace_id, erasure_id, conversation_id) \
                   SELECT p.workspace_id, e.erasure_id, p.conversation_id FROM conversation_contacts p \
                   JOIN conversations k ON k.workspace_id = p.workspace_id AND k.conversation_id = p.conversation_id \
                   JOIN erasures e ON e.workspace_id = p.workspace_id AND e.object_kind = 'contact' AND e.object_id = p.contact_id \
                   WHERE p.workspace_id = $1 AND p.contact_id = $2 AND k.contact_id <> $2 ON CONFLICT DO NOTHING";
    /// The conversations to look over after an erasure.
    REVIEWS_OF = "SELECT conversation_id FROM erasure_reviews WHERE workspace_id = $1 AND erasure_id = $2 \
                  ORDER BY conversation_id LIMIT 1000";
}

/// What becomes of a contact's conversations with several people.
pub(super) struct Shared {
    /// They go on with another one.
    onward: Vec<(Id<ConversationKind>, Id<ContactKind>)>,
    /// Nobody else is left there.
    alone: Vec<Id<ConversationKind>>,
}

/// What becomes of the conversations that are with a contact.
pub(super) async fn of(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<Shared, Trouble> {
    let mut shared = Shared { onward: Vec::new(), alone: Vec::new() };
    for row in d.store.rows(&SHARED_BY, params![workspace, contact]).await? {
        let mut c = row.cells();
        match (c.id()?, c.maybe_id()?) {
            (id, Some(next)) => shared.onward.push((id, next)),
            (id, None) => shared.alone.push(id),
        }
    }
    Ok(shared)
}

impl Shared {
    /// The keys that end with the contact because nobody else is left.
    pub(super) async fn keys(&self, d: &Deployment, keys: &WorkspaceKeys) -> Result<Vec<Named>, EraseError> {
        let mut all = Vec::new();
        for id in &self.alone {
            // They are not the contact's own: the vault must not look for the contact in their record.
            let named = plan::of_conversation(d, keys, *id).await?.into_iter();
            all.extend(named.map(|named| Named { commitment: None, ..named }));
        }
        Ok(all)
    }

    /// Joins to the change that closes the contact that the others go on. It fails if one of them is gone meanwhile.
    pub(super) fn handing_over(
        &self,
        mut change: Change,
        workspace: Id<Workspace>,
        contact: Id<ContactKind>,
    ) -> Change {
        for (id, next) in &self.onward {
            change = still_there(change, workspace, *next);
            change = conversations::handing_over(change, workspace, *id, (contact, *next));
            let kind = EventKind::Changed;
            change = change.tell(Event { workspace, conversation: *id, contact: *next, kind, by: None });
        }
        change
    }
}

/// Joins the list of conversations to look over, once the erasure stands and the conversations were handed over.
pub(super) fn listing(change: Change, workspace: Id<Workspace>, contact: Id<ContactKind>) -> Change {
    change.any(&ADD_REVIEWS, params![workspace, contact])
}

/// The conversations to look over after an erasure, a thousand at most.
pub(super) async fn reviews(d: &Deployment, erasure: &Erasure) -> Result<Vec<Id<ConversationKind>>, Trouble> {
    let id: ErasureId = erasure.id;
    let rows = d.store.rows(&REVIEWS_OF, params![erasure.workspace, id]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}
