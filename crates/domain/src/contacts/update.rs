//! Changing what is known of a contact. A visitor of whom something becomes known is a lead, or a user.

use activity_log::Action;
use privacy::access::{Actor, Allowed, act};
use privacy::ids::{Contact as ContactKind, Teammate, Workspace};
use privacy::keys::{KeyError, Under};
use privacy::sealed::Json;
use privacy::{Id, Personal, RowId, Time};
use store::{Change, Code, Count, Failed, Flag, params, statements};

use super::markup::told_of;
use super::screens::telling_screens;
use super::{Contact, ContactRole, CustomAttributes, find};
use crate::uses::{ContactCustom, ContactEmail, ContactExternalId, ContactName, ContactPhone};
use crate::{Deployment, Trouble, entry, limits, mail};

statements! {
    /// A contact's new values over the version that was read.
    UPDATE_CONTACT = "UPDATE contacts SET role = $4, external_id = $5, email = $6, phone = $7, name = $8, \
                      custom_attributes = $9, owner_id = $10, unsubscribed = $11, signed_up_at = $12, last_seen_at = $13, \
                      updated_at = $14, version = version + 1 \
                      WHERE workspace_id = $1 AND contact_id = $2 AND version = $3 AND state = 'active'";
    /// Something that hangs on a contact who is there changed.
    CHANGE_CONTACT = "UPDATE contacts SET updated_at = $3 WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// A contact's new external id in the index, unless another contact has it.
    INDEX_EXTERNAL_ID = "UPDATE contacts SET external_id_index = $3 WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active' \
                         AND NOT EXISTS (SELECT 1 FROM contacts o WHERE o.workspace_id = $1 AND o.external_id_index = $3 \
                         AND o.contact_id <> $2)";
    /// A contact's new address in the index.
    INDEX_EMAIL = "UPDATE contacts SET email_index = $3 WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// A contact's new phone number in the index.
    INDEX_PHONE = "UPDATE contacts SET phone_index = $3 WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
}

/// What to change: `None` keeps a value, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Lead or user.
    pub role: Option<ContactRole>,
    /// Their id at the customer's.
    pub external_id: Option<Option<Personal<String>>>,
    /// Their e-mail address.
    pub email: Option<Option<Personal<String>>>,
    /// Their phone number.
    pub phone: Option<Option<Personal<String>>>,
    /// Their name.
    pub name: Option<Option<Personal<String>>>,
    /// Custom attributes to set; `null` takes one away, those not named stay.
    pub custom_attributes: Option<Personal<Json<CustomAttributes>>>,
    /// The teammate who looks after them.
    pub owner: Option<Option<Id<Teammate>>>,
    /// Whether they want no e-mail.
    pub unsubscribed: Option<bool>,
    /// When they signed up at the customer's.
    pub signed_up_at: Option<Option<Time>>,
    /// When they were last seen.
    pub last_seen_at: Option<Option<Time>>,
}

impl Changes {
    /// The same of a contact: a visitor of whom something becomes known is a lead, unless it is said what they are.
    #[must_use]
    pub fn of(self, contact: &Contact) -> Self {
        let becomes = contact.role == ContactRole::Visitor && self.tell_something();
        Self { role: self.role.or_else(|| becomes.then_some(ContactRole::Lead)), ..self }
    }

    fn tell_something(&self) -> bool {
        let values = [&self.external_id, &self.email, &self.phone, &self.name];
        let custom = self.custom_attributes.as_ref();
        values.iter().any(|value| matches!(value, Some(Some(_))))
            || custom
                .is_some_and(|custom| custom.is(|Json(custom)| custom.values().any(|one| !one.is_null())))
    }
}

/// Joins that the contact is there, and that something which hangs on them changed. Their version stays: what a teammate has
/// before them of who they are is still so.
pub(crate) fn changed(
    change: Change,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
    now: Time,
) -> Change {
    change.one(&CHANGE_CONTACT, params![workspace, contact, now])
}

/// Why a contact was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Another contact has that external id.
    #[error("a contact with this external id exists")]
    ExternalIdTaken(Option<Id<ContactKind>>),
    /// It was changed by somebody else in between: read it again.
    #[error("the contact was changed at the same time")]
    ChangedMeanwhile,
    /// With the new custom attributes there would be more than a contact may have.
    #[error(
        "a contact has at most {} custom attributes, of {} bytes in all",
        limits::CUSTOM_ATTRIBUTES,
        limits::CUSTOM_ATTRIBUTES_BYTES
    )]
    TooManyAttributes,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl From<KeyError> for UpdateError {
    fn from(error: KeyError) -> Self {
        Self::Trouble(error.into())
    }
}

/// Changes a contact. A visitor is one still, unless the changes say otherwise.
pub async fn update(
    d: &Deployment,
    contact: Allowed<Contact, act::UpdateContact>,
    changes: Changes,
) -> Result<(), UpdateError> {
    let by = *contact.actor();
    let contact = contact.into_thing();
    let external_id = changes.external_id.clone().flatten();
    let change = changing(d, &by, &contact, changes).await?;
    match d.store.commit(telling_screens(d, change, &by, contact.id).await?).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(name)) if name == INDEX_EXTERNAL_ID.name => {
            let taken = match &external_id {
                Some(id) => find::find_by_external_id(d, contact.workspace, id).await?,
                None => None,
            };
            Err(UpdateError::ExternalIdTaken(taken.map(|other| other.id)))
        }
        Err(Failed::Conflict(_)) => Err(UpdateError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The change that makes these changes of a contact.
pub(crate) async fn changing(
    d: &Deployment,
    by: &Actor,
    contact: &Contact,
    changes: Changes,
) -> Result<Change, UpdateError> {
    let (keys, now, row) = (d.keys(contact.workspace).await?, d.now(), RowId::of(contact.id));
    let under = Under::one(contact.leaf);
    let role = changes.role.unwrap_or(contact.role);
    let action = if role == contact.role { Action::ContactUpdated } else { Action::ContactConverted };
    macro_rules! sealed {
        ($field:ident, $use:ty) => {
            match &changes.$field {
                None => contact.$field.clone(),
                Some(new) => new.as_ref().map(|new| keys.seal::<$use>(under, &row, new)).transpose()?,
            }
        };
    }
    let custom = match changes.custom_attributes {
        None => contact.custom_attributes.clone(),
        Some(new) => {
            let merged = match &contact.custom_attributes {
                Some(old) => {
                    keys.reopen(&row, old)?.join(new, |Json(old), Json(new)| Json(merge_attributes(old, new)))
                }
                None => new.map(|Json(new)| Json(merge_attributes(CustomAttributes::new(), new))),
            };
            if !merged.is(|Json(merged)| fits(merged)) {
                return Err(UpdateError::TooManyAttributes);
            }
            Some(keys.seal::<ContactCustom>(under, &row, &merged)?)
        }
    };
    let facts = told_of(changes.name.as_ref().and_then(Option::as_ref));
    let mut change = Change::new(d.change(), by, now, entry::with(action, &contact.id, facts)).one(
        &UPDATE_CONTACT,
        params![
            contact.workspace,
            contact.id,
            Count(contact.version),
            Code(role.code()),
            sealed!(external_id, ContactExternalId),
            sealed!(email, ContactEmail),
            sealed!(phone, ContactPhone),
            sealed!(name, ContactName),
            custom,
            changes.owner.unwrap_or(contact.owner),
            Flag(changes.unsubscribed.unwrap_or(contact.unsubscribed)),
            changes.signed_up_at.unwrap_or(contact.signed_up_at),
            changes.last_seen_at.unwrap_or(contact.last_seen_at),
            now
        ],
    );
    macro_rules! index {
        ($field:ident, $use:ty, $statement:ident) => {
            if let Some(new) = &changes.$field {
                let index = new.as_ref().map(|new| keys.index::<$use>(new));
                change = change.one(&$statement, params![contact.workspace, contact.id, index]);
            }
        };
    }
    // What went to another address opens and ends nothing any more.
    if let Some(new) = &changes.email {
        let index = new.as_ref().map(|new| keys.index::<ContactEmail>(new));
        change = mail::ending(change, contact.workspace, contact.id, index);
    }
    index!(external_id, ContactExternalId, INDEX_EXTERNAL_ID);
    index!(email, ContactEmail, INDEX_EMAIL);
    index!(phone, ContactPhone, INDEX_PHONE);
    // What waits for it does not leave.
    if changes.email.is_some() || changes.unsubscribed == Some(true) {
        change = mail::forgetting_contact(change, contact.workspace, contact.id);
    }
    Ok(change)
}

/// Whether a contact or a conversation may have these attributes.
pub(crate) fn fits(attributes: &CustomAttributes) -> bool {
    let bytes = serde_json::to_vec(attributes).map_or(usize::MAX, |text| text.len());
    attributes.len() <= limits::CUSTOM_ATTRIBUTES && bytes <= limits::CUSTOM_ATTRIBUTES_BYTES
}

/// The old attributes with the new ones over them; `null` takes one away.
pub(crate) fn merge_attributes(mut old: CustomAttributes, new: CustomAttributes) -> CustomAttributes {
    for (name, value) in new {
        if value.is_null() {
            old.remove(&name);
        } else {
            old.insert(name, value);
        }
    }
    old
}
