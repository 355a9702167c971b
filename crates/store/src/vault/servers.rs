//! The servers of a shared vault. Each holds a lease that it renews, by its own steady clock counted from before it
//! asked, and tells how far it has heard of destructions. One without a live lease derives nothing. How far that is, is
//! read from the vault; a notification only says that reading is worth while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use privacy::Id;
use privacy::Random;
use privacy::ids::{Hex, Workspace};
use tokio::sync::{Mutex, Notify};

use super::listen::{self, Listener};
use super::place::{Place, number};
use super::postgres::Remote;
use super::{Acknowledged, Inner, Vault, VaultError, signed, sql};
use crate::param::{Count, Param};
use crate::params;

/// How long a lease lasts.
const LEASE: Duration = Duration::from_secs(5);
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(1);
/// Without any notification, a server asks all the same after so long whether something was destroyed: well within a
/// destruction's patience.
const LOOK: Duration = Duration::from_millis(500);
/// How long a destruction waits for the others.
const PATIENCE: Duration = Duration::from_secs(1);
/// After so long every other server has confirmed, or its lease has run out.
const SETTLED: Duration = Duration::from_secs(6);
/// The waits between two looks whether the others have confirmed: the first, and the longest.
const ASK: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(16));
/// So many renewals lie between two looks at the epoch's age.
const EPOCH_EVERY: u32 = 60;

/// This server, as the others know it.
pub(super) struct Server {
    id: Hex<16>,
    /// The last destruction of which every handle here has heard.
    seen: AtomicU64,
    /// Whether it has left; nobody renews the lease while somebody else does, or ends it.
    left: Mutex<bool>,
}

impl Server {
    pub(super) fn new(random: &Random) -> Self {
        Self { id: Hex::new(random.bytes()), seen: AtomicU64::new(0), left: Mutex::new(false) }
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

    /// Wakes the other servers after a destruction.
    pub(super) async fn wake_others(&self) {
        let Place::Postgres(remote) = &self.0.place else { return };
        if let Err(error) = listen::notify(remote, &self.0.server.id.to_string()).await {
            tracing::warn!(%error, "the other servers were not notified of a destruction: they look by themselves");
        }
    }

    /// Waits until every server with a live lease has heard of all destructions, a second at most.
    pub(super) async fn confirmed(&self) -> Result<Acknowledged, VaultError> {
        self.confirmed_within(PATIENCE).await
    }

    /// The same, for as long as another server's lease can last: `Pending` only if the vault's clock went back.
    pub async fn settled(&self) -> Result<Acknowledged, VaultError> {
        self.confirmed_within(SETTLED).await
    }

    async fn confirmed_within(&self, patience: Duration) -> Result<Acknowledged, VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(Acknowledged::Everywhere) };
        let (start, seq) = (Instant::now(), last(remote).await?);
        let params = params![self.0.server.name(), signed(seq)?];
        let mut wait = ASK.0;
        loop {
            let behind = number(remote.rows(&sql::shared::BEHIND, &params).await?.into_iter().next());
            if behind == Some(0) {
                return Ok(Acknowledged::Everywhere);
            }
            if start.elapsed() >= patience {
                return Ok(Acknowledged::Pending);
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(ASK.1);
        }
    }

    /// How many other servers have a live lease.
    pub async fn others(&self) -> Result<u64, VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(0) };
        let rows = remote.rows(&sql::shared::OTHERS, &params![self.0.server.name()]).await?;
        number(rows.into_iter().next()).ok_or(VaultError::Busy)
    }

    /// The order matters: the lease is in the vault before this server looks what was destroyed, so that whoever
    /// destroys afterwards waits for it; and only then is it used.
    pub(super) async fn renew_lease(&self) -> Result<(), VaultError> {
        let Place::Postgres(remote) = &self.0.place else { return Ok(()) };
        let left = self.0.server.left.lock().await;
        if *left {
            return Ok(());
        }
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

    /// Derives nothing from now on, and is waited for no longer.
    pub async fn leave(&self) {
        let Place::Postgres(remote) = &self.0.place else { return };
        let mut left = self.0.server.left.lock().await;
        *left = true;
        self.0.live.end();
        if let Err(error) = remote.execute(&sql::shared::LEAVE, &params![self.0.server.name()]).await {
            tracing::warn!(%error, "the lease on the vault was not given back: it runs out");
        }
    }

    /// Renews every handle of what was destroyed since, and says so.
    async fn catch_up(&self, remote: &Remote, say: bool) -> Result<(), VaultError> {
        let (seen, seq) = (self.0.server.seen.load(Ordering::Acquire), last(remote).await?);
        if seq < seen {
            // What is derived from it must first be compared with the log, as a start does.
            self.0.live.end();
            return Err(VaultError::WentBack);
        }
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

/// Looks when woken and every half second, renews every second, tends the epochs every minute. What fails is tried again;
/// the lease runs out by itself meanwhile.
async fn keep_up(inner: Weak<Inner>) {
    let wake = Arc::new(Notify::new());
    let Some(_listener) = listener(&inner, &wake) else { return };
    let (mut renewed, mut renewals) = (Instant::now(), 0_u32);
    loop {
        let wait = LOOK.min(RENEW.saturating_sub(renewed.elapsed()));
        let _woken_or_not = tokio::time::timeout(wait, wake.notified()).await;
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

fn listener(inner: &Weak<Inner>, wake: &Arc<Notify>) -> Option<Listener> {
    let inner = inner.upgrade()?;
    let Place::Postgres(remote) = &inner.place else { return None };
    Some(Listener::start(remote.connector(), inner.server.id.to_string(), Arc::clone(wake)))
}

async fn last(remote: &Remote) -> Result<u64, VaultError> {
    number(remote.rows(&sql::READ_SEQ, &[]).await?.into_iter().next()).ok_or(VaultError::Busy)
}
