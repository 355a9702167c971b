//! Writes letters about answers that nobody saw, and sends what waits: a task of its own, so that a slow mail server holds up
//! nothing else. One server at a time does it.

use std::time::{Duration, Instant};

use domain::{Deployment, Trouble, mail};
use privacy::Id;
use privacy::ids::Workspace;
use store::{Job, Lease};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// From one look for what is due to the next.
const EVERY: Duration = Duration::from_secs(3);
/// From one look for answers that nobody saw to the next, at most.
const EVERY_ANSWER: Duration = Duration::from_secs(30);
/// A delivery takes less; a server that is killed is stood in for after so long.
const LASTS: Duration = Duration::from_mins(1);

/// What there is to do in a workspace.
enum Work {
    Tell,
    Deliver,
}

/// What letters about answers are written with.
pub(super) struct Telling {
    /// Where the links in them lead.
    pub(super) origin: String,
    /// How long after the last of some answers.
    pub(super) quiet: Duration,
}

/// Looks every few seconds; ends with `stop`, after the letter that is on its way.
pub(super) fn start(d: &Deployment, telling: Telling, stop: &CancellationToken) -> JoinHandle<()> {
    let (d, stop) = (d.clone(), stop.clone());
    tokio::spawn(async move {
        let (mut held, mut looked) = (None, None::<Instant>);
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            if looked.is_none_or(|at| at.elapsed() >= EVERY_ANSWER.min(telling.quiet)) {
                looked = Some(Instant::now());
                for workspace in mail::with_server(&d).await.unwrap_or_default() {
                    if mail::answers_wait(&d, workspace, telling.quiet).await.unwrap_or_default() {
                        held = work(&d, workspace, &Work::Tell, &telling, &stop).await.or(held);
                    }
                }
            }
            for workspace in mail::due(&d).await.unwrap_or_default() {
                held = work(&d, workspace, &Work::Deliver, &telling, &stop).await.or(held);
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
    telling: &Telling,
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
        match once(d, workspace, work, telling, &lease).await {
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
    telling: &Telling,
    lease: &Lease,
) -> Result<bool, Trouble> {
    match work {
        Work::Tell => {
            let write = |told: &mail::Answers<'_>| web::letters::answers(&telling.origin, told);
            mail::tell_next(d, workspace, lease, telling.quiet, &write).await
        }
        Work::Deliver => mail::deliver_next(d, workspace, lease).await,
    }
}
