//! Redacting a part: its key ends, which reaches every copy, its text is blanked and its files go. That it was there stays.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act, allow};
use privacy::ids::{Conversation as ConversationKind, Erasure as ErasureKind, Message, Workspace};
use privacy::{Id, Time};
use store::{Applied, Change, Count, EventKind, Failed, params, statements};

use super::part;
use super::thread::{Stored, message_columns, read_stored};
use crate::conversations::{
    self, Conversation, forgetting_letters, held_by, nobody_held, still_there, telling,
};
use crate::erasure::{self, EraseError, Erased, Fence, Requested, Source};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// One part of a conversation.
    FIND_PART = concat!("SELECT ", message_columns!(), " FROM messages m \
                WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.message_id = $3");
    /// Takes a part's text away.
    BLANK = "UPDATE messages SET body = NULL, attachments = 0, redacted_at = $4, updated_at = $4 \
             WHERE workspace_id = $1 AND conversation_id = $2 AND seq = $3 AND redacted_at IS NULL AND body IS NOT NULL";
    /// The conversation is not being deleted.
    NOT_DELETED = "UPDATE conversations SET updated_at = $3, version = version + 1 \
                   WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
}

/// Redacts a part of the conversation; only what somebody wrote can be. A hold forbids it.
pub async fn redact(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::RedactMessage>,
    message: Id<Message>,
    source: Source,
) -> Result<Requested, EraseError> {
    let by = *conversation.actor();
    for _ in 0..limits::TRIES {
        let held = conversation.thing();
        let part = find(d, held, message).await?.ok_or(EraseError::NotFound)?;
        if part.redacted_at.is_some() {
            return erasure::asked_before(d, held.workspace, Erased::Message(message)).await;
        }
        if part.body.is_none() {
            return Err(EraseError::NotFound);
        }
        if let Some(id) = blank(d, &conversation, &part, source).await? {
            return erasure::acknowledged(d, held.workspace, id).await;
        }
        if let Some(hold) = held_by(d, held).await? {
            return Err(EraseError::Held(hold.id));
        }
        let again = conversations::find(d, held.workspace, held.id).await?.ok_or(EraseError::NotFound)?;
        conversation = allow(&by, again)?;
    }
    Err(Trouble::Contended.into())
}

async fn find(d: &Deployment, held: &Conversation, message: Id<Message>) -> Result<Option<Stored>, Trouble> {
    let row = d.store.row(&FIND_PART, params![held.workspace, held.id, message]).await?;
    row.map(|row| read_stored(&mut row.cells())).transpose()
}

/// `None` where another act came first, or a hold forbids it.
async fn blank(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::RedactMessage>,
    part: &Stored,
    source: Source,
) -> Result<Option<Id<ErasureKind>>, EraseError> {
    let (held, by, now) = (conversation.thing(), conversation.actor(), d.now());
    let keys = d.keys(held.workspace).await?;
    let named = match &part.body {
        Some(body) => erasure::of_part(&keys, &part::row(held.id, part.seq), body)?,
        None => Vec::new(),
    };
    let fence = Fence {
        by,
        source,
        id: Id::<ErasureKind>::fresh(&d.random, now),
        object: Erased::Message(part.message),
        contact: held.contact,
        conversation: Some(held.id),
        named: &named,
        hold: None,
    };
    let facts = Facts::new().id(FactKey::Conversation, held.id.to_string());
    let act = entry::with(Action::MessageRedacted, &part.message, facts);
    let change = Change::new(d.change(), by, now, act).also(fence.act(Action::ErasureFenced));
    let change = nobody_held(still_there(change, held.workspace, held.contact), held, now)
        .one(&NOT_DELETED, params![held.workspace, held.id, now])
        .one(&BLANK, params![held.workspace, held.id, Count(part.seq), now]);
    let change = telling(forgetting_letters(change, held), held, EventKind::Changed);
    match d.store.commit(erasure::adding(d, change, &fence)?).await {
        Ok(Applied::Now | Applied::Before) => Ok(Some(fence.id)),
        Err(Failed::Conflict(_)) => Ok(None),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Joins to the change that closes a part which came back with an older backup that its text goes.
pub(crate) fn blanking_again(
    change: Change,
    workspace: Id<Workspace>,
    (conversation, seq): (Id<ConversationKind>, i64),
    message: Id<Message>,
    now: Time,
) -> Change {
    change
        .also(entry::of(Action::MessageRedacted, &message))
        .one(&BLANK, params![workspace, conversation, Count(seq), now])
}
