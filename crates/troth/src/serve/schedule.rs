//! What is done by the clock: snoozed conversations come back, erasures go on, files without a message, events that
//! everybody read, sessions past their end and what contacts did long ago are swept away, backups that were made are entered. With several servers, each of these is done by one
//! of them at a time.

use std::path::Path;
use std::time::Duration;

use domain::{
    Deployment, Trouble, attachments, backups, carried, conversations, data_events, erasure, invitations,
    mail, messenger_sessions, suppression, teammates, workspaces,
};
use privacy::Id;
use privacy::ids::Workspace;
use store::{Job, Lease};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Files of other servers may wait so long for their message.
const GRACE: Duration = Duration::from_mins(10);
/// From one look for what is due to the next.
const EVERY: Duration = Duration::from_secs(10);
/// So many looks of ten seconds make an hour.
const HOURLY: u32 = 360;
/// A server that is killed is stood in for after so long.
const LASTS: Duration = Duration::from_secs(30);
/// Who sweeps files keeps the job until it is due again, so that each hour one server sweeps.
const LASTS_AN_HOUR: Duration = Duration::from_mins(59);

/// Sweeps once, then looks every ten seconds for what is due; ends with `stop`.
pub(super) async fn start(
    d: &Deployment,
    data: &Path,
    alone: bool,
    stop: &CancellationToken,
) -> JoinHandle<()> {
    let (d, data, stop) = (d.clone(), data.to_owned(), stop.clone());
    let mut duties = Duties::default();
    duties.sweep_files(&d, if alone { Duration::ZERO } else { GRACE }).await;
    // The vault must know of the holds before erasures go on.
    duties.note(&d).await;
    duties.erase(&d).await;
    enter_backups(&d, &data).await;
    tokio::spawn(async move {
        let mut looks: u32 = 0;
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            duties.wake(&d).await;
            settle(&d).await;
            duties.sweep_events(&d).await;
            duties.erase(&d).await;
            enter_backups(&d, &data).await;
            looks = looks.wrapping_add(1);
            if looks.is_multiple_of(HOURLY) {
                duties.sweep_files(&d, GRACE).await;
                duties.note(&d).await;
                duties.expire_invitations(&d).await;
                duties.expire_sessions(&d).await;
                duties.expire_data_events(&d).await;
            }
        }
        duties.leave(&d).await;
    })
}

/// The jobs that this server has.
#[derive(Default)]
struct Duties(Vec<(Lease, Instant)>);

impl Duties {
    /// Whether the job is this server's, for a while yet; takes or renews the lease where that has to be.
    async fn have(&mut self, d: &Deployment, job: Job, lasts: Duration) -> Option<Lease> {
        let known = self.0.iter().find(|(lease, _)| lease.job() == job);
        if let Some((lease, since)) = known
            && since.elapsed() < lasts / 3
        {
            return Some(*lease);
        }
        self.0.retain(|(lease, _)| lease.job() != job);
        // Asked for now, so that it is taken for lost too early rather than too late.
        let since = Instant::now();
        match d.store.lease(Id::<Workspace>::OPERATOR, job, lasts).await {
            Ok(lease) => {
                self.0.extend(lease.map(|lease| (lease, since)));
                lease
            }
            Err(trouble) => {
                tracing::warn!(job = job.code(), %trouble, "a job could not be taken");
                None
            }
        }
    }

    async fn sweep_files(&mut self, d: &Deployment, grace: Duration) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            if self.have(d, Job::SweepFiles, LASTS_AN_HOUR).await.is_none() {
                return;
            }
            match attachments::sweep(d, workspace, grace).await {
                Ok(0) => {}
                Ok(files) => tracing::info!(%workspace, files, "files without a message were removed"),
                Err(trouble) => tracing::warn!(%workspace, %trouble, "files were not swept"),
            }
        }
    }

    async fn wake(&mut self, d: &Deployment) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            if self.have(d, Job::WakeSnoozed, LASTS).await.is_none() {
                return;
            }
            if let Err(trouble) = conversations::wake(d, workspace).await {
                tracing::warn!(%workspace, %trouble, "snoozed conversations were not woken");
            }
        }
    }

    /// Goes on with erasures that a stopped server, a hold or the horizon left unfinished.
    async fn erase(&mut self, d: &Deployment) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            if self.have(d, Job::Erase, LASTS).await.is_none() {
                return;
            }
            match erasure::resume(d, workspace).await {
                Ok(0) => {}
                Ok(over) => tracing::info!(%workspace, over, "erasures are over"),
                Err(trouble) => tracing::warn!(%workspace, %trouble, "erasures did not go on"),
            }
            if let Err(trouble) = suppression::expire(d, workspace).await {
                tracing::warn!(%workspace, %trouble, "bars against a silent return were not ended");
            }
        }
    }

    async fn expire_invitations(&mut self, d: &Deployment) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            if self.have(d, Job::ExpireInvitations, LASTS).await.is_none() {
                return;
            }
            if let Err(trouble) = invitations::expire(d, workspace).await {
                tracing::warn!(%workspace, %trouble, "invitations that nobody answered were not removed");
            }
            if let Err(trouble) = mail::expire(d, workspace).await {
                tracing::warn!(%workspace, %trouble, "mail that was given up was not removed");
            }
            if let Err(trouble) = mail::expire_links(d, workspace).await {
                tracing::warn!(%workspace, %trouble, "links in letters that had ended were not removed");
            }
        }
    }

    async fn expire_sessions(&mut self, d: &Deployment) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            loop {
                if self.have(d, Job::ExpireSessions, LASTS).await.is_none() {
                    return;
                }
                match expire_some(d, workspace).await {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(trouble) => {
                        tracing::warn!(%workspace, %trouble, "sessions past their end were not removed");
                        break;
                    }
                }
            }
        }
    }

    async fn expire_data_events(&mut self, d: &Deployment) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            loop {
                if self.have(d, Job::ExpireDataEvents, LASTS).await.is_none() {
                    return;
                }
                match data_events::expire(d, workspace).await {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(trouble) => {
                        tracing::warn!(%workspace, %trouble, "what contacts did long ago was not removed");
                        break;
                    }
                }
            }
        }
    }

    /// Notes for a restore what a crash left out.
    async fn note(&mut self, d: &Deployment) {
        for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
            if self.have(d, Job::Erase, LASTS).await.is_none() {
                return;
            }
            if let Err(trouble) = carried::sweep(d, workspace).await {
                tracing::warn!(%workspace, %trouble, "not all that a restore must know is noted beside the keys");
            }
        }
    }

    async fn sweep_events(&mut self, d: &Deployment) {
        let Some(lease) = self.have(d, Job::SweepEvents, LASTS).await else { return };
        if let Err(trouble) = d.store.sweep_events(&lease).await {
            tracing::warn!(%trouble, "events were not swept");
        }
    }

    /// Lets other servers do it.
    async fn leave(self, d: &Deployment) {
        for (lease, _) in self.0 {
            if let Err(trouble) = d.store.release(lease).await {
                tracing::warn!(job = lease.job().code(), %trouble, "a job was not let go of; its lease runs out");
            }
        }
    }
}

async fn expire_some(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    Ok(teammates::expire(d, workspace).await? + messenger_sessions::expire(d, workspace).await?)
}

/// Each server for itself: what waits is in its own memory.
async fn settle(d: &Deployment) {
    let entered = domain::reads::settle(d).await;
    if entered > 0 {
        tracing::info!(entered, "looks that waited for room on the disk were entered");
    }
}

async fn enter_backups(d: &Deployment, data: &Path) {
    match backups::take_in(d, data).await {
        Ok(0) => {}
        Ok(made) => tracing::info!(made, "backups that were made are entered"),
        Err(trouble) => tracing::warn!(%trouble, "backups that were made are not entered yet"),
    }
}
