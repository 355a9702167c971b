//! Placing a hold. The vault has it first, and from then on destroys nothing that it needs; then the key is looked at, which
//! lives or has ended; then it is stored. The contact's row is locked by that, as it is by a fence: neither misses the other.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact as ContactKind, Hold as HoldKind, Workspace};
use privacy::keys::{KeyError, Ref, Under};
use privacy::{Id, RowId, Time};
use store::vault::Whose;
use store::{ActorId, AsText, Change, Code, Failed, Param, params, statements};

use super::{HoldError, NewHold, On};
use crate::contacts::Contact;
use crate::uses::HoldBasis;
use crate::{Deployment, Trouble, carried, contacts, conversations, entry, erasure, limits};

statements! {
    /// The contact's keys have not ended, and no fence is missed.
    NOT_ENDED = "UPDATE contacts SET state = state WHERE workspace_id = $1 AND contact_id = $2 \
                 AND (state IN ('active', 'restricted') OR (state = 'erasing' AND EXISTS (SELECT 1 FROM erasures e \
                 WHERE e.workspace_id = $1 AND e.object_kind = 'contact' AND e.object_id = $2 AND e.state = 'fenced')))";
    /// The conversation is not being deleted, and its fence is not missed.
    NOT_CLOSED = "UPDATE conversations SET state = state WHERE workspace_id = $1 AND conversation_id = $2 \
                  AND state <> 'erasing' AND shared_from IS NULL";
    /// The reviewer, if they are there.
    REVIEWER = "SELECT teammate_id FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// A hold.
    ADD_HOLD = "INSERT INTO holds (workspace_id, hold_id, contact_id, object_kind, object_id, ground, scope, basis, held_until, \
                review_at, reviewer_id, placed_by, placed_by_id, placed_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
}

/// Places a hold on a contact or a conversation of the actor's workspace. One on a contact whose erasure waits is placed
/// beside the one for which it waits; an erasure that has begun, and whose keys have not ended, is deferred.
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
    let basis = match basis {
        Err(KeyError::Shredded) => return Err(HoldError::Erasing),
        basis => basis.map_err(Trouble::from)?,
    };
    let facts = Facts::new()
        .id(FactKey::Contact, contact.id.to_string())
        .code(FactKey::Ground, new.ground.code())
        .code(FactKey::Scope, new.scope.code())
        .id(FactKey::Reviewer, new.reviewer.to_string());
    let change = Change::new(d.change(), by, now, entry::with(Action::HoldPlaced, &id, facts))
        .one(&NOT_ENDED, params![contact.workspace, contact.id])
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
                basis,
                new.until,
                new.review_at,
                new.reviewer,
                Code(by.kind()),
                ActorId(by),
                now
            ],
        );
    let change = match on {
        On::Contact(_) => change,
        On::Conversation(id) => change.one(&NOT_CLOSED, params![contact.workspace, id]),
    };
    keep(d, &contact, on, id, new.until).await?;
    match d.store.commit(change).await {
        Ok(_) => {}
        Err(Failed::Conflict(_)) => {
            release(d, contact.workspace, id).await;
            return Err(HoldError::Erasing);
        }
        // It may be stored: what the vault has too much, the sweep takes away.
        Err(failed) => return Err(Trouble::from(failed).into()),
    }
    carried::note_hold(d, contact.workspace, id).await;
    if let Err(error) = erasure::defer(d, contact.workspace, contact.id).await {
        tracing::warn!(workspace = %contact.workspace, %error, "an erasure was not deferred yet; it ends nothing meanwhile");
    }
    Ok(id)
}

/// The vault keeps the keys from now on, if they live; else it is too late.
async fn keep(
    d: &Deployment,
    contact: &Contact,
    on: On,
    id: Id<HoldKind>,
    until: Option<Time>,
) -> Result<(), HoldError> {
    let conversation = match on {
        On::Contact(_) => None,
        On::Conversation(id) => Some(id),
    };
    let whose = Whose { contact: contact.id, conversation };
    d.vault.hold(contact.workspace, id, &whose, until, d.now()).await.map_err(Trouble::from)?;
    let lives = d.vault.derives(contact.workspace, Ref::of(contact.leaf)).await;
    if lives.as_ref().is_ok_and(|lives| *lives) {
        return Ok(());
    }
    release(d, contact.workspace, id).await;
    Err(lives.map_err(Trouble::from).err().map_or(HoldError::Erasing, HoldError::from))
}

async fn release(d: &Deployment, workspace: Id<Workspace>, id: Id<HoldKind>) {
    if let Err(error) = d.vault.release(workspace, id).await {
        tracing::warn!(%workspace, hold = %id, %error, "the vault keeps a hold that was not placed, for an hour at most");
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
            if found.shared_from.is_some() {
                return Err(HoldError::Shared);
            }
            (found.contact, AsText(id).into())
        }
    };
    let found = match contacts::find(d, workspace, contact).await? {
        Some(found) => found,
        None => contacts::find_closed(d, workspace, contact).await?.ok_or(HoldError::NotFound)?,
    };
    Ok((found, object))
}
