//! The log as JSON lines that anybody can verify offline: whole, or with hashes in place of what was not asked for.
//! Made tile by tile, so that its length does not matter.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use activity_log::export::{Header, Line, Why};
use activity_log::note::SignedCheckpoint;
use activity_log::tree::{Frontier, Hash, Tile, subtrees};
use activity_log::{Action, Entry, FactKey, Facts};
use store::{Change, Count, params, statements};

use super::key::{origin, verifier};
use super::list::{self, Filter, Reader};
use super::prove::{checkpoint, witnessed};
use super::sequence::sequence_now;
use crate::{Deployment, Trouble, entry};

/// So many entries are written at once: those of a full tile.
const WIDTH: u64 = 256;

statements! {
    /// Which places of a stretch still have a body.
    KEPT_PLACES = "SELECT log_index FROM entries WHERE workspace_id = $1 AND log_index >= $2 AND log_index < $3";
}

/// An export under way.
pub struct Export {
    d: Deployment,
    reader: Reader,
    wanted: Option<Filter>,
    checkpoint: SignedCheckpoint,
    /// The newest one that a witness signed, where that is another.
    witnessed: Option<SignedCheckpoint>,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    Header,
    Entries(u64),
    Witnessed(u64),
    End,
}

/// Begins an export of the log as it is now; who makes it is entered, and that entry is in it. `None` of what is wanted
/// is all of it.
pub async fn export(d: &Deployment, reader: Reader, wanted: Option<Filter>) -> Result<Export, Trouble> {
    let (by, workspace) = (*reader.actor(), reader.actor().workspace());
    let so_far = d.store.log_size(workspace).await?.unwrap_or(0);
    let act = entry::with(Action::LogExported, &workspace, Facts::new().count(FactKey::Entries, so_far));
    d.store.commit(Change::new(d.change(), &by, d.now(), act)).await?;
    sequence_now(d, workspace).await?;
    let checkpoint = checkpoint(d, workspace).await?.ok_or(Trouble::Broken)?;
    let size = checkpoint.checkpoint().size;
    let witnessed = witnessed(d, workspace, 0, 1).await?.filter(|one| one.checkpoint().size < size);
    Ok(Export { d: d.clone(), reader, wanted, checkpoint, witnessed, next: Next::Header })
}

impl Export {
    /// How many entries the exported log has.
    pub const fn size(&self) -> u64 {
        self.checkpoint.checkpoint().size
    }

    /// The next lines, each with its newline; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<String>, Trouble> {
        match self.next {
            Next::Header => {
                let workspace = self.reader.actor().workspace();
                let key = verifier(&self.d, workspace).await?;
                self.next = Next::Entries(0);
                let header = Header { origin: origin(workspace), key, size: self.size() };
                Ok(Some(format!("{}\n", Line::Header(header))))
            }
            Next::Entries(from) if from >= self.size() => {
                self.next = Next::End;
                Ok(Some(format!("{}\n", Line::Checkpoint(Box::new(self.checkpoint.clone())))))
            }
            Next::Entries(from) => {
                let tile = (from / WIDTH + 1) * WIDTH;
                let witnessed = self.witnessed.as_ref().map(|one| one.checkpoint().size);
                let stop = witnessed.filter(|size| from < *size && *size <= tile);
                let end = stop.unwrap_or(tile).min(self.size());
                self.next = if stop.is_some() { Next::Witnessed(end) } else { Next::Entries(end) };
                self.stretch(from, end).await.map(Some)
            }
            Next::Witnessed(from) => {
                self.next = Next::Entries(from);
                let line = |one| format!("{}\n", Line::Checkpoint(Box::new(one)));
                Ok(Some(self.witnessed.take().map(line).unwrap_or_default()))
            }
            Next::End => Ok(None),
        }
    }

    /// The lines of entries that are in one tile.
    async fn stretch(&self, from: u64, end: u64) -> Result<String, Trouble> {
        let workspace = self.reader.actor().workspace();
        let all = Filter { since: Some(from), below: Some(end), ..self.wanted.clone().unwrap_or_default() };
        let most = i64::try_from(WIDTH).unwrap_or(i64::MAX);
        let found = list::list(&self.d, &self.reader, &all, 0, most).await?;
        let mut bodies: BTreeMap<u64, Entry> =
            found.into_iter().map(|logged| (logged.index, logged.entry)).collect();
        let kept = if self.wanted.is_some() { self.kept(from, end).await? } else { HashSet::new() };
        let begins = from / WIDTH * WIDTH;
        let width = u16::try_from(end - begins).unwrap_or(u16::MAX);
        let tile = Tile { level: 0, index: from / WIDTH, width };
        let leaves = self.d.store.log_tile(workspace, tile).await?.ok_or(Trouble::Broken)?;
        let (leaves, _) = leaves.as_chunks::<32>();
        let mut lines = String::new();
        let mut at = from;
        while at < end {
            if let Some(entry) = bodies.remove(&at) {
                let line = Line::entry(at, entry).map_err(|_| Trouble::Broken)?;
                let _ = writeln!(lines, "{line}");
                at += 1;
                continue;
            }
            let why = if kept.contains(&at) { Why::NotSelected } else { Why::Expired };
            let gap = (at..end).take_while(|place| {
                !bodies.contains_key(place) && kept.contains(place) == kept.contains(&at)
            });
            let stop = gap.last().map_or(end, |last| last + 1);
            for (level, index) in subtrees(at, stop) {
                let first = index << level;
                let hash = root(leaves, first - begins, level).ok_or(Trouble::Broken)?;
                let _ = writeln!(lines, "{}", Line::Hashes { index: first, level, hash, why });
            }
            at = stop;
        }
        Ok(lines)
    }

    /// The places of a stretch that still have a body.
    async fn kept(&self, from: u64, end: u64) -> Result<HashSet<u64>, Trouble> {
        let place = |place: u64| Count(i64::try_from(place).unwrap_or(i64::MAX));
        let params = params![self.reader.actor().workspace(), place(from), place(end)];
        let rows = self.d.store.rows(&KEPT_PLACES, params).await?;
        rows.into_iter().map(|row| Ok(u64::try_from(row.cells().count()?).unwrap_or(0))).collect()
    }
}

/// The root of the perfect subtree of `2^level` leaves from `first` on.
fn root(leaves: &[[u8; 32]], first: u64, level: u8) -> Option<Hash> {
    let first = usize::try_from(first).ok()?;
    let mut tree = Frontier::new();
    for leaf in leaves.get(first..first + (1_usize << level))? {
        tree.push(0, Hash(*leaf)).ok()?;
    }
    Some(tree.root())
}
