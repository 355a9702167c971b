//! The vault: where the workspaces' root records lie, sealed, apart from the data. A copy of the data alone opens
//! nothing. Records are replaced only by compare-and-swap on their generation, so that no server undoes another's
//! change. The cryptography is `privacy`'s; this is the storing.

mod cached;
mod copy;
mod epoch;
mod failure;
mod folder;
mod holds;
mod journal;
mod listen;
mod load;
mod place;
mod postgres;
mod puncture;
mod servers;
mod slot;
mod sql;
mod write;

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use privacy::ids::{Hex, Workspace};
use privacy::keys::{
    EpochKey, Leaf, LeafKind, Live, RootError, RootKey, RootRecord, WorkspaceKeys, Wrapping,
};
use privacy::{Id, Random, Region};

use self::cached::Cached;
use self::epoch::Epoch;
pub use self::failure::VaultError;
pub use self::holds::{Kept, Whose};
pub use self::journal::Note;
use self::place::{Meta, Place};
pub use self::puncture::{Acknowledged, Destroyed, PunctureAnswer, VaultState};
use self::servers::Server;
use self::write::{Step, Write, Written};
use crate::address::{BadAddress, StoreAddress};
use crate::leases::Leases;
use crate::param::{Count, Param};
use crate::params;
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

struct Inner {
    place: Place,
    id: VaultId,
    wrapping: RwLock<Arc<Wrapping>>,
    epoch: RwLock<Arc<Epoch>>,
    random: Random,
    live: Live,
    /// This server among those of a shared vault.
    server: Server,
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
        let (meta, wrapped) = place.open_or_create(|| first(root, random), root).await?;
        let wrapping = Wrapping::of(root, &meta.id.to_string());
        let key = wrapping.unwrap(&wrapped).map_err(|_| VaultError::DamagedEpoch)?;
        let live = if place.is_shared() { Live::not_yet() } else { Live::always() };
        let inner = Inner {
            place,
            id: meta.id,
            wrapping: RwLock::new(Arc::new(wrapping)),
            epoch: RwLock::new(Arc::new(Epoch { key, wrapped })),
            random: random.clone(),
            live,
            server: Server::new(random),
            cached: Cached::new(),
            leaves: Leases::new(),
        };
        let vault = Self(Arc::new(inner));
        vault.join().await?;
        Ok(vault)
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
        let record = RootRecord::create(&self.0.random, workspace, region);
        let added = self.add(&record).await;
        // After a lost answer only the vault knows whether this very record is there. It may be under another epoch's
        // key meanwhile.
        let there = self.read(workspace).await?;
        match added {
            Err(error) if there.is_none() => Err(error),
            _ => match there.filter(|there| there.frontier() == record.frontier()) {
                Some(there) => Ok(self.0.cached.changed(there, &self.0.live)),
                None => Err(VaultError::WorkspaceExists),
            },
        }
    }

    /// Writes a new record, unless there is one.
    async fn add(&self, record: &RootRecord) -> Result<(), VaultError> {
        for _ in 0..ATTEMPTS {
            let epoch = self.current_epoch().await?;
            let sealed = record.seal(&epoch.key)?;
            let params = params![record.workspace(), signed(record.generation())?, Param::bytes(sealed)];
            let steps = vec![Step::any(&sql::ADD_ROOT, params)];
            let write = Write { epoch: epoch.key.number(), alone: false, steps };
            if self.0.place.write(write).await? == Written::Done {
                return Ok(());
            }
        }
        Err(VaultError::Busy)
    }

    /// A workspace's keys; none if the vault does not know the workspace.
    pub async fn keys(&self, workspace: Id<Workspace>) -> Result<Option<WorkspaceKeys>, VaultError> {
        if let Some(keys) = self.0.cached.keys(workspace) {
            return Ok(Some(keys));
        }
        // Rare, and large: nobody who finds the keys at hand carries room for it.
        Box::pin(self.reload(workspace)).await
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

    /// Opens a new tree and deals from it only: after any restore of store or vault, or a leaf is dealt twice. An older
    /// copy of the vault counts on from the generation that was `seen`, so that it never seems to go back.
    pub async fn open_tree(&self, workspace: Id<Workspace>, seen: Option<u64>) -> Result<(), VaultError> {
        self.change(workspace, |record| {
            record.count_on_from(seen.unwrap_or(0));
            record.open_tree(&self.0.random);
            Ok(())
        })
        .await?;
        self.0.leaves.forget(|(of, _)| *of == workspace);
        Ok(())
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
            let mut record = self.read(workspace).await?.ok_or(VaultError::NoWorkspace)?;
            let before = record.generation();
            let changed = change(&mut record)?;
            let epoch = self.epoch();
            let steps = vec![swap(&record, before, record.seal(&epoch.key)?)?];
            let write = Write { epoch: epoch.key.number(), alone: false, steps };
            if self.0.place.write(write).await? == Written::Done {
                self.0.cached.changed(record, &self.0.live);
                return Ok(changed);
            }
        }
        Err(VaultError::Busy)
    }
}

/// Puts a record in the place of the one of the generation `before`.
fn swap(record: &RootRecord, before: u64, sealed: Vec<u8>) -> Result<Step, VaultError> {
    let (before, after) = (signed(before)?, signed(record.generation())?);
    Ok(Step::one(&sql::SWAP_ROOT, params![record.workspace(), before, after, Param::bytes(sealed)]))
}

fn signed(number: u64) -> Result<Count, VaultError> {
    i64::try_from(number).map(Count).map_err(|_| VaultError::Generation)
}

/// What a new vault starts with: its name, and the first epoch's key, wrapped.
fn first(root: &RootKey, random: &Random) -> Result<(Meta, Vec<u8>), VaultError> {
    let id = VaultId(Hex::new(random.bytes()));
    let wrapped =
        EpochKey::create(random, 1).wrap(root, &id.to_string()).map_err(|_| VaultError::DamagedEpoch)?;
    Ok((Meta { id, version: 1, fingerprint: root.fingerprint() }, wrapped))
}
