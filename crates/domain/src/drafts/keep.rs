//! Keeping what was written so far.

use activity_log::Action;
use privacy::Personal;
use privacy::access::{Actor, Allowed, act};
use store::{Change, Code, Failed, params, statements};

use super::{DraftError, row, under};
use crate::conversations::{Conversation, still_there};
use crate::messages::Kind;
use crate::uses::DraftBody;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// The conversation is there, and stays until this change is stored: whoever deletes it waits for it.
    STILL_WRITTEN_IN = "UPDATE conversations SET version = version \
                        WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
    /// A teammate's draft in a conversation, over the one before.
    KEEP_DRAFT = "INSERT INTO drafts (workspace_id, conversation_id, teammate_id, kind, body, updated_at) \
                  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, conversation_id, teammate_id) \
                  DO UPDATE SET kind = excluded.kind, body = excluded.body, updated_at = excluded.updated_at";
}

/// Keeps the teammate's draft of a comment or a note; an empty one is discarded.
pub async fn keep(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::Reply>,
    kind: Kind,
    body: Personal<String>,
) -> Result<(), DraftError> {
    let Actor::Teammate { id: teammate, .. } = *conversation.actor() else {
        return Err(DraftError::NotATeammate);
    };
    if body.is(|body| body.trim().is_empty()) {
        return super::discard(d, conversation).await;
    }
    if body.is(|body| body.len() > limits::MESSAGE_BYTES) {
        return Err(DraftError::TooLong);
    }
    let (held, now) = (conversation.thing(), d.now());
    let keys = d.keys(held.workspace).await?;
    let sealed =
        keys.seal::<DraftBody>(under(held), &row(held.id, teammate), &body).map_err(Trouble::from)?;
    let act = entry::of(Action::DraftKept, &held.id);
    let change =
        still_there(Change::new(d.change(), conversation.actor(), now, act), held.workspace, held.contact);
    let values = params![held.workspace, held.id, teammate, Code(kind.code()), sealed, now];
    let change = change.one(&STILL_WRITTEN_IN, params![held.workspace, held.id]).one(&KEEP_DRAFT, values);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(DraftError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
