//! The log is one history, whatever becomes of the data: what it holds beyond the backup is carried from the store that is
//! there into the one that takes its place, before anything of either is moved. Only what continues the backup's own log,
//! entry by entry up to a signed root, is carried. What cannot be is told in the log that goes on without it. So are the
//! numbers that were dealt since: an entry names things by them, and no other thing may get one of these.

use std::fs::File;
use std::path::Path;

use activity_log::note::{SignedCheckpoint, VerifierKey};
use activity_log::tree::{Appender, Hash};
use privacy::Id;
use privacy::ids::Workspace;
use store::embedded::{Copy, DATABASE};
use store::{LogCarrier, LogCheckpoint, OpenError, ReadFailed};

use super::failure::BackupFailed;
use super::swap::staged;
use super::watch::{Step, Watch};
use crate::restoring::{LostLogs, Restored};

/// Entries that are read at once.
const PAGE: u32 = 1_000;
/// The first schema that has a log.
const LOG_SCHEMA: i64 = 3;

/// What became of the logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedLogs {
    /// Entries that the backup did not have.
    pub entries: u64,
    /// The logs of which what came after the backup is lost.
    pub lost: LostLogs,
}

/// Why a log is not carried.
enum Not {
    /// The store that was there has no continuation of the backup's log that can be read.
    Continued,
    /// The restored one does not take it.
    Taken(OpenError),
}

impl From<ReadFailed> for Not {
    fn from(_: ReadFailed) -> Self {
        Self::Continued
    }
}

impl From<OpenError> for Not {
    fn from(failed: OpenError) -> Self {
        Self::Taken(failed)
    }
}

/// Carries these logs, with the keys that sign them, from the store in the data folder into the staged one, and notes of
/// which it could not. The staged one is durable when this returns; the other is only read.
pub fn carry_logs(
    data: &Path,
    logs: &[(Id<Workspace>, VerifierKey)],
    watch: &dyn Watch,
) -> Result<CarriedLogs, BackupFailed> {
    let (staged, _) = staged(data);
    let carried = match readable(&data.join("store").join(DATABASE), &staged.join(DATABASE)) {
        Some(old) => carry_all(&old, &staged.join(DATABASE), logs)?,
        None => CarriedLogs { entries: 0, lost: LostLogs::All },
    };
    Restored::tell_lost(&staged, &carried.lost).map_err(BackupFailed::place(&staged))?;
    File::open(&staged).and_then(|on| Ok(rustix::fs::syncfs(on)?)).map_err(BackupFailed::place(&staged))?;
    watch.at(Step::Carried);
    Ok(carried)
}

/// The store that is there, if it can be read, has logs, and is of the same vault.
fn readable(old: &Path, staged: &Path) -> Option<Copy> {
    let open = |path: &Path| Copy::open(path).ok().filter(|copy| copy.schema() >= LOG_SCHEMA);
    let (old, staged) = (open(old)?, open(staged)?);
    let (of_old, of_staged) = (old.vault().ok()??, staged.vault().ok()??);
    (of_old == of_staged).then_some(old)
}

fn carry_all(
    old: &Copy,
    staged: &Path,
    logs: &[(Id<Workspace>, VerifierKey)],
) -> Result<CarriedLogs, BackupFailed> {
    let mut into = LogCarrier::open(staged)?;
    let (mut entries, mut lost) = (0, Vec::new());
    for (workspace, key) in logs {
        into.begin()?;
        if let Ok(dealt) = old.numbers(*workspace) {
            into.numbers(*workspace, dealt)?;
        }
        into.keep()?;
        into.begin()?;
        match (Log { old, workspace: *workspace, key }).carry(staged, &mut into) {
            Ok(count) => {
                into.keep()?;
                entries += count;
            }
            Err(Not::Continued) => {
                into.undo()?;
                lost.push(*workspace);
            }
            Err(Not::Taken(failed)) => return Err(failed.into()),
        }
    }
    into.close()?;
    Ok(CarriedLogs { entries, lost: LostLogs::These(lost) })
}

/// One log in the store that is there.
struct Log<'a> {
    old: &'a Copy,
    workspace: Id<Workspace>,
    key: &'a VerifierKey,
}

impl Log<'_> {
    fn carry(&self, staged: &Path, into: &mut LogCarrier) -> Result<u64, Not> {
        let to = self.old.log_size(self.workspace)?;
        let Some(mut tree) = self.opened(staged, to)? else { return Ok(0) };
        let from = tree.size();
        into.take_places_back(self.workspace, from)?;
        let mut signed = Vec::new();
        while tree.size() < to {
            let page = self.old.logged(self.workspace, tree.size(), PAGE)?;
            if page.is_empty() {
                return Err(Not::Continued);
            }
            for logged in page.into_iter().take_while(|logged| logged.index < to) {
                let bytes = logged.entry.canonical_bytes().map_err(|_| Not::Continued)?;
                if logged.index != tree.size() || tree.push_entry(&bytes).is_err() {
                    return Err(Not::Continued);
                }
                into.entry(self.workspace, &logged)?;
                if signed.is_empty() {
                    signed = self.old.checkpoints_after(self.workspace, tree.size() - 1)?;
                    signed.reverse();
                }
                if let Some(at) = signed.pop_if(|at| at.size == tree.size()) {
                    self.agrees(&at, tree.root())?;
                    into.checkpoint(self.workspace, &at)?;
                }
            }
            for (tile, hashes) in tree.take_tiles() {
                into.tile(self.workspace, tile, hashes)?;
            }
        }
        let last = self.old.newest_checkpoint(self.workspace)?;
        if to > from && last.is_none_or(|last| last.size != to) {
            return Err(Not::Continued);
        }
        into.head(self.workspace, to)?;
        self.carry_cosignatures(from, into)?;
        self.carry_waiting(to, into)?;
        Ok(to - from)
    }

    /// The backup's tree, as the store that is there must go on from it; none if that one is an earlier state of the same.
    fn opened(&self, staged: &Path, to: u64) -> Result<Option<Appender>, Not> {
        let staged = Copy::open(staged)?;
        let from = staged.log_size(self.workspace)?;
        if to < from {
            let same = match (to, staged.checkpoint_of(self.workspace, to)?) {
                (0, _) => true,
                (_, Some(ours)) => {
                    let theirs = self.old.checkpoint_of(self.workspace, to)?.ok_or(Not::Continued)?;
                    self.agrees(&theirs, self.root(&ours)?)?;
                    true
                }
                (_, None) => false,
            };
            return if same { Ok(None) } else { Err(Not::Continued) };
        }
        if from == 0 {
            return Ok(Some(Appender::new()));
        }
        let known = staged.newest_checkpoint(self.workspace)?.filter(|known| known.size == from);
        let root = self.root(&known.ok_or(Not::Continued)?)?;
        let tiles = staged.log_tiles(self.workspace, Appender::tiles(from))?;
        if to == from {
            let theirs = self.old.newest_checkpoint(self.workspace)?.filter(|theirs| theirs.size == from);
            self.agrees(&theirs.ok_or(Not::Continued)?, root)?;
        }
        Appender::open(from, root, &tiles).map(Some).map_err(|_| Not::Continued)
    }

    /// What witnesses signed of the checkpoints that were carried.
    fn carry_cosignatures(&self, from: u64, into: &mut LogCarrier) -> Result<(), Not> {
        let mut after = (from, String::new());
        loop {
            let page = self.old.cosignatures_after(self.workspace, (after.0, &after.1))?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = (last.size, last.witness.clone());
            for (of, line) in page {
                into.cosignature(self.workspace, &of, line)?;
            }
        }
    }

    /// Entries that the tree does not have yet: whoever goes on puts them in.
    fn carry_waiting(&self, to: u64, into: &mut LogCarrier) -> Result<(), Not> {
        let mut next = to;
        loop {
            let page = self.old.logged(self.workspace, next, PAGE)?;
            let Some(last) = page.last() else { break };
            next = last.index + 1;
            for logged in &page {
                into.entry(self.workspace, logged)?;
            }
        }
        let mut after = None;
        loop {
            let page = self.old.unplaced(self.workspace, after.as_ref())?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.entry.clone());
            for waiting in &page {
                into.unplaced(self.workspace, &waiting.entry)?;
            }
        }
    }

    /// The root that a checkpoint signs.
    fn root(&self, checkpoint: &LogCheckpoint) -> Result<Hash, Not> {
        let signed = SignedCheckpoint::parse(&checkpoint.note).map_err(|_| Not::Continued)?;
        let told = signed.verify(self.key).map_err(|_| Not::Continued)?;
        if told.size == checkpoint.size { Ok(told.root) } else { Err(Not::Continued) }
    }

    fn agrees(&self, checkpoint: &LogCheckpoint, root: Hash) -> Result<(), Not> {
        if self.root(checkpoint)? == root { Ok(()) } else { Err(Not::Continued) }
    }
}
