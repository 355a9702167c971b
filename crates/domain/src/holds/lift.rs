//! Lifting a hold. An erasure that waited for it goes on at once.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact as ContactKind, Hold as HoldKind};
use store::{ActorId, Change, Code, Failed, params, statements};

use super::HoldError;
use crate::{Deployment, Trouble, carried, entry, erasure, workspaces};

statements! {
    /// Whom a hold concerns.
    HOLD_OF = "SELECT contact_id FROM holds WHERE workspace_id = $1 AND hold_id = $2";
    /// Ends a hold.
    LIFT_HOLD = "UPDATE holds SET lifted_at = $3, lifted_by = $4, lifted_by_id = $5 \
                 WHERE workspace_id = $1 AND hold_id = $2 AND lifted_at IS NULL";
}

/// Lifts a hold; lifting it again changes nothing.
pub async fn lift(d: &Deployment, by: &Actor, id: Id<HoldKind>) -> Result<(), HoldError> {
    let (workspace, now) = (by.workspace(), d.now());
    let found = workspaces::find(d, workspace).await?.ok_or(HoldError::NotFound)?;
    allow::<_, act::ManageHolds>(by, found)?;
    let row = d.store.row(&HOLD_OF, params![workspace, id]).await.map_err(Trouble::from)?;
    let contact: Id<ContactKind> = row.ok_or(HoldError::NotFound)?.cells().id().map_err(Trouble::from)?;
    let facts = Facts::new().id(FactKey::Contact, contact.to_string());
    let change = Change::new(d.change(), by, now, entry::with(Action::HoldLifted, &id, facts))
        .one(&LIFT_HOLD, params![workspace, id, now, Code(by.kind()), ActorId(by)]);
    match d.store.commit(change).await {
        Ok(_) | Err(Failed::Conflict(_)) => {}
        Err(failed) => return Err(Trouble::from(failed).into()),
    }
    // If the vault does not answer, the erasure finds out that the hold is over.
    if let Err(error) = d.vault.release(workspace, id).await {
        tracing::warn!(%workspace, hold = %id, %error, "the vault was not told that a hold is over; it is tried again");
    }
    carried::note_hold(d, workspace, id).await;
    match erasure::follow(d, workspace, contact).await {
        Ok(Some(erasure)) => erasure::start(d, workspace, erasure),
        Ok(None) => {}
        Err(error) => tracing::warn!(%workspace, %error, "an erasure did not go on; it is tried again"),
    }
    Ok(())
}
