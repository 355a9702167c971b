//! Placing a hold. The contact's row is locked by it, as it is by a fence: neither misses the other.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact as ContactKind, Hold as HoldKind};
use privacy::keys::Under;
use privacy::{Id, RowId};
use store::{ActorId, AsText, Change, Code, Failed, Param, params, statements};

use super::{HoldError, NewHold, On};
use crate::contacts::Contact;
use crate::uses::HoldBasis;
use crate::{Deployment, Trouble, carried, contacts, conversations, entry, limits};

statements! {
    /// The contact is not being erased, and will not be before this is stored.
    NOT_ERASING = "UPDATE contacts SET state = state WHERE workspace_id = $1 AND contact_id = $2 \
                   AND state IN ('active', 'restricted')";
    /// The reviewer, if they are there.
    REVIEWER = "SELECT teammate_id FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// A hold.
    ADD_HOLD = "INSERT INTO holds (workspace_id, hold_id, contact_id, object_kind, object_id, ground, scope, basis, held_until, \
                review_at, reviewer_id, placed_by, placed_by_id, placed_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
}

/// Places a hold on a contact or a conversation of the actor's workspace. One on a contact whose erasure waits is placed
/// beside the one for which it waits.
pub async fn place(d: &Deployment, by: &Actor, on: On, new: NewHold) -> Result<Id<HoldKind>, HoldError> {
    let now = d.now();
    let complete = new.basis.is(|basis| !basis.trim().is_empty() && basis.len() <= limits::MESSAGE_BYTES);
    if !complete || new.review_at <= now || new.until.is_some_and(|until| until <= now) {
        return Err(HoldError::Incomplete);
    }
    let (contact, object): (Contact, Param) = held(d, by, on).await?;
    let contact = allow::<_, act::ManageHolds>(by, contact)?.into_thing();
    let reviewer = d.store.row(&REVIEWER, params![contact.workspace, new.reviewer]).await;
    reviewer.map_err(Trouble::from)?.ok_or(HoldError::NoSuchTeammate)?;
    let (keys, id) = (d.keys(contact.workspace).await?, Id::<HoldKind>::fresh(&d.random, now));
    // Under the person's key: what was said of them in it ends with them.
    let basis = keys.seal::<HoldBasis>(Under::one(contact.leaf), &RowId::of(id), &new.basis);
    let facts = Facts::new()
        .id(FactKey::Contact, contact.id.to_string())
        .code(FactKey::Ground, new.ground.code())
        .code(FactKey::Scope, new.scope.code())
        .id(FactKey::Reviewer, new.reviewer.to_string());
    let change = Change::new(d.change(), by, now, entry::with(Action::HoldPlaced, &id, facts))
        .one(&NOT_ERASING, params![contact.workspace, contact.id])
        .one(
            &ADD_HOLD,
            params![
                contact.workspace,
                id,
                contact.id,
                Code(if matches!(on, On::Contact(_)) { "contact" } else { "conversation" }),
                object,
                Code(new.ground.code()),
                Code(new.scope.code()),
                basis.map_err(Trouble::from)?,
                new.until,
                new.review_at,
                new.reviewer,
                Code(by.kind()),
                ActorId(by),
                now
            ],
        );
    match d.store.commit(change).await {
        Ok(_) => {
            carried::note_hold(d, contact.workspace, id).await;
            Ok(id)
        }
        Err(Failed::Conflict(_)) => Err(HoldError::Erasing),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The contact whom it concerns, and the id of what is held.
async fn held(d: &Deployment, by: &Actor, on: On) -> Result<(Contact, Param), HoldError> {
    let workspace = by.workspace();
    let (contact, object): (Id<ContactKind>, Param) = match on {
        On::Contact(id) => (id, AsText(id).into()),
        On::Conversation(id) => {
            let found = conversations::find(d, workspace, id).await?;
            let found = match found {
                Some(found) => found,
                None => conversations::find_held(d, workspace, id).await?.ok_or(HoldError::NotFound)?,
            };
            (found.contact, AsText(id).into())
        }
    };
    let found = match contacts::find(d, workspace, contact).await? {
        Some(found) => found,
        None => contacts::find_restricted(d, workspace, contact).await?.ok_or(HoldError::NotFound)?,
    };
    Ok((found, object))
}
