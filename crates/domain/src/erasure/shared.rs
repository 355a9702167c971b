//! The conversations that a contact who is erased has with others. They go on with one of the others; what teammates wrote there to
//! all of them is listed, for somebody to look over. Where nobody else is left, what is sealed under such a conversation alone
//! ends too, unless a hold needs the words of somebody who was in it: then it is kept with them, and ends with them.

use privacy::ids::{Contact as ContactKind, Conversation as ConversationKind, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::{Id, Time};
use store::{Change, Event, EventKind, params, statements};

use super::EraseError;
use super::plan::{self, Named};
use crate::conversations;
use crate::{Deployment, Trouble};

statements! {
    /// The conversations with several people that are with a contact, with whom each can go on, and for whose hold it must be kept.
    SHARED_BY = "SELECT k.conversation_id, (SELECT MIN(p.contact_id) FROM conversation_contacts p \
                 JOIN contacts c ON c.workspace_id = p.workspace_id AND c.contact_id = p.contact_id AND c.state = 'active' \
                 WHERE p.workspace_id = k.workspace_id AND p.conversation_id = k.conversation_id AND p.detached_at IS NULL \
                 AND p.contact_id <> k.contact_id), (SELECT MIN(p.contact_id) FROM conversation_contacts p \
                 JOIN contacts c ON c.workspace_id = p.workspace_id AND c.contact_id = p.contact_id AND c.state IN ('active', 'restricted') \
                 JOIN holds h ON h.workspace_id = p.workspace_id AND h.contact_id = p.contact_id AND h.object_kind = 'contact' \
                 AND h.lifted_at IS NULL AND (h.held_until IS NULL OR h.held_until > $3) \
                 WHERE p.workspace_id = k.workspace_id AND p.conversation_id = k.conversation_id \
                 AND p.contact_id <> k.contact_id) FROM conversations k \
                 WHERE k.workspace_id = $1 AND k.contact_id = $2 AND k.shared_from IS NOT NULL AND k.state <> 'erasing' \
                 ORDER BY k.conversation_id";
    /// The conversation is kept with somebody who is held. They have seen, and are told, nothing of what was said while they were out.
    KEEP_WITH_HELD = "UPDATE conversations SET contact_id = $3, contact_seen_seq = next_seq - 1, mailed_seq = next_seq - 1, \
                      attributes = NULL, page = NULL, version = version + 1 \
                      WHERE workspace_id = $1 AND conversation_id = $2 AND contact_id = $4 AND state <> 'erasing'";
    /// More ends with whoever is held: an erasure of theirs that is planned already is planned again.
    CHANGES_WITH_HELD = "UPDATE contacts SET version = version + 1 \
                         WHERE workspace_id = $1 AND contact_id = $2 AND state IN ('active', 'restricted')";
    /// Whoever places a hold on somebody who was in the conversation waits, or was first.
    LOCK_EVERYBODY = "UPDATE contacts SET state = state WHERE workspace_id = $1 AND contact_id IN \
                      (SELECT p.contact_id FROM conversation_contacts p WHERE p.workspace_id = $1 AND p.conversation_id = $2)";
    /// No hold needs anything of anybody else who is in the conversation, or was.
    NOBODY_ELSE_IS_HELD = "UPDATE conversations SET version = version WHERE workspace_id = $1 AND conversation_id = $2 \
                           AND contact_id = $3 AND state <> 'erasing' AND NOT EXISTS (SELECT 1 FROM conversation_contacts p \
                           JOIN holds h ON h.workspace_id = p.workspace_id AND h.contact_id = p.contact_id \
                           WHERE p.workspace_id = $1 AND p.conversation_id = $2 AND p.contact_id <> $3 \
                           AND h.object_kind = 'contact' AND h.lifted_at IS NULL AND (h.held_until IS NULL OR h.held_until > $4))";
    /// The title and attributes may be about whoever is gone: it does not stand there from when they are.
    DROP_ATTRIBUTES = "UPDATE conversations SET attributes = NULL, page = NULL \
                       WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
    /// The same where they were the first, and were taken out since.
    DROP_ATTRIBUTES_OF_FIRST = "UPDATE conversations SET attributes = NULL, page = NULL, version = version + 1 WHERE workspace_id = $1 \
                                AND (attributes IS NOT NULL OR page IS NOT NULL) AND state <> 'erasing' AND conversation_id IN (SELECT p.conversation_id \
                                FROM conversation_contacts p WHERE p.workspace_id = $1 AND p.contact_id = $2 AND p.sealed_until > 0)";
    /// Those that go on without a contact are to be looked over.
    ADD_REVIEWS = "INSERT INTO erasure_reviews (workspace_id, erasure_id, conversation_id) \
                   SELECT p.workspace_id, e.erasure_id, p.conversation_id FROM conversation_contacts p \
                   JOIN conversations k ON k.workspace_id = p.workspace_id AND k.conversation_id = p.conversation_id \
                   JOIN erasures e ON e.workspace_id = p.workspace_id AND e.object_kind = 'contact' AND e.object_id = p.contact_id \
                   WHERE p.workspace_id = $1 AND p.contact_id = $2 AND k.contact_id <> $2 ON CONFLICT DO NOTHING";
}

/// What becomes of a contact's conversations with several people.
pub(super) struct Shared {
    /// They go on with another one.
    onward: Vec<(Id<ConversationKind>, Id<ContactKind>)>,
    /// They are kept with somebody who is held.
    kept: Vec<(Id<ConversationKind>, Id<ContactKind>)>,
    /// Nobody else is left there.
    alone: Vec<Id<ConversationKind>>,
}

/// What becomes of the conversations that are with a contact.
pub(super) async fn of(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<Shared, Trouble> {
    let mut shared = Shared { onward: Vec::new(), kept: Vec::new(), alone: Vec::new() };
    for row in d.store.rows(&SHARED_BY, params![workspace, contact, d.now()]).await? {
        let mut c = row.cells();
        match (c.id()?, c.maybe_id()?, c.maybe_id()?) {
            (id, Some(next), _) => shared.onward.push((id, next)),
            (id, None, Some(held)) => shared.kept.push((id, held)),
            (id, None, None) => shared.alone.push(id),
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

    /// Joins that nobody is held meanwhile whose words would end with the contact's.
    pub(super) fn unheld(
        &self,
        mut change: Change,
        workspace: Id<Workspace>,
        contact: Id<ContactKind>,
        now: Time,
    ) -> Change {
        for id in &self.alone {
            change = change
                .any(&LOCK_EVERYBODY, params![workspace, id])
                .one(&NOBODY_ELSE_IS_HELD, params![workspace, id, contact, now]);
        }
        change
    }

    /// Joins to the change that closes the contact that the others go on. It fails if one of them is gone meanwhile.
    pub(super) fn handing_over(
        &self,
        mut change: Change,
        workspace: Id<Workspace>,
        contact: Id<ContactKind>,
    ) -> Change {
        for (id, next) in &self.onward {
            change = conversations::handing_over(change, workspace, *id, (contact, *next));
            change = change.one(&DROP_ATTRIBUTES, params![workspace, id]);
            let kind = EventKind::Changed;
            change = change.tell(Event { workspace, conversation: *id, contact: *next, kind, by: None });
        }
        for (id, held) in &self.kept {
            change = change
                .one(&CHANGES_WITH_HELD, params![workspace, held])
                .one(&KEEP_WITH_HELD, params![workspace, id, held, contact]);
        }
        change.any(&DROP_ATTRIBUTES_OF_FIRST, params![workspace, contact])
    }
}

/// Joins the list of conversations to look over, once the erasure stands and the conversations were handed over.
pub(super) fn listing(change: Change, workspace: Id<Workspace>, contact: Id<ContactKind>) -> Change {
    change.any(&ADD_REVIEWS, params![workspace, contact])
}
