//! Deleting a conversation: the node above all its parts ends, which reaches every copy, and then its rows go.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Allowed, act, allow};
use privacy::ids::Erasure as ErasureKind;
use store::{Applied, Change, Count, EventKind, Failed, params, statements};

use super::{Conversation, find, forgetting_letters, held_by, nobody_held, still_there, telling};
use crate::erasure::{self, EraseError, Erased, Fence, Requested, Source};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Closes a conversation to every read and write.
    CLOSE_FOR_GOOD = "UPDATE conversations SET state = 'erasing', version = version + 1, next_seq = next_seq + 1 \
                      WHERE workspace_id = $1 AND conversation_id = $2 AND next_seq = $3 AND state <> 'erasing'";
}

/// Deletes the conversation: its keys end before this is answered, what is left goes as in any erasure. A hold forbids it.
pub async fn delete(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::DeleteConversation>,
    source: Source,
) -> Result<Requested, EraseError> {
    let by = *conversation.actor();
    for _ in 0..limits::TRIES {
        let held = conversation.thing();
        if let Some(id) = close(d, &conversation, source).await? {
            return erasure::acknowledged(d, held.workspace, id).await;
        }
        if let Some(hold) = held_by(d, held).await? {
            return Err(EraseError::Held(hold.id));
        }
        let Some(again) = find(d, held.workspace, held.id).await? else {
            return erasure::asked_before(d, held.workspace, Erased::Conversation(held.id)).await;
        };
        conversation = allow(&by, again)?;
    }
    Err(Trouble::Contended.into())
}

/// `None` where another act came first, or a hold forbids it.
async fn close(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::DeleteConversation>,
    source: Source,
) -> Result<Option<Id<ErasureKind>>, EraseError> {
    let (held, by, now) = (conversation.thing(), conversation.actor(), d.now());
    let named = erasure::of_conversation(d, &d.keys(held.workspace).await?, held.id).await?;
    let fence = Fence {
        by,
        source,
        id: Id::<ErasureKind>::fresh(&d.random, now),
        object: Erased::Conversation(held.id),
        contact: held.contact,
        conversation: Some(held.id),
        named: &named,
        hold: None,
    };
    let change = Change::new(d.change(), by, now, entry::of(Action::ConversationDeleted, &held.id))
        .also(fence.act(Action::ErasureFenced));
    let change = nobody_held(still_there(change, held.workspace, held.contact), held, now)
        .one(&CLOSE_FOR_GOOD, params![held.workspace, held.id, Count(held.next_seq)]);
    let change = telling(forgetting_letters(change, held), held, EventKind::Erased);
    match d.store.commit(erasure::adding(d, change, &fence)?).await {
        Ok(Applied::Now | Applied::Before) => Ok(Some(fence.id)),
        Err(Failed::Conflict(_)) => Ok(None),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
