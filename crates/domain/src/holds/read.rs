//! Reading what a hold keeps of somebody whose erasure waits: for that purpose only, by those who may, and entered.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, Allowed, Permit, act, allow, permit};
use privacy::ids::Conversation as ConversationKind;
use privacy::purpose::Purpose;

use crate::conversations::{self, Conversation, ReadError};
use crate::{Deployment, entry, reads};

/// The conversation of a restricted contact, and the permit with which `messages::thread` opens it.
pub async fn read_held(
    d: &Deployment,
    by: &Actor,
    id: Id<ConversationKind>,
) -> Result<(Allowed<Conversation, act::ReadConversations>, Permit), ReadError> {
    let permit = permit(by, Purpose::Legal)?;
    let found = conversations::find_held(d, by.workspace(), id).await?.ok_or(ReadError::NotFound)?;
    let allowed: Allowed<_, act::ReadConversations> = allow(by, found)?;
    let facts = Facts::new().code(FactKey::Purpose, Purpose::Legal.code());
    reads::note(d, &permit, entry::with(Action::ConversationRead, &id, facts), None).await?;
    Ok((allowed, permit))
}
