//! Proofs: that an entry is in the log, and that a later log continues an earlier one. They are made of tiles.

use activity_log::note::{LogProof, SignedCheckpoint, VerifierKey};
use activity_log::tree::{
    ConsistencyProof, Tile, TreeError, consistency_tiles, inclusion_tiles, prove_consistency as consistent,
    prove_inclusion,
};
use activity_log::{Action, Entry};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Change as ChangeKind, Workspace};
use store::{Change, LogCheckpoint};

use super::key::verifier;
use super::list::Reader;
use super::sequence::sequence_now;
use crate::{Deployment, Trouble, entry};

/// An entry and all that an outsider needs to check that the log has it.
#[derive(Debug, Clone)]
pub struct Proven {
    /// The entry; the leaf is over its canonical bytes.
    pub entry: Entry,
    /// Its place, from 0.
    pub index: u64,
    /// The way from its leaf to a signed root.
    pub proof: LogProof,
    /// The key that signed.
    pub key: VerifierKey,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The log has no such entry, or had it and its body is gone.
    #[error("there is no such entry in the log")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl From<store::ReadFailed> for ProveError {
    fn from(failed: store::ReadFailed) -> Self {
        Self::Trouble(failed.into())
    }
}

/// The entry of a change, proved; sequences the log first if it has to. What receipts are made of.
pub async fn receipt(
    d: &Deployment,
    workspace: Id<Workspace>,
    change: Id<ChangeKind>,
    ordinal: u32,
) -> Result<Proven, ProveError> {
    let mut place = d.store.place_of(workspace, change, ordinal).await?.ok_or(ProveError::NotFound)?;
    let size = d.store.log_size(workspace).await?.unwrap_or(0);
    if place.is_none_or(|place| place >= size) {
        sequence_now(d, workspace).await?;
        place = d.store.place_of(workspace, change, ordinal).await?.ok_or(ProveError::NotFound)?;
    }
    prove(d, workspace, place.ok_or(Trouble::Contended)?).await
}

/// The entry at a place, proved against the newest checkpoint that a witness signed, or where none covers the place the
/// newest.
pub async fn prove(d: &Deployment, workspace: Id<Workspace>, index: u64) -> Result<Proven, ProveError> {
    let found = d.store.logged(workspace, index, 1).await?.into_iter().next();
    let logged = found.filter(|logged| logged.index == index).ok_or(ProveError::NotFound)?;
    let checkpoint = match witnessed(d, workspace, index, 1).await? {
        Some(witnessed) => witnessed,
        None => checkpoint(d, workspace).await?.ok_or(ProveError::NotFound)?,
    };
    let size = checkpoint.checkpoint().size;
    let tiles = inclusion_tiles(index, size).map_err(|error| unproved(&error))?;
    let tiles = d.store.log_tiles(workspace, tiles).await?;
    let hashes = prove_inclusion(index, size, &tiles).map_err(|error| unproved(&error))?;
    let proof = LogProof { extra: None, index, hashes, checkpoint };
    Ok(Proven { entry: logged.entry, index, proof, key: verifier(d, workspace).await? })
}

/// That the log of the newest checkpoint continues the one that had `old` entries.
pub async fn prove_consistency(
    d: &Deployment,
    workspace: Id<Workspace>,
    old: u64,
) -> Result<(ConsistencyProof, SignedCheckpoint), ProveError> {
    let checkpoint = checkpoint(d, workspace).await?.ok_or(ProveError::NotFound)?;
    let size = checkpoint.checkpoint().size;
    let tiles = consistency_tiles(old, size).map_err(|error| unproved(&error))?;
    let tiles = d.store.log_tiles(workspace, tiles).await?;
    let proof = consistent(old, size, &tiles).map_err(|error| unproved(&error))?;
    Ok((proof, checkpoint))
}

/// The newest checkpoint, with what witnesses signed of it by now; none while the log is empty.
pub async fn checkpoint(
    d: &Deployment,
    workspace: Id<Workspace>,
) -> Result<Option<SignedCheckpoint>, Trouble> {
    match d.store.newest_checkpoint(workspace).await? {
        Some(newest) => with_witnesses(d, workspace, &newest).await.map(Some),
        None => Ok(None),
    }
}

/// The newest checkpoint that at least so many witnesses signed, over more than `beyond` entries.
pub async fn witnessed(
    d: &Deployment,
    workspace: Id<Workspace>,
    beyond: u64,
    witnesses: u32,
) -> Result<Option<SignedCheckpoint>, Trouble> {
    match d.store.newest_witnessed(workspace, beyond, witnesses).await? {
        Some(newest) => with_witnesses(d, workspace, &newest).await.map(Some),
        None => Ok(None),
    }
}

async fn with_witnesses(
    d: &Deployment,
    workspace: Id<Workspace>,
    kept: &LogCheckpoint,
) -> Result<SignedCheckpoint, Trouble> {
    let mut signed = SignedCheckpoint::parse(&kept.note).map_err(|_| Trouble::Broken)?;
    for line in d.store.cosignatures(workspace, kept.size).await? {
        signed.add_cosignature(&line).map_err(|_| Trouble::Broken)?;
    }
    Ok(signed)
}

/// The newest checkpoint, to be kept elsewhere, or the newest that so many witnesses signed; who takes it is entered,
/// after it.
pub async fn hand_out_checkpoint(
    d: &Deployment,
    to: &Reader,
    witnesses: Option<u32>,
) -> Result<Option<SignedCheckpoint>, Trouble> {
    let by: &Actor = to.actor();
    sequence_now(d, by.workspace()).await?;
    let newest = match witnesses {
        Some(witnesses) => witnessed(d, by.workspace(), 0, witnesses).await?,
        None => checkpoint(d, by.workspace()).await?,
    };
    let act = entry::of(Action::LogCheckpointPublished, &by.workspace());
    d.store.commit(Change::new(d.change(), by, d.now(), act)).await?;
    Ok(newest)
}

/// The first checkpoint kept that covers a place; none while none does.
pub async fn covering(
    d: &Deployment,
    workspace: Id<Workspace>,
    index: u64,
) -> Result<Option<LogCheckpoint>, Trouble> {
    Ok(d.store.checkpoint_over(workspace, index).await?)
}

/// A tile's bytes, exactly as wide as asked for; none if the log has not grown so far.
pub async fn tile(d: &Deployment, of: &Reader, tile: Tile) -> Result<Option<Vec<u8>>, Trouble> {
    let bytes = d.store.log_tile(of.actor().workspace(), tile).await?;
    let width = 32 * usize::from(tile.width);
    Ok(bytes.and_then(|bytes| bytes.get(..width).map(<[u8]>::to_vec)))
}

fn unproved(error: &TreeError) -> ProveError {
    match error {
        TreeError::OutOfRange => ProveError::NotFound,
        error => {
            tracing::error!(%error, "ALARM: the log's tiles do not give a proof");
            ProveError::Trouble(Trouble::Broken)
        }
    }
}
