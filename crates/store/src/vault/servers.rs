//! The servers of a shared vault. Each holds a lease that it renews, by its own steady clock counted from before it
//! asked, and tells how far it has heard of destructions. One without a live lease derives nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use privacy::Id;
use privacy::Random;
use privacy::ids::{Hex, Workspace};

use super::place::{Place, number};
use super::postgres::Remote;
use super::{Acknowledged, Inner, Vault, VaultError, signed, sql};
use crate::param::{Count, Param};
use crate::params;

/// How long a lease lasts.
const LEASE: Duration = Duration::from_secs(5);
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(1);
/// How often a server asks whether something was destroyed.
const LOOK: Duration = Duration::from_millis(20);
/// How long a destruction waits for the others.
const PATIENCE: Duration = Duration::from_secs(1);
/// So many renewals lie between two looks at the epoch's age.
const EPOCH_EVERY: u32 = 60;

/// This server, as the others know it.
pub(super) struct Server {
    id: Hex<16>,
    /// The last destruction of which every handle here has heard.
    seen: AtomicU64,
}

impl Server {
    pub(super) fn new(random: &Random) -> Self {
        Self { id: Hex::new(random.bytes()), seen: AtomicU64::new(0) }
    }

    fn name(&self) -> Param {
        Param::text(self.id.to_string())
    }
}

impl Vault {
    /// Takes the first lease and goes on renewing it as long as the vault is open here; nothing for a folder.
    pub(super) async fn join(&self) -> Result<(), VaultError> {
        if self.0.place.is_shared() {
            self.renew_lease().await?;
            tokio::spawn(keep_up(Arc::downgrade(&self.0)));
        }
        Ok(())
    }

    /// Whether this server may derive keys now.
    pub fn is_live(&self) -> bool {
        self.0.live.is()
    }

    /// Waits until every server with a live lease has heard of all destructions, a second at most.
    pub(super) async fn confirmed(&self) -> Result<Acknowledged, VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(Acknowledged::Everywhere) };
        let (start, seq) = (Instant::now(), last(remote).await?);
        loop {
            let params = params![self.0.server.name(), signed(seq)?];
            let behind = number(remote.rows(&sql::shared::BEHIND, &params).await?.into_iter().next());
            if behind == Some(0) {
                return Ok(Acknowledged::Everywhere);
            }
            if start.elapsed() >= PATIENCE {
                return Ok(Acknowledged::Pending);
            }
            tokio::time::sleep(LOOK / 4).await;
        }
    }

    /// The order matters: the lease is in the vault before this server looks what was destroyed, so that whoever
    /// destroys afterwards waits for it; and only then is it used.
    pub(super) async fn renew_lease(&self) -> Result<(), VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(()) };
        let start = Instant::now();
        let seen = signed(self.0.server.seen.load(Ordering::Acquire))?;
        let lease = Count(i64::try_from(LEASE.as_micros()).unwrap_or(0));
        let epoch = signed(self.epoch().key.number())?;
        remote
            .execute(&sql::shared::RENEW_SERVER, &params![self.0.server.name(), lease, seen, epoch])
            .await?;
        self.current_epoch().await?;
        self.catch_up(remote, true).await?;
        self.0.live.set(start + LEASE);
        Ok(())
    }

    /// Renews every handle of what was destroyed since, and says so.
    async fn catch_up(&self, remote: &Remote, say: bool) -> Result<(), VaultError> {
        let (seen, seq) = (self.0.server.seen.load(Ordering::Acquire), last(remote).await?);
        if seq != seen {
            let rows = remote.rows(&sql::READ_SINCE, &params![signed(seen)?]).await?;
            let changed = rows.into_iter().map(|row| row.cells().id());
            let changed: Vec<Id<Workspace>> =
                changed.collect::<Result<_, _>>().map_err(|_| VaultError::Generation)?;
            for workspace in self.0.cached.hear(&changed) {
                self.reload(workspace).await?;
            }
            self.0.server.seen.store(seq, Ordering::Release);
        }
        if say || seq != seen {
            let epoch = signed(self.epoch().key.number())?;
            let params = params![self.0.server.name(), signed(seq)?, epoch];
            remote.execute(&sql::shared::SERVER_SAW, &params).await?;
        }
        Ok(())
    }

    async fn look(&self) -> Result<(), VaultError> {
        match &self.0.place {
            Place::Postgres(remote) => self.catch_up(remote, false).await,
            Place::Folder(_) => Ok(()),
        }
    }

    /// Begins the next epoch when its time has come, and destroys the keys that no server needs.
    async fn tend_epochs(&self) -> Result<(), VaultError> {
        if self.is_epoch_old().await? {
            self.turn_epoch().await?;
        }
        self.destroy_old_epochs().await?;
        if let Place::Postgres(remote) = &self.0.place {
            remote.execute(&sql::shared::DROP_LAPSED, &[]).await?;
        }
        Ok(())
    }
}

/// Looks often, renews every second, tends the epochs every minute. What fails is tried again; the lease runs out by
/// itself meanwhile.
async fn keep_up(inner: std::sync::Weak<Inner>) {
    let (mut renewed, mut renewals) = (Instant::now(), 0_u32);
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(vault) = inner.upgrade().map(Vault) else { return };
        let due = renewed.elapsed() >= RENEW;
        if due {
            (renewed, renewals) = (Instant::now(), renewals.wrapping_add(1));
        }
        let done = if due { vault.renew_lease().await } else { vault.look().await };
        if let Err(error) = done {
            tracing::warn!(%error, "the vault's lease was not renewed");
        } else if due
            && renewals.is_multiple_of(EPOCH_EVERY)
            && let Err(error) = vault.tend_epochs().await
        {
            tracing::warn!(%error, "the vault's epochs were not tended");
        }
    }
}

async fn last(remote: &Remote) -> Result<u64, VaultError> {
    number(remote.rows(&sql::READ_SEQ, &[]).await?.into_iter().next()).ok_or(VaultError::Busy)
}
