//! What a conversation is called and what the customer notes of it. Sealed as one value under two keys: the contact's
//! leaf, and a leaf of the conversation that holds nothing else, so that redacting a part leaves it as it is.

use activity_log::Action;
use privacy::access::{Allowed, Permit, act, allow};
use privacy::keys::{HolderKind, LeafKind, Ref, Under};
use privacy::sealed::Json;
use privacy::{Personal, RowId};
use serde::{Deserialize, Serialize};
use store::{Change, Count, EventKind, Failed, params, statements};

use super::{Conversation, find, still_there, told};
use crate::contacts::{CustomAttributes, fits, holding, merge_attributes};
use crate::uses::ConversationAttributes;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Title and attributes over the version that was read.
    SET_ATTRIBUTES = "UPDATE conversations SET attributes = $4, updated_at = $5, moved_at = $5, version = version + 1 \
                      WHERE workspace_id = $1 AND conversation_id = $2 AND version = $3 AND state <> 'erasing'";
}

/// A conversation's title and custom attributes.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attributes {
    /// What it is called.
    pub title: Option<String>,
    /// Whatever else the customer keeps about it.
    pub custom: CustomAttributes,
}

/// What to change: `None` keeps a value.
#[derive(Debug, Clone, Default)]
pub struct AttributeChanges {
    /// What it is called; `Some(None)` takes the title away.
    pub title: Option<Option<Personal<String>>>,
    /// Custom attributes to set; `null` takes one away, those not named stay.
    pub custom: Option<Personal<Json<CustomAttributes>>>,
}

/// Why a conversation's attributes were not changed.
#[derive(Debug, thiserror::Error)]
pub enum AttributesError {
    /// There would be more than a conversation may have.
    #[error(
        "a conversation has at most {} custom attributes, of {} bytes in all",
        limits::CUSTOM_ATTRIBUTES,
        limits::CUSTOM_ATTRIBUTES_BYTES
    )]
    TooMany,
    /// It is there no more.
    #[error("no such conversation")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Opens a conversation's title and custom attributes.
pub async fn attributes(
    d: &Deployment,
    permit: &Permit,
    conversation: &Conversation,
) -> Result<Attributes, Trouble> {
    let Some(sealed) = &conversation.attributes else { return Ok(Attributes::default()) };
    let keys = d.keys(conversation.workspace).await?;
    let Json(shown) = keys.open(permit, &RowId::of(conversation.id), sealed)?.into_shown();
    Ok(shown)
}

/// Changes a conversation's title and custom attributes.
pub async fn change_attributes(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::ChangeState>,
    changes: AttributeChanges,
) -> Result<(), AttributesError> {
    for _ in 0..limits::TRIES {
        let (held, by) = (conversation.thing(), *conversation.actor());
        match d.store.commit(changing(d, &conversation, &changes).await?).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(AttributesError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| AttributesError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}

async fn changing(
    d: &Deployment,
    conversation: &Allowed<Conversation, act::ChangeState>,
    changes: &AttributeChanges,
) -> Result<Change, AttributesError> {
    let (held, now) = (conversation.thing(), d.now());
    let (keys, row) = (d.keys(held.workspace).await?, RowId::of(held.id));
    let old = match &held.attributes {
        Some(sealed) => keys.reopen(&row, sealed).map_err(Trouble::from)?,
        None => Personal::new(Json(Attributes::default())),
    };
    let new = changed(old, changes);
    if !new.is(|Json(new)| fits(&new.custom)) {
        return Err(AttributesError::TooMany);
    }
    let act = entry::of(Action::ConversationUpdated, &held.id);
    let mut change =
        still_there(Change::new(d.change(), conversation.actor(), now, act), held.workspace, held.contact);
    let own = held.attributes.as_ref().and_then(|sealed| Some(sealed.under()?.refs()));
    let own = own.map(|(first, second)| second.unwrap_or(first));
    let own = if let Some(own) = own {
        own
    } else {
        let leaf = d.vault.deal(held.workspace, LeafKind::Conversation).await.map_err(Trouble::from)?;
        change =
            holding(&keys, change, HolderKind::Conversation, held.id, leaf, now).map_err(Trouble::from)?;
        Ref::of(leaf)
    };
    let under = if held.shared_from.is_some() { Under::One(own) } else { Under::Two(held.contact_leaf, own) };
    let sealed = keys.seal::<ConversationAttributes>(under, &row, &new).map_err(Trouble::from)?;
    let values = params![held.workspace, held.id, Count(held.version), sealed, now];
    Ok(change.one(&SET_ATTRIBUTES, values).tell(told(held, EventKind::Changed)))
}

fn changed(old: Personal<Json<Attributes>>, changes: &AttributeChanges) -> Personal<Json<Attributes>> {
    let named = match changes.title.clone() {
        None => old,
        Some(None) => old.map(|Json(old)| Json(Attributes { title: None, ..old })),
        Some(Some(title)) => {
            old.join(title, |Json(old), title| Json(Attributes { title: Some(title), ..old }))
        }
    };
    match changes.custom.clone() {
        None => named,
        Some(new) => named.join(new, |Json(old), Json(new)| {
            Json(Attributes { custom: merge_attributes(old.custom, new), ..old })
        }),
    }
}
