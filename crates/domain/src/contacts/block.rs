//! Blocking a contact: they may still see what is theirs and have it erased, and write nothing more.

use activity_log::Action;
use privacy::access::{Allowed, act};
use privacy::ids::{Contact as ContactKind, Workspace};
use privacy::{Id, Time};
use store::{Change, Failed, params, statements};

use super::screens::telling_screens;
use super::{Contact, UpdateError};
use crate::{Deployment, Trouble, entry, mail};

statements! {
    /// A contact who is there is blocked from now on, or no longer.
    SET_BLOCKED = "UPDATE contacts SET blocked_at = $3, updated_at = $4 \
                   WHERE workspace_id = $1 AND contact_id = $2 AND state = 'active'";
    /// Whether a contact is blocked.
    IS_BLOCKED = "SELECT contact_id FROM contacts WHERE workspace_id = $1 AND contact_id = $2 AND blocked_at IS NOT NULL";
}

/// Blocks the contact, or lets them write again.
pub async fn set_blocked(
    d: &Deployment,
    contact: &Allowed<Contact, act::UpdateContact>,
    blocked: bool,
) -> Result<(), UpdateError> {
    let (held, now) = (contact.thing(), d.now());
    let action = if blocked { Action::ContactBlocked } else { Action::ContactUnblocked };
    let since: Option<Time> = blocked.then_some(now);
    let change = Change::new(d.change(), contact.actor(), now, entry::of(action, &held.id))
        .one(&SET_BLOCKED, params![held.workspace, held.id, since, now]);
    let change = if blocked { mail::forgetting_contact(change, held.workspace, held.id) } else { change };
    let change = telling_screens(d, change, contact.actor(), held.id).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(UpdateError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Whether the contact is blocked.
pub async fn is_blocked(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<bool, Trouble> {
    Ok(d.store.row(&IS_BLOCKED, params![workspace, contact]).await?.is_some())
}
