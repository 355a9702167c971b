//! The keys end. From here on nothing of the person opens, in the store or in any copy of it.

use activity_log::{Action, FactKey, Facts};
use privacy::keys::{Commitment, HolderKind, Ref};
use store::vault::VaultError;
use store::{Change, Count, Flag, params, statements};

use super::fence::erased;
use super::{EraseError, Erased, Erasure, itself, remove};
use crate::{Deployment, Trouble, entry, holds};

statements! {
    /// The keys to end, each with what the plan knew of whose it is.
    KEYS_TO_END = "SELECT tree, leaf, part, commitment FROM erasure_leaves WHERE workspace_id = $1 AND erasure_id = $2 \
                   ORDER BY tree, leaf, part";
    /// The keys have ended, over the version that was read.
    SHREDDED = "UPDATE erasures SET state = 'shredded', shredded_at = $4, generation = $5, chain_n = $6, chain_hash = $7, \
                everywhere = $8, horizon_at = $9, version = version + 1 \
                WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'fenced'";
}

/// A key to end.
struct Key {
    reference: Ref,
    commitment: Option<Commitment>,
}

/// Ends the keys, then says so in the store and in the log. Doing it again after a crash between the two is harmless:
/// the vault ends a key once.
pub(super) async fn shred(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    if let Erased::Contact(contact) = erasure.object
        && let Some(hold) = holds::strongest(d, erasure.workspace, contact).await?
    {
        return Err(EraseError::Held(hold.id));
    }
    let keys = keys_to_end(d, erasure).await?;
    let ended = end(d, erasure, &keys).await?;
    let (workspace, now) = (erasure.workspace, d.now());
    let facts = Facts::new()
        .count(FactKey::Leaves, keys.len() as u64)
        .time(FactKey::Requested, erasure.requested_at.micros());
    let act = entry::with(Action::ErasureShredded, &erasure.id, erased(erasure.object, ended.facts(facts)));
    let change = Change::new(d.change(), &itself(workspace), now, act).one(
        &SHREDDED,
        params![
            workspace,
            erasure.id,
            Count(erasure.version),
            now,
            ended.generation.map(Count),
            ended.chain_n.map(Count),
            ended.chain_hash,
            Flag(ended.everywhere),
            ended.horizon_at.unwrap_or(now)
        ],
    );
    remove::stored(d, change).await
}

async fn keys_to_end(d: &Deployment, erasure: &Erasure) -> Result<Vec<Key>, Trouble> {
    let rows = d.store.rows(&KEYS_TO_END, params![erasure.workspace, erasure.id]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        let (leaf, part) = (c.leaf()?, c.count()?);
        let reference = u16::try_from(part).map_or(Ref::of(leaf), |part| Ref::part(leaf, part));
        Ok(Key { reference, commitment: c.maybe_hash()?.map(Commitment::from_store) })
    };
    rows.into_iter().map(read).collect()
}

/// How the keys ended.
struct Ended { generation: Option<i64>, chain_n: Option<i64>, chain_hash: Option<Commitment>, everywhere: bool, horizon_at: Option<privacy::Time> }
impl Ended { fn facts(&self, facts: Facts) -> Facts { facts } }
async fn end(_d: &Deployment, _erasure: &Erasure, _keys: &[Key]) -> Result<Ended, EraseError> { Err(Trouble::Broken.into()) }
