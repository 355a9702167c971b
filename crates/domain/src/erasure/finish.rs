//! The end of an erasure: nothing is left, and the horizon is reached at which the last copy of the keys is gone.

use activity_log::{Action, FactKey, Facts};
use store::{Change, Count, params, statements};

use super::fence::erased;
use super::{EraseError, Erasure, check, itself, remove};
use crate::{Deployment, entry};

statements! {
    /// The erasure is over.
    FINISH = "UPDATE erasures SET state = 'done', finished_at = $4, horizon_change = $5, version = version + 1 \
              WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'checked'";
}

/// Whether the last copy of the keys is gone.
pub(super) fn is_due(d: &Deployment, erasure: &Erasure) -> bool {
    erasure.horizon_at.is_none_or(|horizon| horizon <= d.now())
}

/// Enters that the erasure is over, with what it removed.
pub(super) async fn finish(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let (workspace, now) = (erasure.workspace, d.now());
    let (provider, limits) = d.vault.provider();
    let facts = Facts::new()
        .code(FactKey::Provider, provider)
        .code(FactKey::Limits, limits)
        .count(FactKey::Leaves, erasure.leaves.unsigned_abs())
        .time(FactKey::Requested, erasure.requested_at.micros())
        .counts(FactKey::Counts, check::removed(d, erasure).await?);
    let facts = match erasure.shredded_at {
        Some(at) => facts.time(FactKey::KeysEnded, at.micros()),
        None => facts,
    };
    let act = entry::with(Action::ErasureCompleted, &erasure.id, erased(erasure.object, facts));
    let id = d.change();
    let change = Change::new(id, &itself(workspace), now, act)
        .one(&FINISH, params![workspace, erasure.id, Count(erasure.version), now, id]);
    remove::stored(d, change).await
}
