//! Whether somebody who is to be made was erased. Silently they do not come back; on purpose they do, and it is entered.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::ids::{Contact as ContactKind, Workspace};
use privacy::keys::{KeyedHash, WorkspaceKeys};
use privacy::secret::Digest;
use store::{Change, params, statements};

use super::ErasureId;
use crate::contacts::Attributes;
use crate::uses::{ContactEmail, ContactExternalId, ContactPhone};
use crate::{Deployment, Trouble, entry};

statements! {
    /// The bars that hold against any of these.
    BARS = "SELECT erasure_id FROM suppressions WHERE workspace_id = $1 AND suppression_hash IN ($2, $3, $4) \
            AND overridden_at IS NULL AND expires_at > $5";
    /// They were lifted on purpose.
    OVERRIDE = "UPDATE suppressions SET overridden_at = $5 WHERE workspace_id = $1 AND suppression_hash IN ($2, $3, $4) \
                AND overridden_at IS NULL";
}

/// The bars that hold against somebody.
pub(crate) struct Bars {
    hashes: [Option<KeyedHash>; 3],
    erasures: Vec<ErasureId>,
}

impl Bars {
    /// Whether there are any.
    pub(crate) const fn hold(&self) -> bool {
        !self.erasures.is_empty()
    }

    /// Of what they are.
    pub(crate) const fn hashes(&self) -> [Option<KeyedHash>; 3] {
        self.hashes
    }
}

/// The bars against somebody with these attributes.
pub(crate) async fn bars(
    d: &Deployment,
    keys: &WorkspaceKeys,
    attributes: &Attributes,
) -> Result<Bars, Trouble> {
    let hashes = [
        attributes.external_id.as_ref().map(|value| keys.suppression::<ContactExternalId>(value)),
        attributes.email.as_ref().map(|value| keys.suppression::<ContactEmail>(value)),
        attributes.phone.as_ref().map(|value| keys.suppression::<ContactPhone>(value)),
    ];
    if hashes.iter().all(Option::is_none) {
        return Ok(Bars { hashes, erasures: Vec::new() });
    }
    let [external_id, email, phone] = hashes;
    let asked = params![keys.workspace(), external_id, email, phone, d.now()];
    let rows = d.store.rows(&BARS, asked).await?;
    let mut erasures = rows.into_iter().map(|row| row.cells().id()).collect::<Result<Vec<ErasureId>, _>>()?;
    erasures.sort_unstable();
    erasures.dedup();
    Ok(Bars { hashes, erasures })
}

/// Joins to the change that makes a contact that this was on purpose.
pub(crate) fn overriding(
    d: &Deployment,
    change: Change,
    workspace: Id<Workspace>,
    contact: Id<ContactKind>,
    bars: &Bars,
) -> Change {
    if !bars.hold() {
        return change;
    }
    let [external_id, email, phone] = bars.hashes;
    let lifted = |change: Change, erasure: &ErasureId| {
        let facts = Facts::new().id(FactKey::Erasure, erasure.to_string());
        change.also(entry::with(Action::SuppressionOverridden, &contact, facts))
    };
    bars.erasures
        .iter()
        .fold(change.also(entry::of(Action::ContactRecreated, &contact)), lifted)
        .any(&OVERRIDE, params![workspace, external_id, email, phone, d.now()])
}

/// By which erasure a messenger's secret ended, if by one.
pub(crate) async fn session_ended(
    d: &Deployment,
    keys: &WorkspaceKeys,
    secret: Digest,
) -> Result<Option<ErasureId>, Trouble> {
    let hash = keys.suppression_of_session(secret);
    let none = None::<KeyedHash>;
    let asked = params![keys.workspace(), hash, none, none, d.now()];
    let row = d.store.row(&BARS, asked).await?;
    row.map(|row| row.cells().id()).transpose().map_err(Trouble::from)
}
