//! Labelling a contact.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::ids::{Contact as ContactKind, Tag as TagKind, Teammate, Workspace};
use privacy::{Id, Personal, Time};
use store::{Change, Failed, params, statements};

use super::{Applied, TagError, find};
use crate::contacts::{Contact, changed, telling_screens};
use crate::{Deployment, Trouble, entry};

statements! {
    /// Labels a contact; labelling them again changes nothing.
    ADD_CONTACT_TAG = "INSERT INTO contact_tags (workspace_id, contact_id, tag_id, applied_by, applied_at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// The contact is still there, and gets a label that they have not.
    STILL_THERE_TO_TAG = "UPDATE contacts SET updated_at = CASE WHEN EXISTS (SELECT 1 FROM contact_tags g \
                          WHERE g.workspace_id = $1 AND g.contact_id = $2 AND g.tag_id = $3) THEN updated_at ELSE $4 END \
                          WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// Takes a label from a contact.
    REMOVE_CONTACT_TAG = "DELETE FROM contact_tags WHERE workspace_id = $1 AND contact_id = $2 AND tag_id = $3";
    /// The labels of a contact: as many as a workspace can have.
    CONTACT_TAGS = "SELECT tag_id, applied_by, applied_at FROM contact_tags WHERE workspace_id = $1 AND contact_id = $2 \
                    ORDER BY tag_id LIMIT 1000";
}

/// Labels the contact with the tag of that name, which is made if there is none.
pub async fn tag_contact(
    d: &Deployment,
    contact: &Allowed<Contact, act::Tag>,
    teammate: Id<Teammate>,
    name: Personal<String>,
) -> Result<Id<TagKind>, TagError> {
    let tag = super::find_or_create(d, contact.actor(), teammate, name).await?;
    label_contact(d, contact, teammate, tag).await.map(|_| tag)
}

/// Labels the contact with a tag that is there; answers since when they have it.
pub async fn label_contact(
    d: &Deployment,
    contact: &Allowed<Contact, act::Tag>,
    teammate: Id<Teammate>,
    tag: Id<TagKind>,
) -> Result<Time, TagError> {
    let (held, now) = (contact.thing(), d.now());
    let facts = Facts::new().id(FactKey::Tag, tag.to_string());
    let change =
        Change::new(d.change(), contact.actor(), now, entry::with(Action::ContactTagged, &held.id, facts));
    let change = change
        .one(&STILL_THERE_TO_TAG, params![held.workspace, held.id, tag, now])
        .one(&find::STILL_A_TAG, params![held.workspace, tag])
        .any(&ADD_CONTACT_TAG, params![held.workspace, held.id, tag, teammate, now]);
    let change = telling_screens(d, change, contact.actor(), held.id).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(now),
        Err(Failed::Conflict(_)) => Err(TagError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Takes the tag from the contact.
pub async fn untag_contact(
    d: &Deployment,
    contact: &Allowed<Contact, act::Tag>,
    tag: Id<TagKind>,
) -> Result<(), TagError> {
    let (held, now) = (contact.thing(), d.now());
    let facts = Facts::new().id(FactKey::Tag, tag.to_string());
    let act = entry::with(Action::ContactUntagged, &held.id, facts);
    let change = Change::new(d.change(), contact.actor(), now, act);
    let change = changed(change, held.workspace, held.id, now)
        .one(&REMOVE_CONTACT_TAG, params![held.workspace, held.id, tag]);
    let change = telling_screens(d, change, contact.actor(), held.id).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(TagError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The labels of a contact, by id; as many as a workspace has at most.
pub async fn of_contact(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<Vec<Applied>, Trouble> {
    let rows = d.store.rows(&CONTACT_TAGS, params![workspace, contact]).await?;
    rows.into_iter().map(super::applied).collect()
}
