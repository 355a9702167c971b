//! The activity log, kept up to date while the server runs; and each hour, bodies of entries that were kept long enough go.

use std::time::Duration;

use domain::{Deployment, activity, refusals, workspaces};
use privacy::Id;
use privacy::ids::Workspace;
use store::Job;
use tokio_util::sync::CancellationToken;

const HOUR: Duration = Duration::from_hours(1);
/// Who does it keeps the job until it is due again.
const KEPT: Duration = Duration::from_mins(59);
/// A server that stops enters for so long how many were refused.
const SETTLING: Duration = Duration::from_secs(5);

/// Sequences what is committed, until the server stops.
pub(super) fn start(d: &Deployment, stop: &CancellationToken) {
    let (deployment, stopped) = (d.clone(), stop.clone());
    tokio::spawn(async move {
        let keeping = Box::pin(activity::keep(&deployment));
        stopped.run_until_cancelled(keeping).await.is_some()
    });
    let (d, stop) = (d.clone(), stop.clone());
    tokio::spawn(async move {
        while stop.run_until_cancelled(tokio::time::sleep(HOUR)).await.is_some() {
            expire(&d).await;
        }
    });
}

/// How many were refused since that was last entered is entered, and what was committed last gets into the log before the
/// server ends.
pub(super) async fn finish(d: &Deployment) {
    match tokio::time::timeout(SETTLING, refusals::settle(d)).await {
        Ok(Ok(_)) => {}
        Ok(Err(trouble)) => tracing::warn!(%trouble, "how many were refused was not entered whole"),
        Err(_) => tracing::warn!("entering how many were refused took too long; the rest is not entered"),
    }
    activity::sequence_all(d).await;
}

/// By one server each hour.
async fn expire(d: &Deployment) {
    let of = Id::<Workspace>::OPERATOR;
    if !matches!(d.store.lease(of, Job::ExpireEntries, KEPT).await, Ok(Some(_))) {
        return;
    }
    let workspaces = workspaces::all_ids(d).await.unwrap_or_default();
    for workspace in workspaces.into_iter().chain([Id::<Workspace>::OPERATOR]) {
        match activity::expire(d, workspace).await {
            Ok(None) => {}
            Ok(Some(below)) => tracing::info!(%workspace, below, "bodies of old entries were removed"),
            Err(trouble) => tracing::warn!(%workspace, %trouble, "old entries were not removed"),
        }
    }
}
