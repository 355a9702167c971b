//! Labelling a conversation.

use std::collections::HashMap;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, Permit, act};
use privacy::ids::{Conversation as ConversationKind, Tag, Teammate, Workspace};
use privacy::{Id, Personal, Time};
use store::{Change, EventKind, Failed, params, statements};

use super::{Conversation, still_there, told};
use crate::tags::{self, Applied, TagError};
use crate::{Deployment, Trouble, entry};

statements! {
    /// Labels a conversation; labelling it again changes nothing.
    ADD_CONVERSATION_TAG = "INSERT INTO conversation_tags (workspace_id, conversation_id, tag_id, applied_by, applied_at) \
                            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// Takes a label from a conversation.
    REMOVE_CONVERSATION_TAG = "DELETE FROM conversation_tags WHERE workspace_id = $1 AND conversation_id = $2 AND tag_id = $3";
    /// The conversation is still there, and gets a label that it has not.
    STILL_OPEN_TO_TAG = "UPDATE conversations SET version = version + 1, updated_at = CASE WHEN EXISTS (SELECT 1 FROM conversation_tags g \
                         WHERE g.workspace_id = $1 AND g.conversation_id = $2 AND g.tag_id = $3) THEN updated_at ELSE $4 END \
                         WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
    /// The conversation is still there, and loses a label.
    STILL_OPEN_TO_UNTAG = "UPDATE conversations SET version = version + 1, updated_at = $3 \
                           WHERE workspace_id = $1 AND conversation_id = $2 AND state <> 'erasing'";
    /// The tags of a conversation: as many as a workspace can have.
    TAGS_OF = "SELECT tag_id, applied_by, applied_at FROM conversation_tags WHERE workspace_id = $1 AND conversation_id = $2 ORDER BY tag_id LIMIT 1000";
}

/// Labels the conversation with the tag of that name, which is made if there is none.
pub async fn tag(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::Tag>,
    teammate: Id<Teammate>,
    name: Personal<String>,
) -> Result<Id<Tag>, TagError> {
    let tag = tags::find_or_create(d, conversation.actor(), teammate, name).await?;
    label(d, conversation, teammate, tag).await.map(|_| tag)
}

/// Labels the conversation with a tag that is there; answers since when it has it.
pub async fn label(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::Tag>,
    teammate: Id<Teammate>,
    tag: Id<Tag>,
) -> Result<Time, TagError> {
    let (by, held, now) = (conversation.actor(), conversation.thing(), d.now());
    let facts = Facts::new().id(FactKey::Tag, tag.to_string());
    let change = Change::new(d.change(), by, now, entry::with(Action::ConversationTagged, &held.id, facts));
    let change = still_there(change, held.workspace, held.contact)
        .one(&STILL_OPEN_TO_TAG, params![held.workspace, held.id, tag, now])
        .one(&tags::STILL_A_TAG, params![held.workspace, tag])
        .any(&ADD_CONVERSATION_TAG, params![held.workspace, held.id, tag, teammate, now])
        .tell(told(held, EventKind::Changed));
    match d.store.commit(change).await {
        Ok(_) => Ok(now),
        Err(Failed::Conflict(_)) => Err(TagError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Takes the tag from the conversation.
pub async fn untag(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::Tag>,
    tag: Id<Tag>,
) -> Result<(), TagError> {
    let (by, held, now) = (conversation.actor(), conversation.thing(), d.now());
    let facts = Facts::new().id(FactKey::Tag, tag.to_string());
    let change = Change::new(d.change(), by, now, entry::with(Action::ConversationUntagged, &held.id, facts));
    let change = still_there(change, held.workspace, held.contact)
        .one(&STILL_OPEN_TO_UNTAG, params![held.workspace, held.id, now])
        .one(&REMOVE_CONVERSATION_TAG, params![held.workspace, held.id, tag])
        .tell(told(held, EventKind::Changed));
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(TagError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The names of a conversation's tags.
pub async fn tags_of(
    d: &Deployment,
    permit: &Permit,
    workspace: Id<Workspace>,
    conversation: Id<ConversationKind>,
) -> Result<Vec<(Id<Tag>, String)>, Trouble> {
    let all = applied_to(d, permit, workspace, conversation).await?;
    Ok(all.into_iter().map(|(applied, name)| (applied.tag, name)).collect())
}

/// A conversation's tags with their names: since when it has them, and from whom.
pub async fn applied_to(
    d: &Deployment,
    permit: &Permit,
    workspace: Id<Workspace>,
    conversation: Id<ConversationKind>,
) -> Result<Vec<(Applied, String)>, Trouble> {
    let rows = d.store.rows(&TAGS_OF, params![workspace, conversation]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names: HashMap<_, _> = tags::list(d, permit).await?.into_iter().collect();
    let all = rows.into_iter().map(tags::applied).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter_map(|one| names.get(&one.tag).map(|name| (one, name.clone()))).collect())
}
