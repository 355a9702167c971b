//! Reading one's own draft.

use privacy::access::{Actor, Allowed, Permit, act};
use store::{params, statements};

use super::{DraftShown, row};
use crate::conversations::Conversation;
use crate::messages::Kind;
use crate::uses::DraftBody;
use crate::{Deployment, Trouble};

statements! {
    /// A teammate's draft in a conversation.
    FIND_DRAFT = "SELECT kind, body FROM drafts WHERE workspace_id = $1 AND conversation_id = $2 AND teammate_id = $3";
}

/// The draft of whoever reads the conversation; nobody sees another's.
pub async fn find(
    d: &Deployment,
    read: &Allowed<Conversation, act::ReadConversations>,
    permit: &Permit,
) -> Result<Option<DraftShown>, Trouble> {
    let Actor::Teammate { id, .. } = *read.actor() else { return Ok(None) };
    let held = read.thing();
    let Some(found) = d.store.row(&FIND_DRAFT, params![held.workspace, held.id, id]).await? else {
        return Ok(None);
    };
    let mut c = found.cells();
    let kind = c.code(|code| [Kind::Comment, Kind::Note].into_iter().find(|kind| kind.code() == code))?;
    let body = d.keys(held.workspace).await?.open::<DraftBody>(permit, &row(held.id, id), &c.sealed()?)?;
    Ok(Some(DraftShown { kind, body: body.into_shown() }))
}
