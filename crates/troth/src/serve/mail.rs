//! Writes letters about answers that nobody saw, and sends what waits: a task of its own, so that a slow mail server holds up
//! nothing else. One server at a time does it.

use std::time::Duration;

use domain::{Deployment, Trouble, mail};
use privacy::Id;
use privacy::ids::Workspace;
use store::{Job, Lease};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// From one look for what is due to the next.
const EVERY: Duration = Duration::from_secs(3);
/// A delivery takes less; a server that is killed is stood in for after so long.
const LASTS: Duration = Duration::from_mins(1);

/// What there is to do in a workspace.
enum Work {
    Tell,
    Deliver,
}

/// Looks every few seconds; ends with `stop`, after the letter that is on its way. Links in letters lead to `origin`.
pub(super) fn start(d: &Deployment, origin: String, stop: &CancellationToken) -> JoinHandle<()> {
    let (d, stop) = (d.clone(), stop.clone());
    tokio::spawn(async move {
        let mut held = None;
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            for workspace in mail::with_server(&d).await.unwrap_or_default() {
                held = work(&d, workspace, &Work::Tell, &origin, &stop).await.or(held);
            }
            for workspace in mail::due(&d).await.unwrap_or_default() {
                held = work(&d, workspace, &Work::Deliver, &origin, &stop).await.or(held);
            }
        }
        if let Some(lease) = held
            && let Err(trouble) = d.store.release(lease).await
        {
            tracing::warn!(%trouble, "the mail was not let go of; its lease runs out");
        }
    })
}

/// Does what is due in a workspace, under a lease that is renewed for each letter; answers the lease.
async fn work(
    d: &Deployment,
    workspace: Id<Workspace>,
    work: &Work,
    origin: &str,
    stop: &CancellationToken,
) -> Option<Lease> {
    let mut held = None;
    while !stop.is_cancelled() {
        let lease = match d.store.lease(Id::<Workspace>::OPERATOR, Job::SendMail, LASTS).await {
            Ok(Some(lease)) => lease,
            Ok(None) => return held,
            Err(trouble) => {
                tracing::warn!(%trouble, "mail could not be looked after");
                return held;
            }
        };
        held = Some(lease);
        match once(d, workspace, work, origin, &lease).await {
            Ok(true) => {}
            Ok(false) => return held,
            Err(trouble) => {
                tracing::warn!(%workspace, %trouble, "mail was not sent");
                return held;
            }
        }
    }
    held
}

async fn once(
    d: &Deployment,
    workspace: Id<Workspace>,
    work: &Work,
    origin: &str,
    lease: &Lease,
) -> Result<bool, Trouble> {
    match work {
        Work::Tell => {
            let write = |told: &mail::Answers<'_>| web::letters::answers(origin, told);
            mail::tell_next(d, workspace, lease, &write).await
        }
        Work::Deliver => mail::deliver_next(d, workspace, lease).await,
    }
}
