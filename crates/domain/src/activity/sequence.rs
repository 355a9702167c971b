//! Sequencing: entries get their places, and the tree grows over them. Any server may do it for any log. The database
//! deals the places to what it sees; the tree's head moves by compare-and-swap; whoever is killed in between leaves
//! dealt places, from which the next one goes on.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use activity_log::note::{Checkpoint, SignedCheckpoint, VaultMark};
use activity_log::tree::Appender;
use privacy::Id;
use privacy::ids::Workspace;
use store::{LogCheckpoint, LogStep, LoggedEntry};

use super::key::{key, origin};
use crate::{Deployment, Trouble, limits};

/// So many entries are put in the tree by one commit.
const BATCH: u32 = 1_024;
/// Entries wait so long for others, to share a checkpoint with them.
const GATHER: Duration = Duration::from_millis(300);
/// How often it is looked for what other servers left.
const LOOK: Duration = Duration::from_secs(5);

/// Those of this server who sequence a log take turns, so that they do not redo each other's work.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<Id<Workspace>, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    fn of(&self, workspace: Id<Workspace>) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(workspace).or_default())
    }
}

/// Keeps the logs up to date: what this server commits within a second, what others left within a few.
pub async fn keep(d: &Deployment) -> Infallible {
    let (mine, left) = (keep_own(d), keep_left(d));
    tokio::join!(mine, left).0
}

async fn keep_own(d: &Deployment) -> Infallible {
    loop {
        for workspace in d.store.unlogged().await {
            catch_up(d, workspace).await;
        }
        tokio::time::sleep(GATHER).await;
    }
}

async fn keep_left(d: &Deployment) -> Infallible {
    loop {
        sequence_all(d).await;
        tokio::time::sleep(LOOK).await;
    }
}

/// Sequences every log that has something to sequence.
pub async fn sequence_all(d: &Deployment) {
    match d.store.all_unlogged().await {
        Ok(workspaces) => {
            for workspace in workspaces {
                catch_up(d, workspace).await;
            }
        }
        Err(failed) => tracing::warn!(%failed, "it is not known which logs are behind"),
    }
}

/// Sequences before the log is shown; one that stands still is shown as it is, and the operator is told.
pub async fn catch_up(d: &Deployment, workspace: Id<Workspace>) {
    if let Err(trouble) = sequence_now(d, workspace).await {
        tracing::warn!(%workspace, %trouble, "entries are not in the log yet");
    }
}

/// What a checkpoint tells of the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// The state that it is in, which must not be before the one that was told last.
    State,
    /// What was told last: the vault is an older one, and about to be brought there.
    Last,
}

/// Puts all entries that are committed by now into the log; answers how many it has.
pub async fn sequence_now(d: &Deployment, workspace: Id<Workspace>) -> Result<u64, Trouble> {
    sequence(d, workspace, Telling::State).await
}

/// The same before an older vault is brought up to date: its checkpoints tell the state that it must reach.
pub(crate) async fn sequence_for_recovery(d: &Deployment, workspace: Id<Workspace>) -> Result<u64, Trouble> {
    sequence(d, workspace, Telling::Last).await
}

/// The vault's state in the newest checkpoint; none if it tells none, or is not signed by the key of this vault's log.
pub(crate) async fn vault_mark(
    d: &Deployment,
    workspace: Id<Workspace>,
) -> Result<Option<VaultMark>, Trouble> {
    let Some(newest) = d.store.newest_checkpoint(workspace).await? else { return Ok(None) };
    let signed = match key(d, workspace).await {
        Ok(key) => {
            SignedCheckpoint::parse(&newest.note).ok().filter(|note| note.verify(key.verifier()).is_ok())
        }
        Err(Trouble::Gone) => None,
        Err(trouble) => return Err(trouble),
    };
    Ok(signed.and_then(|signed| signed.checkpoint().vault()))
}

async fn sequence(d: &Deployment, workspace: Id<Workspace>, telling: Telling) -> Result<u64, Trouble> {
    let turn = d.turns.of(workspace);
    let _turn = turn.lock().await;
    let mut lost = 0;
    loop {
        let waiting = d.store.has_undealt(workspace).await?;
        let Some(size) = d.store.log_size(workspace).await? else {
            if !waiting {
                return Ok(0);
            }
            d.store.begin_log(workspace).await?;
            continue;
        };
        if waiting {
            d.store.deal_log_places(workspace, BATCH).await?;
        }
        let dealt = d.store.logged(workspace, size, BATCH).await?;
        if dealt.is_empty() && !waiting {
            return Ok(size);
        }
        if !dealt.is_empty() && !grow(d, workspace, size, &dealt, telling).await? {
            lost += 1;
        }
        if lost > limits::TRIES {
            return Err(Trouble::Contended);
        }
    }
}

/// Grows the tree over the next entries; `false` if another server came first.
async fn grow(
    d: &Deployment,
    workspace: Id<Workspace>,
    size: u64,
    dealt: &[LoggedEntry],
    telling: Telling,
) -> Result<bool, Trouble> {
    if !(size..).zip(dealt).all(|(place, logged)| logged.index == place) {
        // Another server may have moved the head since it was read, and its entries may be gone already.
        if d.store.log_size(workspace).await? != Some(size) {
            return Ok(false);
        }
        tracing::error!(%workspace, size, "ALARM: an entry that had its place in the log is gone from the store");
        return Err(Trouble::Broken);
    }
    let Some((mut tree, told)) = open(d, workspace, size).await? else { return Ok(false) };
    for logged in dealt {
        let bytes = logged.entry.canonical_bytes().map_err(|error| broken(workspace, &error))?;
        tree.push_entry(&bytes).map_err(|error| broken(workspace, &error))?;
    }
    let key = key(d, workspace).await?;
    let mark = match (telling, told) {
        (Telling::Last, Some(told)) => told,
        _ => reached(d, workspace, told).await?,
    };
    let checkpoint = Checkpoint::new(origin(workspace), tree.size(), tree.root()).with_vault(&mark);
    let note = checkpoint.sign(&key).map_err(|error| broken(workspace, &error))?.to_string();
    let checkpoint = LogCheckpoint { size: tree.size(), note, signed_at: d.now() };
    Ok(d.store.append_log(LogStep { workspace, from: size, tiles: tree.take_tiles(), checkpoint }).await?)
}

/// The vault's state, read after the newest checkpoint was: so it cannot be before what that one tells.
async fn reached(
    d: &Deployment,
    workspace: Id<Workspace>,
    told: Option<VaultMark>,
) -> Result<VaultMark, Trouble> {
    let state = d.vault.state(workspace).await?.ok_or(Trouble::Gone)?;
    let mark = VaultMark { generation: state.generation, chain: state.chain.hash };
    match told.map_or(Ok(()), |told| told.then(&mark)) {
        Ok(()) => Ok(mark),
        Err(fault) => {
            tracing::error!(%workspace, %fault, "ALARM: the vault is not the one of the log's last checkpoint: nothing is signed");
            Err(Trouble::Broken)
        }
    }
}

/// The tree as it was signed last, and what that checkpoint tells of the vault; none if it has grown since its size was
/// read.
async fn open(
    d: &Deployment,
    workspace: Id<Workspace>,
    size: u64,
) -> Result<Option<(Appender, Option<VaultMark>)>, Trouble> {
    if size == 0 {
        return Ok(Some((Appender::new(), None)));
    }
    let newest = d.store.newest_checkpoint(workspace).await?;
    let Some(newest) = newest.filter(|newest| newest.size == size) else {
        return if d.store.log_size(workspace).await? == Some(size) {
            tracing::error!(%workspace, size, "ALARM: the log's newest checkpoint is not that of its head");
            Err(Trouble::Broken)
        } else {
            Ok(None)
        };
    };
    let signed = SignedCheckpoint::parse(&newest.note).map_err(|error| broken(workspace, &error))?;
    let verifier = key(d, workspace).await?.verifier().clone();
    let told = signed.verify(&verifier).map_err(|error| broken(workspace, &error))?;
    let (root, mark) = (told.root, told.vault());
    let tiles = d.store.log_tiles(workspace, Appender::tiles(size)).await?;
    match Appender::open(size, root, &tiles) {
        Ok(tree) => Ok(Some((tree, mark))),
        Err(_) if d.store.log_size(workspace).await? != Some(size) => Ok(None),
        Err(error) => Err(broken(workspace, &error)),
    }
}

fn broken(workspace: Id<Workspace>, error: &dyn std::error::Error) -> Trouble {
    tracing::error!(%workspace, %error, "ALARM: the log does not continue what was signed");
    Trouble::Broken
}
