//! The keys end. From here on nothing of the person opens, in the store or in any copy of it.

use std::time::Duration;

use activity_log::{Action, FactKey, Facts, LeafRange};
use privacy::keys::{Chain, Commitment, DeadRange, DeadRanges, Holder, HolderKind, Ref, RootError, Target};
use privacy::secret::Digest;
use store::vault::{Acknowledged, Destroyed, VaultError, Whose};
use store::{Change, Count, Flag, params, statements};

use super::fence::erased;
use super::{EraseError, Erased, Erasure, defer, itself, remove};
use crate::{Deployment, Trouble, carried, entry, holds};

statements! {
    /// The keys to end, each with what the plan knew of whose it is.
    KEYS_TO_END = "SELECT tree, leaf, part, commitment FROM erasure_leaves WHERE workspace_id = $1 AND erasure_id = $2 \
                   ORDER BY tree, leaf, part";
    /// The keys have ended, over the version that was read.
    SHREDDED = "UPDATE erasures SET state = 'shredded', shredded_at = $4, generation = $5, chain_n = $6, chain_hash = $7, \
                everywhere = $8, horizon_at = $9, key_end_change = $10, version = version + 1 \
                WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'fenced'";
}

/// A key to end.
struct Key {
    reference: Ref,
    commitment: Option<Commitment>,
}

/// Ends the keys, then says so in the store and in the log. Doing it again after a crash between the two is harmless:
/// the vault ends a key once. A hold that needs them, which the fence did not know, defers it.
pub(super) async fn shred(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let whose = holds::whose(d, erasure.workspace, erasure.object).await?;
    if let Some(whose) = &whose
        && let Some(hold) = holds::strongest(d, erasure.workspace, whose).await?
    {
        return defer::wait_for(d, erasure, hold).await;
    }
    // Before the keys end, so that nothing has ended of which the vault does not know why.
    carried::note_erasure(d, erasure).await?;
    let keys = keys_to_end(d, erasure).await?;
    let ended = end_unless_held(d, erasure, &keys, whose.as_ref()).await;
    if let (Err(EraseError::Held(_)), Some(whose)) = (&ended, &whose)
        && let Some(hold) = holds::strongest(d, erasure.workspace, whose).await?
    {
        return defer::wait_for(d, erasure, hold).await;
    }
    if d.stuck.tried(erasure.id, &ended) {
        tracing::error!(erasure = %erasure.id, "the record of a leaf does not fit its key: the erasure stands still");
    }
    let ended = ended?;
    let (workspace, now) = (erasure.workspace, d.now());
    let facts = Facts::new()
        .count(FactKey::Leaves, keys.len() as u64)
        .time(FactKey::Requested, erasure.requested_at.micros());
    let act = entry::with(Action::ErasureShredded, &erasure.id, erased(erasure.object, ended.facts(facts)));
    let id = d.change();
    let change = Change::new(id, &itself(workspace), now, act).one(
        &SHREDDED,
        params![
            workspace,
            erasure.id,
            Count(erasure.version),
            now,
            Count(number(ended.generation)),
            Count(number(ended.chain.n)),
            Digest::known(ended.chain.hash),
            Flag(ended.everywhere),
            now.after(ended.horizon),
            id
        ],
    );
    remove::stored(d, change).await
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
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
struct Ended {
    generation: u64,
    chain: Chain,
    ranges: Vec<LeafRange>,
    everywhere: bool,
    horizon: Duration,
    provider: (&'static str, &'static str),
}

impl Ended {
    /// What the log says of it: enough to do it again on an older vault, `count` being the number in the vault's chain.
    fn facts(&self, facts: Facts) -> Facts {
        let (provider, limits) = self.provider;
        facts
            .code(FactKey::Provider, provider)
            .code(FactKey::Limits, limits)
            .count(FactKey::Count, self.chain.n)
            .count(FactKey::Generation, self.generation)
            .count(FactKey::ChainNumber, self.chain.n)
            .hash(FactKey::Chain, self.chain.hash)
            .count(FactKey::HorizonSeconds, self.horizon.as_secs())
            .ranges(FactKey::Ranges, self.ranges.clone())
    }
}

/// Ends the keys in the vault. A hold that the vault still keeps and that is over is let go of; one that the data does not
/// know yet, which is being placed, is not.
async fn end_unless_held(
    d: &Deployment,
    erasure: &Erasure,
    keys: &[Key],
    whose: Option<&Whose>,
) -> Result<Ended, EraseError> {
    loop {
        let ended = end(d, erasure, keys, whose).await;
        let Err(EraseError::Held(hold)) = ended else { return ended };
        if holds::is_over(d, erasure.workspace, hold).await? != Some(true) {
            return ended;
        }
        d.vault.release(erasure.workspace, hold).await.map_err(Trouble::from)?;
    }
}

/// Ends the keys in the vault, which checks once more whose each of them is, and whether a hold needs them.
async fn end(
    d: &Deployment,
    erasure: &Erasure,
    keys: &[Key],
    whose: Option<&Whose>,
) -> Result<Ended, EraseError> {
    let targets: Vec<Target> = keys.iter().map(|key| Target::Key(key.reference)).collect();
    let holders: Vec<Holder> = keys.iter().filter_map(|key| holder(erasure, key)).collect();
    let workspace = erasure.workspace;
    let ended = match whose {
        Some(whose) => {
            let unless = (whose, d.now());
            d.vault.puncture_unless_held(workspace, &targets, &holders, unless).await
        }
        None => d.vault.puncture(workspace, &targets, &holders).await,
    };
    let ended = match ended {
        Ok(ended) => ended,
        Err(VaultError::Held(hold)) => return Err(EraseError::Held(hold)),
        Err(VaultError::Record(RootError::NotTheirs)) => {
            return Err(EraseError::WrongKey);
        }
        Err(error) => return Err(Trouble::from(error).into()),
    };
    let range = |range: &DeadRange| LeafRange { tree: range.tree, first: range.first, last: range.last };
    let (chain, ranges) = match ended.ranges {
        Some(ranges) => (ended.state.chain, Some(ranges)),
        None => ended_before(d, erasure, keys)
            .await?
            .map_or((ended.state.chain, None), |before| (before.chain, Some(before.ranges))),
    };
    Ok(Ended {
        generation: ended.state.generation,
        chain,
        ranges: ranges.iter().flat_map(DeadRanges::as_slice).map(range).collect(),
        everywhere: ended.acknowledged == Acknowledged::Everywhere,
        horizon: ended.horizon.max(copies_last(d).await?),
        provider: d.vault.provider(),
    })
}

/// How long a copy of the vault is still kept that may open what has ended. Asked after the keys' end, so that none is
/// missed.
async fn copies_last(d: &Deployment) -> Result<Duration, Trouble> {
    let until = d.vault.copies_until().await?.map_or(0, |until| until.micros() - d.now().micros());
    Ok(Duration::from_micros(u64::try_from(until).unwrap_or(0)))
}

/// The destruction of these keys that a server did and did not live to write down.
async fn ended_before(d: &Deployment, erasure: &Erasure, keys: &[Key]) -> Result<Option<Destroyed>, Trouble> {
    let Some(first) = keys.first().map(|key| key.reference) else { return Ok(None) };
    let part = u64::from(first.part_number().unwrap_or_default());
    let (tree, number) = (first.leaf().tree, first.leaf().index << 16 | part);
    let has = |range: &DeadRange| range.tree == tree && range.first <= number && number <= range.last;
    let all = d.vault.destroyed_since(erasure.workspace, 0).await?;
    Ok(all.into_iter().find(|one| one.ranges.as_slice().iter().any(has)))
}

/// Whose leaf the plan says it is; a part is named by what is sealed under it.
fn holder(erasure: &Erasure, key: &Key) -> Option<Holder> {
    let (kind, id) = match erasure.object {
        Erased::Contact(id) => (HolderKind::Contact, id.to_string()),
        Erased::Conversation(id) => (HolderKind::Conversation, id.to_string()),
        Erased::Message(_) => return None,
    };
    Some(Holder { kind, id, leaf: key.reference.leaf(), commitment: key.commitment? })
}
