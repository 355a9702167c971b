//! Destroying keys, durably, and on every server before anybody is told that it is done.

use std::ops::Range;
use std::time::Duration;

use privacy::ids::Workspace;
use privacy::keys::{Chain, DeadRanges, Holder, KeyError, Punctured, Ref, RootError, RootRecord, Target};
use privacy::{Id, Time};

use super::place::Place;
use super::{ATTEMPTS, Step, Vault, VaultError, Whose, Write, Written, epoch, signed, sql, swap};
use crate::param::Param;
use crate::params;

/// How far a destruction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledged {
    /// No server derives the keys any more.
    Everywhere,
    /// It is durable, and no server goes on for longer than its lease; one has not confirmed yet.
    Pending,
}

/// What a record says of itself, to be compared with the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaultState {
    /// Counts the changes of the record.
    pub generation: u64,
    /// Counts the destructions, and their hash.
    pub chain: Chain,
}

/// What came of a request to destroy keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PunctureAnswer {
    /// The record after it.
    pub state: VaultState,
    /// What was destroyed now; none if all of it was before.
    pub ranges: Option<DeadRanges>,
    /// Whether every server has confirmed.
    pub acknowledged: Acknowledged,
    /// So long after this moment an old copy of the vault's own storage may still hold what opens the keys.
    pub horizon: Duration,
}

/// One destruction as the vault remembers it, for the log's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroyed {
    /// The chain after it.
    pub chain: Chain,
    /// What was destroyed.
    pub ranges: DeadRanges,
}

/// Whose holds are in the way, and at what time.
type Unless<'u> = Option<(&'u Whose, Time)>;

impl Vault {
    /// Makes the keys of all targets underivable, everywhere. A leaf that is not its holder's changes nothing.
    pub async fn puncture(
        &self,
        workspace: Id<Workspace>,
        targets: &[Target],
        holders: &[Holder],
    ) -> Result<PunctureAnswer, VaultError> {
        self.puncture_for(workspace, targets, holders, None).await
    }

    /// The same, unless a hold in force at `now` needs them: `Held`, and nothing is destroyed. That is asked in the
    /// destruction's own commit.
    pub async fn puncture_unless_held(
        &self,
        workspace: Id<Workspace>,
        targets: &[Target],
        holders: &[Holder],
        (whose, now): (&Whose, Time),
    ) -> Result<PunctureAnswer, VaultError> {
        self.puncture_for(workspace, targets, holders, Some((whose, now))).await
    }

    async fn puncture_for(
        &self,
        workspace: Id<Workspace>,
        targets: &[Target],
        holders: &[Holder],
        unless: Unless<'_>,
    ) -> Result<PunctureAnswer, VaultError> {
        let random = self.0.random.clone();
        let change = |record: &mut RootRecord| record.puncture(&random, targets, holders);
        let (state, done) = self.destroy(workspace, unless, change).await?;
        let acknowledged = self.confirmed().await?;
        let ranges = done.map(|done| done.ranges);
        Ok(PunctureAnswer { state, ranges, acknowledged, horizon: self.horizon() })
    }

    /// Does again what the log says was destroyed since this vault was copied; answers how many were missing.
    pub async fn replay(
        &self,
        workspace: Id<Workspace>,
        destroyed: &[(u64, DeadRanges)],
    ) -> Result<usize, VaultError> {
        let (random, mut count) = (self.0.random.clone(), 0);
        for (n, ranges) in destroyed {
            let again = |record: &mut RootRecord| {
                let known = *n <= record.chain().n;
                if known { Ok(None) } else { record.replay(&random, *n, ranges).map(Some) }
            };
            count += usize::from(self.destroy(workspace, None, again).await?.1.is_some());
        }
        Ok(count)
    }

    /// What the record says of itself; none if the vault does not know the workspace.
    pub async fn state(&self, workspace: Id<Workspace>) -> Result<Option<VaultState>, VaultError> {
        Ok(self.read(workspace).await?.map(|record| state(&record)))
    }

    /// The workspace's trees, in the order in which they were opened, with the leaves that were leased from each; none if
    /// the vault does not know the workspace.
    pub async fn leased(
        &self,
        workspace: Id<Workspace>,
    ) -> Result<Option<Vec<(u32, Vec<Range<u64>>)>>, VaultError> {
        Ok(self.read(workspace).await?.map(|record| record.leased()))
    }

    /// The destructions after the `n`th, in order: what the log may not have yet.
    pub async fn destroyed_since(
        &self,
        workspace: Id<Workspace>,
        n: u64,
    ) -> Result<Vec<Destroyed>, VaultError> {
        let rows = self.0.place.rows(&sql::READ_PUNCTURES, params![workspace, signed(n)?]).await?;
        rows.into_iter().map(|row| destroyed(row).ok_or(VaultError::Generation)).collect()
    }

    /// Whether a key can be derived here and now.
    pub async fn holds(
        &self,
        workspace: Id<Workspace>,
        reference: Ref,
    ) -> Result<Result<(), KeyError>, VaultError> {
        let keys = self.keys(workspace).await?.ok_or(VaultError::NoWorkspace)?;
        Ok(keys.holds(reference))
    }

    /// What keeps the keys, as receipts name it, and what it cannot guarantee.
    pub fn provider(&self) -> (&'static str, &'static str) {
        match &self.0.place {
            Place::Folder(_) => ("folder", "flash_copy_on_write_snapshots"),
            Place::Postgres(_) => ("postgresql", "write_ahead_log_until_recycled"),
        }
    }

    /// How long old copies of the vault's own storage may open what was destroyed: nothing for a folder, two epochs for
    /// PostgreSQL.
    pub fn horizon(&self) -> Duration {
        match &self.0.place {
            Place::Folder(_) => Duration::ZERO,
            Place::Postgres(_) => epoch::LASTS.saturating_mul(2),
        }
    }

    /// Changes the record and its pages in one durable transaction; whoever loses reads again and redoes. On return no
    /// handle of this server derives what was destroyed.
    async fn destroy(
        &self,
        workspace: Id<Workspace>,
        unless: Unless<'_>,
        mut change: impl FnMut(&mut RootRecord) -> Result<Option<Punctured>, RootError>,
    ) -> Result<(VaultState, Option<Punctured>), VaultError> {
        for _ in 0..ATTEMPTS {
            let mut record = self.read(workspace).await?.ok_or(VaultError::NoWorkspace)?;
            let before = record.generation();
            let done = change(&mut record)?;
            let written = match &done {
                Some(done) => self.write_destroyed(&record, before, done, unless).await?,
                None => Written::Done,
            };
            if written == Written::Done {
                let state = state(&record);
                self.0.cached.changed(record, &self.0.live);
                if done.is_some() {
                    self.wake_others().await;
                }
                return Ok((state, done));
            }
            if let Some((whose, now)) = unless
                && let Some(hold) = self.hold_of(workspace, whose, now).await?
            {
                return Err(VaultError::Held(hold));
            }
        }
        Err(VaultError::Busy)
    }

    async fn write_destroyed(
        &self,
        record: &RootRecord,
        before: u64,
        done: &Punctured,
        unless: Unless<'_>,
    ) -> Result<Written, VaultError> {
        let epoch = self.epoch();
        let turns = !self.0.place.is_shared();
        let next = if turns { Some(self.next_epoch(&epoch)?) } else { None };
        let key = next.as_ref().map_or(&epoch.key, |next| &next.key);
        let mut steps = vec![swap(record, before, record.seal(key)?)?];
        let workspace = record.workspace();
        for id in &done.retired {
            steps.push(Step::one(&sql::DROP_PAGE, params![workspace, Param::text(id.to_string())]));
        }
        for (id, sealed) in &done.added {
            let params = params![workspace, Param::text(id.to_string()), Param::bytes(sealed.clone())];
            steps.push(Step::one(&sql::ADD_PAGE, params));
        }
        let (ranges, chain) = (Param::bytes(done.ranges.to_bytes()), Param::bytes(done.chain.hash.to_vec()));
        let mut destroyed: Vec<Param> = params![workspace, signed(done.chain.n)?, ranges, chain];
        let add = match unless {
            Some((whose, now)) => {
                destroyed.extend(whose.asked(now));
                &sql::ADD_PUNCTURE_UNLESS_HELD
            }
            None => &sql::ADD_PUNCTURE,
        };
        steps.push(Step::one(add, destroyed));
        let write = Write { epoch: epoch.key.number(), alone: true, steps };
        match next {
            Some(next) => self.write_in(&epoch, next, write).await,
            None => self.0.place.write(write).await,
        }
    }
}

const fn state(record: &RootRecord) -> VaultState {
    VaultState { generation: record.generation(), chain: record.chain() }
}

fn destroyed(row: crate::Row) -> Option<Destroyed> {
    let mut cells = row.cells();
    let n = u64::try_from(cells.count().ok()?).ok()?;
    let ranges = DeadRanges::from_bytes(&cells.bytes().ok()?)?;
    Some(Destroyed { chain: Chain { n, hash: cells.hash().ok()? }, ranges })
}
