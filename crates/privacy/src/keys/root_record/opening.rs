//! A record that was opened and of which pages are still to be read. The vault asks what is wanted and gives it, a
//! level at a time; pages that an older version has too are taken from there.

use std::collections::HashMap;
use std::sync::Arc;

use super::{RootError, RootRecord};
use crate::Id;
use crate::ids::Workspace;
use crate::keys::epoch_key::EpochKey;
use crate::keys::kdf::Key;
use crate::keys::page::{Page, PageId};
use crate::keys::puncture::seal::Spot;
use crate::keys::workspace_keys::Tree;

/// A record on the way to being whole.
pub struct Opening {
    record: RootRecord,
    older: Vec<Tree>,
    wanted: HashMap<PageId, (Spot, Key)>,
    found: HashMap<PageId, Arc<Page>>,
    read: HashMap<PageId, Page>,
}

impl RootRecord {
    /// Opens the record of a workspace that has no pages below the first.
    pub fn open(epoch: &EpochKey, workspace: Id<Workspace>, sealed: &[u8]) -> Result<Self, RootError> {
        Self::begin(epoch, workspace, sealed, None)?.whole()
    }

    /// Begins to open the record of a workspace. The region inside must be the one that the workspace's id names.
    pub fn begin(
        epoch: &EpochKey,
        workspace: Id<Workspace>,
        sealed: &[u8],
        older: Option<&Self>,
    ) -> Result<Opening, RootError> {
        let record = Self::unseal(epoch, workspace, sealed)?;
        let older = older.into_iter().flat_map(|older| older.trees.iter().map(|dealt| dealt.tree.clone()));
        Ok(Opening::of(record, older.collect()))
    }
}

impl Opening {
    pub(in crate::keys) fn of(record: RootRecord, older: Vec<Tree>) -> Self {
        let mut opening =
            Self { older, wanted: HashMap::new(), found: HashMap::new(), read: HashMap::new(), record };
        let trees: Vec<Tree> = opening.record.trees.iter().map(|dealt| dealt.tree.clone()).collect();
        for tree in trees {
            opening.want(tree.number, &tree.page);
        }
        opening
    }

    /// The pages that are named and not there; each that comes may name more.
    pub fn wanted(&self) -> Vec<PageId> {
        self.wanted.keys().copied().collect()
    }

    /// Gives a sealed page; one that is not wanted is left aside.
    pub fn give(&mut self, id: PageId, sealed: &[u8]) -> Result<(), RootError> {
        if let Some((spot, key)) = self.wanted.remove(&id) {
            let page = spot.open(&key, sealed).ok_or(RootError::DamagedPage)?;
            self.want(spot.tree, &page);
            self.read.insert(id, page);
        }
        Ok(())
    }

    /// The record, if every page is there.
    pub fn whole(mut self) -> Result<RootRecord, RootError> {
        if !self.wanted.is_empty() {
            return Err(RootError::MissingPage);
        }
        let mut trees: Vec<Arc<Page>> =
            self.record.trees.iter().map(|dealt| Arc::clone(&dealt.tree.page)).collect();
        trees.iter_mut().try_for_each(|page| self.link(Arc::make_mut(page)))?;
        self.record.trees.iter_mut().zip(trees).for_each(|(dealt, page)| dealt.tree.page = page);
        Ok(self.record)
    }

    /// Notes what a page names: from the older version, or to be asked for.
    fn want(&mut self, tree: u32, page: &Page) {
        let older = self.older.iter().find(|one| one.number == tree).map(|tree| Arc::clone(&tree.page));
        for (top, below) in page.below() {
            match older.as_ref().and_then(|page| page.named(top, below)) {
                Some(known) => drop(self.found.insert(below.id, known)),
                None => {
                    let spot = Spot { workspace: self.record.workspace, tree, id: below.id, top };
                    self.wanted.insert(below.id, (spot, below.key.clone()));
                }
            }
        }
    }

    /// Hangs the pages below this one in their places. Each is there once: a second name finds nothing.
    fn link(&mut self, page: &mut Page) -> Result<(), RootError> {
        for (_, below) in page.below_mut() {
            let page = match (self.found.remove(&below.id), self.read.remove(&below.id)) {
                (Some(known), _) => known,
                (None, Some(mut read)) => {
                    self.link(&mut read)?;
                    Arc::new(read)
                }
                (None, None) => return Err(RootError::MissingPage),
            };
            below.page = Some(page);
        }
        Ok(())
    }
}
