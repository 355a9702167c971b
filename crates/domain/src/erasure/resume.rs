//! Going on with erasures: after the request, after a crash, after a hold. Whoever does it, it ends the same.

use activity_log::Action;
use privacy::Id;
use privacy::ids::{Contact as ContactKind, Workspace};
use store::{Change, Count, params, statements};

use super::fence::{erased, naming};
use super::{
    EraseError, Erased, Erasure, ErasureId, State, check, finish, itself, plan, record, remove, shared, shred,
};
use crate::holds::{self, Scope};
use crate::{Deployment, Trouble, contacts, entry};

statements! {
    /// Erasures that are not over, oldest first.
    UNFINISHED = "SELECT erasure_id FROM erasures WHERE workspace_id = $1 AND state IN ('deferred', 'fenced', 'shredded', \
                  'removing', 'checked') ORDER BY requested_at, erasure_id LIMIT 1000";
    /// A contact who was kept for a hold is closed for good.
    FENCE_RESTRICTED = "UPDATE contacts SET state = 'erasing', version = version + 1, updated_at = $3 \
                        WHERE workspace_id = $1 AND contact_id = $2 AND state = 'restricted' AND version = $4";
    /// The erasure waits no longer, unless there is another hold.
    FENCED_AFTER_HOLD = "UPDATE erasures SET state = 'fenced', fenced_at = $4, hold_id = NULL, leaves = $5, \
                         version = version + 1 WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 \
                         AND state = 'deferred' AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.workspace_id = $1 \
                         AND h.contact_id = $6 AND h.lifted_at IS NULL AND (h.held_until IS NULL OR h.held_until > $4))";
    /// The same for a conversation or a part, whose keys were named before.
    FENCED_AGAIN = "UPDATE erasures SET state = 'fenced', fenced_at = $4, hold_id = NULL, version = version + 1 \
                    WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'deferred'";
}

/// Goes on with an erasure in the background until it is over or waits for something.
pub fn start(d: &Deployment, workspace: Id<Workspace>, id: ErasureId) {
    let d = d.clone();
    tokio::spawn(async move {
        if let Err(error) = carry_on(&d, workspace, id).await {
            tracing::warn!(%workspace, erasure = %id, %error, "an erasure did not go on; it is tried again");
        }
    });
}

/// Goes on with every erasure of a workspace that is not over; answers how many are over now.
pub async fn resume(d: &Deployment, workspace: Id<Workspace>) -> Result<usize, Trouble> {
    let mut over = 0;
    for row in d.store.rows(&UNFINISHED, params![workspace]).await? {
        let id: ErasureId = row.cells().id()?;
        match carry_on(d, workspace, id).await {
            Ok(State::Done) => over += 1,
            // Said once, and shown with its progress.
            Ok(_) | Err(EraseError::WrongKey) => {}
            Err(error) => {
                tracing::warn!(%workspace, erasure = %id, %error, "an erasure did not go on; it is tried again");
            }
        }
    }
    Ok(over)
}

/// The erasures of a workspace that are not over, a thousand at most.
pub(crate) async fn unfinished(d: &Deployment, workspace: Id<Workspace>) -> Result<Vec<Erasure>, Trouble> {
    let mut all = Vec::new();
    for row in d.store.rows(&UNFINISHED, params![workspace]).await? {
        all.extend(record::find(d, workspace, row.cells().id()?).await?);
    }
    Ok(all)
}

/// Goes on with one erasure until it is over or waits for something: a hold, or the horizon.
pub async fn carry_on(d: &Deployment, workspace: Id<Workspace>, id: ErasureId) -> Result<State, EraseError> {
    loop {
        let (state, moved) = step(d, workspace, id).await?;
        if !moved {
            return Ok(state);
        }
    }
}

/// Does the next step of an erasure, one commit; answers how far it is then, and whether there was something to do.
pub async fn step(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: ErasureId,
) -> Result<(State, bool), EraseError> {
    let erasure = record::find(d, workspace, id).await?.ok_or(EraseError::NotFound)?;
    let moved = match erasure.state {
        State::Deferred => wait(d, &erasure).await?,
        State::Fenced => shred::shred(d, &erasure).await?,
        State::Shredded => remove::remove(d, &erasure).await?,
        State::Removing if erasure.removed_at.is_none() => remove::remove(d, &erasure).await?,
        State::Removing => check::check(d, &erasure).await?,
        State::Checked if finish::is_due(d, &erasure) => finish::finish(d, &erasure).await?,
        State::Checked | State::Done => false,
    };
    let after = record::find(d, workspace, id).await?.ok_or(EraseError::NotFound)?;
    Ok((after.state, moved || after.version != erasure.version))
}

/// After a hold has ended: the contact's erasure, if one waited, goes on as far as its keys' end.
pub async fn follow(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
) -> Result<Option<ErasureId>, EraseError> {
    let mut seen = None;
    loop {
        let Some(erasure) = record::of(d, workspace, Erased::Contact(contact)).await? else {
            return Ok(None);
        };
        // Whoever was quicker may not have known that the hold has ended.
        let moved = seen != Some(erasure.version);
        if erasure.state != State::Deferred || !moved {
            return Ok(None);
        }
        if wait(d, &erasure).await? {
            super::acknowledged(d, workspace, erasure.id).await?;
            return Ok(Some(erasure.id));
        }
        seen = Some(erasure.version);
    }
}

/// Under a hold, what it does not need goes; after it, the contact is closed for good, and a conversation or a part ends.
async fn wait(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let hold = match holds::whose(d, erasure.workspace, erasure.object).await? {
        Some(whose) => holds::strongest(d, erasure.workspace, &whose).await?,
        None => None,
    };
    match (hold, erasure.object) {
        (Some(hold), Erased::Contact(_)) if hold.scope == Scope::Messages => {
            remove::remove_unheld(d, erasure).await
        }
        (Some(_), _) => Ok(false),
        (None, Erased::Contact(contact)) => fence(d, erasure, contact).await,
        (None, _) => fence_again(d, erasure).await,
    }
}

/// A hold that is placed meanwhile is found where the keys end.
async fn fence_again(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let (workspace, now) = (erasure.workspace, d.now());
    let facts = erased(erasure.object, activity_log::Facts::new());
    let act = entry::with(Action::ErasureFenced, &erasure.id, facts);
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(&FENCED_AGAIN, params![workspace, erasure.id, Count(erasure.version), now]);
    remove::stored(d, change).await
}

async fn fence(d: &Deployment, erasure: &Erasure, contact: Id<ContactKind>) -> Result<bool, EraseError> {
    let workspace = erasure.workspace;
    let held = contacts::find_restricted(d, workspace, contact).await?.ok_or(EraseError::NotFound)?;
    let keys = d.keys(workspace).await?;
    let mut named = plan::of_contact(d, &keys, &held).await?;
    let shared = shared::of(d, workspace, contact).await?;
    named.extend(shared.keys(d, &keys).await?);
    let (now, leaves) = (d.now(), i64::try_from(named.len()).unwrap_or(i64::MAX));
    let facts = erased(erasure.object, activity_log::Facts::new());
    let act = entry::with(Action::ErasureFenced, &erasure.id, facts);
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(&FENCE_RESTRICTED, params![workspace, contact, now, Count(held.version)])
        .one(
            &FENCED_AFTER_HOLD,
            params![workspace, erasure.id, Count(erasure.version), now, Count(leaves), contact],
        );
    let change = shared.unheld(change, workspace, contact, now);
    let change = shared.handing_over(change, workspace, contact);
    let change = shared::listing(change, workspace, contact);
    remove::stored(d, naming(change, workspace, erasure.id, &named)).await
}
