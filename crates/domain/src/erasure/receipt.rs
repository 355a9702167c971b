//! The two receipts of an erasure: that the keys have ended, and that nothing is left. Each is an entry of the log with
//! the proof that the log has it, so that an outsider can check it without us.

use activity_log::{Action, Receipt, ReceiptKind};
use privacy::access::{Actor, act, allow};
use store::Change;

use super::{EraseError, ErasureId, record};
use crate::activity::{self, ProveError};
use crate::{Deployment, Trouble, entry};

/// The receipt of an erasure; `NotFound` while it has not come so far. Who takes it is entered.
pub async fn receipt(
    d: &Deployment,
    by: &Actor,
    id: ErasureId,
    kind: ReceiptKind,
) -> Result<Receipt, EraseError> {
    let found = record::find(d, by.workspace(), id).await?.ok_or(EraseError::NotFound)?;
    let erasure = allow::<_, act::ReadErasures>(by, found)?.into_thing();
    let change = match kind {
        ReceiptKind::KeyEnd => erasure.key_end,
        ReceiptKind::Horizon => erasure.horizon,
    };
    let change = change.ok_or(EraseError::NotFound)?;
    let proven = activity::receipt(d, erasure.workspace, change, 0).await.map_err(|error| match error {
        ProveError::NotFound => EraseError::NotFound,
        ProveError::Trouble(trouble) => trouble.into(),
    })?;
    let receipt = Receipt::new(proven.entry, proven.key, proven.proof).map_err(|_| Trouble::Broken)?;
    let taken = Change::new(d.change(), by, d.now(), entry::of(Action::ReceiptDownloaded, &id));
    d.store.commit(taken).await.map_err(Trouble::from)?;
    Ok(receipt)
}
