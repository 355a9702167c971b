//! Starting a conversation: a leaf of its own, its first message, and for a new visitor the contact too.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Conversation as ConversationKind, Message};
use privacy::keys::{HolderKind, LeafKind};
use privacy::sealed::Json;
use privacy::{Id, Personal};
use store::{Applied, Change, Code, Count, EventKind, Flag, Series, params, statements};

use super::advance::touch_contact;
use super::written_on::noting;
use super::{State, WrittenOn};
use crate::contacts::{Contact, holding};
use crate::messages::{self, Draft, Part, SendError};
use crate::{Deployment, Trouble, entry};

statements! {
    /// A new conversation with its first part, with a contact who is there.
    ADD_CONVERSATION = "INSERT INTO conversations (workspace_id, conversation_id, contact_id, tree, leaf, state, version, \
                        next_seq, last_comment_seq, contact_seen_seq, priority, unread, waiting_since, created_at, updated_at, moved_at) \
                        SELECT $1, CAST($2 AS BIGINT), $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT), $6, 1, 1, 0, -1, 0, \
                        CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS BIGINT), $9, $9 FROM contacts \
                        WHERE workspace_id = $1 AND contact_id = $3 AND state = 'active'";
}

/// A conversation that has begun.
#[derive(Debug, Clone, Copy)]
pub struct Started {
    /// Its id.
    pub conversation: Id<ConversationKind>,
    /// Its first message.
    pub message: Id<Message>,
}

/// Starts a conversation with a contact: the contact writes, or somebody writes to them.
pub async fn start(
    d: &Deployment,
    with: &Allowed<Contact, act::StartConversation>,
    draft: Draft,
) -> Result<Started, SendError> {
    start_on(d, with, draft, None).await
}

/// The same, with the page on which the contact writes.
pub async fn start_on(
    d: &Deployment,
    with: &Allowed<Contact, act::StartConversation>,
    draft: Draft,
    on: Option<Personal<Json<WrittenOn>>>,
) -> Result<Started, SendError> {
    let (by, contact) = (with.actor(), with.thing());
    messages::check(by, &[contact.id], &draft)?;
    let (keys, now) = (d.keys(contact.workspace).await?, d.now());
    let started = Started {
        conversation: Id::of(
            d.store.number(contact.workspace, Series::Conversations).await.map_err(Trouble::from)?,
        ),
        message: Id::of(d.store.number(contact.workspace, Series::Messages).await.map_err(Trouble::from)?),
    };
    let leaf = d.vault.deal(contact.workspace, LeafKind::Conversation).await.map_err(Trouble::from)?;
    let from_contact = draft.author.is_contact();
    let facts = Facts::new().id(FactKey::Conversation, started.conversation.to_string());
    let facts = messages::counted(facts, &draft);
    let act = entry::with(Action::MessageSent, &started.message, facts);
    let id = draft.change_id(d, by);
    let change =
        Change::new(id, by, now, act).also(entry::of(Action::ConversationStarted, &started.conversation));
    let change = touch_contact(change, contact.workspace, contact.id, from_contact, now);
    let change = change.one(
        &ADD_CONVERSATION,
        params![
            contact.workspace,
            started.conversation,
            contact.id,
            Count::tree(leaf),
            Count::leaf(leaf),
            Code(State::Open.code()),
            Flag(from_contact),
            from_contact.then_some(now),
            now
        ],
    );
    let change = holding(&keys, change, HolderKind::Conversation, started.conversation, leaf, now)
        .map_err(Trouble::from)?;
    let change = match &on {
        Some(on) => noting(&keys, change, started.conversation, (contact.leaf, leaf), on)?,
        None => change,
    };
    let part = Part {
        workspace: contact.workspace,
        conversation: started.conversation,
        contact: contact.id,
        seq: 0,
        message: started.message,
        subject: Some(contact.leaf),
        leaf,
    };
    let change = messages::writing(d, &keys, change, &part, &draft).await?;
    match d.store.commit(change.tell(part.told(EventKind::Started))).await {
        Ok(Applied::Now) => Ok(started),
        Ok(Applied::Before) => messages::sent_before(d, contact.workspace, id, &draft)
            .await?
            .map(|sent| Started { conversation: sent.conversation, message: sent.message })
            // It was deleted since, or a restore took it back: nothing comes back by itself.
            .ok_or(SendError::NotFound),
        Err(failed) => {
            messages::take_back(d, &part, &draft, failed).await;
            messages::not_blocked(d, contact.workspace, contact.id, &draft.author).await?;
            Err(Trouble::from(failed).into())
        }
    }
}
