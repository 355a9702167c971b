//! Reading a record with its pages. The two are read one after the other: when a page is gone meanwhile, the record
//! was replaced, and is read again.

use std::sync::Arc;

use privacy::Id;
use privacy::ids::{Hex, Raw as _, Workspace};
use privacy::keys::{Opening, PageId, RootRecord, WorkspaceKeys};

use super::{ATTEMPTS, Vault, VaultError, sql};
use crate::param::Param;
use crate::params;

/// With more pages to read than these, all of the workspace's are asked for at once.
const SOME: usize = 8;

impl Vault {
    /// The record as it is; none if the vault does not know the workspace.
    pub(super) async fn read(&self, workspace: Id<Workspace>) -> Result<Option<RootRecord>, VaultError> {
        for _ in 0..ATTEMPTS {
            let Some(stored) = self.0.place.load(workspace).await? else { return Ok(None) };
            let Some(epoch) = self.epoch_of(RootRecord::epoch(&stored.sealed)?).await? else { continue };
            let older = self.0.cached.record(workspace);
            let mut opening = RootRecord::begin(&epoch.key, workspace, &stored.sealed, older.as_ref())?;
            if self.fill(workspace, &mut opening).await? {
                let record = opening.whole()?;
                let same = i64::try_from(record.generation()) == Ok(stored.generation);
                return same.then_some(Some(record)).ok_or(VaultError::Generation);
            }
        }
        Err(VaultError::Busy)
    }

    /// The keys of the record as it is, and every handle renewed.
    pub(super) async fn reload(&self, workspace: Id<Workspace>) -> Result<Option<WorkspaceKeys>, VaultError> {
        for _ in 0..ATTEMPTS {
            let heard = self.0.cached.heard();
            let Some(record) = self.read(workspace).await? else { return Ok(None) };
            if let Some(keys) = self.0.cached.put(record, &self.0.live, heard) {
                return Ok(Some(keys));
            }
        }
        Err(VaultError::Busy)
    }

    /// Reads the pages that are wanted, level by level; false if one is gone.
    async fn fill(&self, workspace: Id<Workspace>, opening: &mut Opening) -> Result<bool, VaultError> {
        let mut all = false;
        loop {
            let wanted = opening.wanted();
            if wanted.is_empty() {
                return Ok(true);
            }
            if all {
                return Ok(false);
            }
            all = wanted.len() > SOME;
            let before = wanted.len();
            let pages =
                if all { self.all_pages(workspace).await? } else { self.pages(workspace, &wanted).await? };
            if pages.len() < before {
                return Ok(false);
            }
            give(opening, &pages)?;
        }
    }

    async fn all_pages(&self, workspace: Id<Workspace>) -> Result<Vec<(PageId, Vec<u8>)>, VaultError> {
        let rows = self.0.place.rows(&sql::READ_PAGES, params![workspace]).await?;
        rows.into_iter().map(page).collect()
    }

    async fn pages(
        &self,
        workspace: Id<Workspace>,
        wanted: &[PageId],
    ) -> Result<Vec<(PageId, Vec<u8>)>, VaultError> {
        let mut pages = Vec::with_capacity(wanted.len());
        for id in wanted {
            let params = params![workspace, Param::text(id.to_string())];
            for row in self.0.place.rows(&sql::READ_PAGE, params).await? {
                pages.push(page(row)?);
            }
        }
        Ok(pages)
    }
}

/// Gives all pages that are wanted, and those that these want, as long as they are among them.
fn give(opening: &mut Opening, pages: &[(PageId, Vec<u8>)]) -> Result<(), VaultError> {
    let by_id: std::collections::HashMap<PageId, &[u8]> =
        pages.iter().map(|(id, sealed)| (*id, sealed.as_slice())).collect();
    loop {
        let here: Vec<PageId> = opening.wanted().into_iter().filter(|id| by_id.contains_key(id)).collect();
        if here.is_empty() {
            return Ok(());
        }
        for (id, sealed) in here.iter().filter_map(|id| Some((*id, *by_id.get(id)?))) {
            opening.give(id, sealed)?;
        }
    }
}

fn page(row: crate::Row) -> Result<(PageId, Vec<u8>), VaultError> {
    let mut cells = row.cells();
    let id = cells.text(Hex::<16>::read).map_err(|_| VaultError::Generation)?;
    Ok((id, cells.bytes().map_err(|_| VaultError::Generation)?))
}

impl Vault {
    /// The epoch of that number, read anew if this server has another; none if the vault has gone on meanwhile.
    async fn epoch_of(&self, number: u64) -> Result<Option<Arc<super::Epoch>>, VaultError> {
        let known = self.epoch();
        if known.key.number() == number {
            return Ok(Some(known));
        }
        let current = self.current_epoch().await?;
        Ok((current.key.number() == number).then_some(current))
    }
}
