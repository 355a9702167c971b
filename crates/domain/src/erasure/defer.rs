//! An erasure that has begun, and whose keys a hold needs after all, waits for it like one that was asked for under it.

use activity_log::{Action, Facts};
use privacy::Id;
use privacy::ids::{Contact, Workspace};
use store::vault::Whose;
use store::{Change, Count, params, statements};

use super::fence::{dropping, erased};
use super::{EraseError, Erased, Erasure, State, itself, record, remove};
use crate::holds::{self, Active, Scope};
use crate::{Deployment, entry};

statements! {
    /// The erasure waits for a hold, over the version that was read.
    WAIT_FOR_HOLD = "UPDATE erasures SET state = 'deferred', hold_id = $4, \
                     leaves = CASE WHEN object_kind = 'contact' THEN 0 ELSE leaves END, version = version + 1 \
                     WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'fenced'";
    /// A contact is kept after all, for a hold on everything.
    KEEP_CONTACT = "UPDATE contacts SET state = 'restricted', version = version + 1, updated_at = $3 \
                    WHERE workspace_id = $1 AND contact_id = $2 AND state = 'erasing'";
    /// The same for a hold on what was said: nothing else is kept.
    KEEP_MESSAGES = "UPDATE contacts SET state = 'restricted', version = version + 1, external_id = NULL, email = NULL, \
                     phone = NULL, name = NULL, custom_attributes = NULL, owner_id = NULL, signed_up_at = NULL, \
                     last_seen_at = NULL, updated_at = $3 \
                     WHERE workspace_id = $1 AND contact_id = $2 AND state = 'erasing'";
    /// Which keys a contact has is found anew when the hold ends.
    FORGET_NAMED = "DELETE FROM erasure_leaves WHERE workspace_id = $1 AND erasure_id = $2";
}

/// Defers the erasure of a contact, if it has begun and a hold needs the keys.
pub(crate) async fn defer(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<Contact>,
) -> Result<(), EraseError> {
    let Some(erasure) = record::of(d, workspace, Erased::Contact(contact)).await? else { return Ok(()) };
    let whose = Whose { contact, conversation: None };
    if erasure.state == State::Fenced
        && let Some(hold) = holds::strongest(d, workspace, &whose).await?
    {
        wait_for(d, &erasure, hold).await?;
    }
    Ok(())
}

/// The erasure waits for the hold; `false` where another server came first.
pub(super) async fn wait_for(d: &Deployment, erasure: &Erasure, hold: Active) -> Result<bool, EraseError> {
    let (workspace, now) = (erasure.workspace, d.now());
    let act = entry::with(Action::ErasureDeferred, &erasure.id, erased(erasure.object, Facts::new()));
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(&WAIT_FOR_HOLD, params![workspace, erasure.id, Count(erasure.version), hold.id]);
    let Erased::Contact(contact) = erasure.object else { return remove::stored(d, change).await };
    let keep = match hold.scope {
        Scope::Everything => &KEEP_CONTACT,
        Scope::Messages => &KEEP_MESSAGES,
    };
    let change =
        change.one(keep, params![workspace, contact, now]).any(&FORGET_NAMED, params![workspace, erasure.id]);
    remove::stored(d, dropping(change, hold.scope, workspace, contact)).await
}
