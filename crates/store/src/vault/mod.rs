//! The vault: where the workspaces' root records lie, sealed, apart from the data. A copy of the data alone opens
//! nothing. Records are replaced only by compare-and-swap on their generation, so that no server undoes another's
//! change. The cryptography is `privacy`'s; this is the storing.

mod cached;
mod failure;
mod folder;
mod place;
mod postgres;
mod slot;
mod sql;

use std::path::PathBuf;
use std::sync::Arc;

use privacy::ids::{Hex, Workspace};
use privacy::keys::{Chain, DeadRanges, EpochKey, Holder, Target as Doomed, Leaf, LeafKind, RootError, RootKey, RootRecord, WorkspaceKeys};
use privacy::{Id, Random, Region};

use self::cached::Cached;
pub use self::failure::VaultError;
use self::place::{Meta, Place, Stored};
use crate::address::{BadAddress, StoreAddress};
use crate::leases::Leases;
use crate::postgres::Target;

/// Attempts to replace a record that other servers replace at the same time.
const ATTEMPTS: u32 = 64;

/// Where the vault is: never inside the data's folder, nor on the data's PostgreSQL instance in production.
#[derive(Debug, Clone)]
pub enum VaultAddress {
    /// A folder of this machine, used by nothing else.
    Folder(PathBuf),
    /// A database of its own.
    Postgres(Target),
}

impl VaultAddress {
    /// Reads `postgres://...` or the path of a folder.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        Ok(match StoreAddress::parse(text)? {
            StoreAddress::Folder(folder) => Self::Folder(folder),
            StoreAddress::Postgres(target) => Self::Postgres(target),
        })
    }
}

/// The random name of a vault: the data store remembers it and takes no other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VaultId(pub(crate) Hex<16>);

impl std::fmt::Display for VaultId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for VaultId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "vault:{self}")
    }
}

/// An open vault. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

/// How keys ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The vault's generation after it.
    pub generation: u64,
    /// The chain after it.
    pub chain: Chain,
    /// What ended; none if all of it had ended before.
    pub ranges: Option<DeadRanges>,
}

struct Inner {
    place: Place,
    id: VaultId,
    epoch: EpochKey,
    random: Random,
    cached: Cached,
    leaves: Leases<(Id<Workspace>, LeafKind), u32>,
}

impl Vault {
    /// Opens the vault, or makes it on first use. Another root key than the vault's is refused, and nothing touched.
    pub async fn open(address: VaultAddress, root: &RootKey, random: &Random) -> Result<Self, VaultError> {
        let place = match address {
            VaultAddress::Folder(folder) => Place::folder(folder).await?,
            VaultAddress::Postgres(target) => Place::postgres(&target).await?,
        };
        let (meta, wrapped) = place.open_or_create(|| first(root, random)).await?;
        let given = root.fingerprint();
        if meta.fingerprint != given {
            return Err(VaultError::WrongRootKey { vault: meta.fingerprint, given });
        }
        let epoch =
            EpochKey::unwrap(root, &meta.id.to_string(), &wrapped).map_err(|_| VaultError::DamagedEpoch)?;
        let inner = Inner {
            place,
            id: meta.id,
            epoch,
            random: random.clone(),
            cached: Cached::new(),
            leaves: Leases::new(),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The vault's name.
    pub fn id(&self) -> VaultId {
        self.0.id
    }

    /// Makes a workspace's keys, durable when this returns.
    pub async fn create_workspace(
        &self,
        workspace: Id<Workspace>,
        region: Region,
    ) -> Result<WorkspaceKeys, VaultError> {
        let (keys, stored) = {
            let record = RootRecord::create(&self.0.random, workspace, region);
            (record.keys(), self.sealed(&record)?)
        };
        let added = self.0.place.add(workspace, &stored).await;
        // After a lost answer only the vault knows whether this very record is there.
        let there = self.0.place.load(workspace).await?;
        match added {
            Err(error) if there.is_none() => Err(error),
            _ if there.is_some_and(|there| there.sealed == stored.sealed) => {
                self.0.cached.put(keys.clone());
                Ok(keys)
            }
            _ => Err(VaultError::WorkspaceExists),
        }
    }

    /// A workspace's keys; none if the vault does not know the workspace.
    pub async fn keys(&self, workspace: Id<Workspace>) -> Result<Option<WorkspaceKeys>, VaultError> {
        if let Some(keys) = self.0.cached.get(workspace) {
            return Ok(Some(keys));
        }
        let Some(stored) = self.0.place.load(workspace).await? else {
            return Ok(None);
        };
        let keys = self.opened(workspace, &stored)?.keys();
        Ok(Some(self.0.cached.put(keys)))
    }

    /// A leaf that nobody ever had, from a lease that is durable in the vault.
    pub async fn deal(&self, workspace: Id<Workspace>, kind: LeafKind) -> Result<Leaf, VaultError> {
        let lease = async || {
            self.change(workspace, |record| {
                let range = record.lease(kind)?;
                Ok((record.newest_tree(), range))
            })
            .await
        };
        let (tree, index) = self.0.leaves.next((workspace, kind), lease).await?;
        Ok(Leaf { tree, index })
    }

    /// Opens a new tree and deals from it only: after any restore of store or vault, or a leaf is dealt twice.
    pub async fn open_tree(&self, workspace: Id<Workspace>) -> Result<(), VaultError> {
        self.change(workspace, |record| {
            record.open_tree(&self.0.random);
            Ok(())
        })
        .await?;
        self.0.leaves.forget(|(of, _)| *of == workspace);
        Ok(())
    }

    /// Makes the keys of all targets underivable, durably. Ending keys that have ended changes nothing, and answers with
    /// the vault as it is.
    pub async fn puncture(
        &self,
        workspace: Id<Workspace>,
        targets: &[Doomed],
        holders: &[Holder],
    ) -> Result<Ended, VaultError> {
        self.change(workspace, |record| {
            let punctured = record.puncture(&self.0.random, targets, holders)?;
            let ranges = punctured.map(|punctured| punctured.ranges);
            Ok(Ended { generation: record.generation(), chain: record.chain(), ranges })
        })
        .await
    }

    /// PostgreSQL's own identifier of the instance; none if the vault is a folder.
    pub async fn system_identifier(&self) -> Result<Option<String>, VaultError> {
        self.0.place.system_identifier().await
    }

    /// Changes a record by compare-and-swap: whoever loses reads again and redoes. No secret outlives a wait but
    /// the keys, which wipe themselves.
    async fn change<T>(
        &self,
        workspace: Id<Workspace>,
        mut change: impl FnMut(&mut RootRecord) -> Result<T, RootError>,
    ) -> Result<T, VaultError> {
        for _ in 0..ATTEMPTS {
            let before = self.0.place.load(workspace).await?.ok_or(VaultError::NoWorkspace)?;
            let (changed, keys, after) = {
                let mut record = self.opened(workspace, &before)?;
                let changed = change(&mut record)?;
                (changed, record.keys(), self.sealed(&record)?)
            };
            if self.0.place.swap(workspace, before.generation, &after).await? {
                self.0.cached.renew(keys);
                return Ok(changed);
            }
        }
        Err(VaultError::Busy)
    }

    fn opened(&self, workspace: Id<Workspace>, stored: &Stored) -> Result<RootRecord, VaultError> {
        let record = RootRecord::open(&self.0.epoch, workspace, &stored.sealed)?;
        if i64::try_from(record.generation()) == Ok(stored.generation) {
            Ok(record)
        } else {
            Err(VaultError::Generation)
        }
    }

    fn sealed(&self, record: &RootRecord) -> Result<Stored, VaultError> {
        let generation = i64::try_from(record.generation()).map_err(|_| VaultError::Generation)?;
        Ok(Stored { generation, sealed: record.seal(&self.0.epoch)? })
    }
}

/// What a new vault starts with: its name, and the first epoch's key, wrapped.
fn first(root: &RootKey, random: &Random) -> Result<(Meta, Vec<u8>), VaultError> {
    let id = VaultId(Hex::new(random.bytes()));
    let wrapped =
        EpochKey::create(random, 1).wrap(root, &id.to_string()).map_err(|_| VaultError::DamagedEpoch)?;
    Ok((Meta { id, fingerprint: root.fingerprint() }, wrapped))
}
