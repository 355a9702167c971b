//! A draft goes: it was sent, or its teammate does not want it.

use activity_log::Action;
use privacy::access::{Actor, Allowed, act};
use store::{Change, Failed, params, statements};

use super::DraftError;
use crate::conversations::{Conversation, still_there};
use crate::{Deployment, Trouble, entry};

statements! {
    /// A teammate's draft in a conversation goes, if there is one.
    DROP_DRAFT = "DELETE FROM drafts WHERE workspace_id = $1 AND conversation_id = $2 AND teammate_id = $3";
    /// Whether there is one.
    HAS_DRAFT = "SELECT teammate_id FROM drafts WHERE workspace_id = $1 AND conversation_id = $2 AND teammate_id = $3";
}

/// Discards the teammate's draft; where there is none, nothing happens.
pub async fn discard(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::Reply>,
) -> Result<(), DraftError> {
    let Actor::Teammate { id, .. } = *conversation.actor() else { return Err(DraftError::NotATeammate) };
    let held = conversation.thing();
    let there = d.store.row(&HAS_DRAFT, params![held.workspace, held.id, id]).await.map_err(Trouble::from)?;
    if there.is_none() {
        return Ok(());
    }
    let act = entry::of(Action::DraftDiscarded, &held.id);
    let change = Change::new(d.change(), conversation.actor(), d.now(), act);
    let change = still_there(change, held.workspace, held.contact);
    match d.store.commit(sent(change, conversation.actor(), held)).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(DraftError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Joins to a change that whoever acts has no draft in the conversation any more.
pub(crate) fn sent(change: Change, by: &Actor, held: &Conversation) -> Change {
    match by {
        Actor::Teammate { id, .. } => change.any(&DROP_DRAFT, params![held.workspace, held.id, *id]),
        _ => change,
    }
}
