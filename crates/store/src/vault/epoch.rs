//! Epochs: every record is sealed under the current one's key. In a folder each destruction begins the next, and the
//! old key is overwritten at once; on PostgreSQL an epoch lasts, and the old key goes when no server needs it.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use privacy::Id;
use privacy::ids::Workspace;
use privacy::keys::{EpochKey, RootError, RootKey, RootRecord, Wrapping};

use super::place::{Place, apart, blocking, number};
use super::write::Turn;
use super::{ATTEMPTS, Step, Vault, VaultError, Write, Written, signed, sql};
use crate::param::Param;
use crate::params;

/// How long an epoch lasts on PostgreSQL.
pub(super) const LASTS: Duration = Duration::from_mins(15);

/// An epoch's key, and its form at rest.
pub(super) struct Epoch {
    pub(super) key: EpochKey,
    pub(super) wrapped: Vec<u8>,
}

impl Vault {
    /// The epoch as this server knows it.
    pub(super) fn epoch(&self) -> Arc<Epoch> {
        Arc::clone(&self.0.epoch.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The epoch as the vault has it.
    pub(super) async fn current_epoch(&self) -> Result<Arc<Epoch>, VaultError> {
        let rows = self.0.place.rows(&sql::READ_EPOCH_NUMBER, vec![]).await?;
        let current = number(rows.into_iter().next()).ok_or(VaultError::DamagedEpoch)?;
        if self.epoch().key.number() == current {
            return Ok(self.epoch());
        }
        let wrapping = self.wrapping();
        let wrapped = match &self.0.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.epoch(&|wrapped: &[u8]| Ok(wrapping.unwrap(wrapped).is_ok()))).await?
            }
            Place::Postgres(remote) => remote.epoch(current).await?,
        };
        let key = self.wrapping().unwrap(&wrapped).map_err(|_| VaultError::DamagedEpoch)?;
        Ok(self.keep(Epoch { key, wrapped }))
    }

    /// Begins the next epoch: every record is sealed anew. In a folder the old key is gone when this returns.
    pub async fn turn_epoch(&self) -> Result<(), VaultError> {
        for _ in 0..ATTEMPTS {
            let epoch = self.current_epoch().await?;
            let next = self.next_epoch(&epoch)?;
            let write = Write { epoch: epoch.key.number(), alone: true, steps: Vec::new() };
            if self.write_in(&epoch, next, write).await? == Written::Done {
                return Ok(());
            }
        }
        Err(VaultError::Busy)
    }

    /// Destroys the keys of earlier epochs, unless a server with a live lease still has an earlier one; whether it did.
    pub async fn destroy_old_epochs(&self) -> Result<bool, VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(true) };
        let current = signed(self.current_epoch().await?.key.number())?;
        let behind = remote.rows(&sql::shared::BEHIND_EPOCH, &params![current]).await?;
        if number(behind.into_iter().next()) != Some(0) {
            return Ok(false);
        }
        remote.execute(&sql::DROP_EPOCHS, &params![current]).await?;
        Ok(true)
    }

    /// Whether the epoch has lasted long enough, by the database's clock.
    pub(super) async fn is_epoch_old(&self) -> Result<bool, VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(false) };
        let age = number(remote.rows(&sql::shared::EPOCH_AGE, &[]).await?.into_iter().next());
        Ok(age.is_some_and(|micros| Duration::from_micros(micros) >= LASTS))
    }

    /// Takes another root key for the vault. Crash-safe: until it is done the old key opens the vault, then only the
    /// new one. Other servers go on and need the new key at their next start.
    pub async fn rotate_root_key(&self, old: &RootKey, new: &RootKey) -> Result<(), VaultError> {
        let (vault, given) = (self.wrapping().fingerprint(), old.fingerprint());
        if vault != given {
            return Err(VaultError::WrongRootKey { vault, given });
        }
        let wrapping = Wrapping::of(new, &self.0.id.to_string());
        for _ in 0..ATTEMPTS {
            let epoch = self.current_epoch().await?;
            let wrapped = wrapping.wrap(&epoch.key).map_err(|_| VaultError::DamagedEpoch)?;
            let fingerprint = Param::bytes(new.fingerprint().as_bytes().to_vec());
            let steps = vec![Step::one(&sql::SET_FINGERPRINT, params![fingerprint])];
            let write = Write { epoch: epoch.key.number(), alone: true, steps };
            if self.rewrap(&epoch, write, wrapped.clone()).await? == Written::Done {
                *self.0.wrapping.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(wrapping);
                let key = self.wrapping().unwrap(&wrapped).map_err(|_| VaultError::DamagedEpoch)?;
                self.keep(Epoch { key, wrapped });
                return Ok(());
            }
        }
        Err(VaultError::Busy)
    }

    async fn rewrap(
        &self,
        epoch: &Arc<Epoch>,
        mut write: Write,
        wrapped: Vec<u8>,
    ) -> Result<Written, VaultError> {
        let epoch = Arc::clone(epoch);
        match &self.0.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.rewrap(&write, &epoch.wrapped, &wrapped)).await
            }
            Place::Postgres(remote) => {
                let remote = Arc::clone(remote);
                let number = signed(epoch.key.number())?;
                // The keys of earlier epochs are under the old root key and seal nothing any more.
                write.steps.push(Step::any(&sql::DROP_EPOCHS, params![number]));
                write.steps.push(Step::one(&sql::SET_EPOCH, params![number, Param::bytes(wrapped)]));
                apart(async move { remote.write(&write).await }).await
            }
        }
    }

    /// A key for the epoch after this one.
    pub(super) fn next_epoch(&self, epoch: &Epoch) -> Result<Epoch, VaultError> {
        let key = EpochKey::create(&self.0.random, epoch.key.number() + 1);
        let wrapped = self.wrapping().wrap(&key).map_err(|_| VaultError::DamagedEpoch)?;
        Ok(Epoch { key, wrapped })
    }

    /// Writes, and puts every record that is still under the old epoch's key under the next one's.
    pub(super) async fn write_in(
        &self,
        epoch: &Arc<Epoch>,
        next: Epoch,
        write: Write,
    ) -> Result<Written, VaultError> {
        let (old, next) = (Arc::clone(epoch), Arc::new(next));
        let kept = Arc::clone(&next);
        let written = match &self.0.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || {
                    let reseal =
                        |workspace: Id<Workspace>, sealed: &[u8]| resealed(&old, &next, workspace, sealed);
                    let turn = Turn { number: next.key.number(), wrapped: &next.wrapped, reseal: &reseal };
                    folder.write_in_next_epoch(&write, &old.wrapped, &turn)
                })
                .await?
            }
            Place::Postgres(remote) => {
                let remote = Arc::clone(remote);
                apart(async move {
                    let reseal =
                        |workspace: Id<Workspace>, sealed: &[u8]| resealed(&old, &next, workspace, sealed);
                    let turn = Turn { number: next.key.number(), wrapped: &next.wrapped, reseal: &reseal };
                    remote.write_in_next_epoch(&write, &turn).await
                })
                .await?
            }
        };
        if written == Written::Done {
            self.put_epoch(kept);
        }
        Ok(written)
    }

    pub(super) fn wrapping(&self) -> Arc<Wrapping> {
        Arc::clone(&self.0.wrapping.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, epoch: Epoch) -> Arc<Epoch> {
        let epoch = Arc::new(epoch);
        self.put_epoch(Arc::clone(&epoch));
        epoch
    }

    fn put_epoch(&self, epoch: Arc<Epoch>) {
        *self.0.epoch.write().unwrap_or_else(PoisonError::into_inner) = epoch;
    }
}

/// The record under the next epoch's key; none if it is there already.
fn resealed(
    old: &Epoch,
    next: &Epoch,
    workspace: Id<Workspace>,
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, VaultError> {
    if RootRecord::epoch(sealed)? == next.key.number() {
        return Ok(None);
    }
    let resealed: Result<_, RootError> = RootRecord::reseal(&old.key, &next.key, workspace, sealed);
    Ok(Some(resealed?))
}
