//! What is done by the clock: snoozed conversations come back, files without a message are swept away, backups that were
//! made are entered.

use std::path::Path;
use std::time::Duration;

use domain::{Deployment, attachments, backups, conversations, workspaces};
use tokio_util::sync::CancellationToken;

/// Files of other servers may wait so long for their message.
const GRACE: Duration = Duration::from_mins(10);
/// So many looks of ten seconds make an hour.
const HOURLY: u32 = 360;

/// Sweeps once, then looks every ten seconds for what is due.
pub(super) async fn start(d: &Deployment, data: &Path, alone: bool, stop: &CancellationToken) {
    sweep(d, if alone { Duration::ZERO } else { GRACE }).await;
    enter_backups(d, data).await;
    let (d, data, stop) = (d.clone(), data.to_owned(), stop.clone());
    tokio::spawn(async move {
        let mut looks: u32 = 0;
        while stop.run_until_cancelled(tokio::time::sleep(Duration::from_secs(10))).await.is_some() {
            wake(&d).await;
            settle(&d).await;
            enter_backups(&d, &data).await;
            looks = looks.wrapping_add(1);
            if looks.is_multiple_of(HOURLY) {
                sweep(&d, GRACE).await;
            }
        }
    });
}

async fn sweep(d: &Deployment, grace: Duration) {
    for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
        match attachments::sweep(d, workspace, grace).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(%workspace, files, "files without a message were removed"),
            Err(trouble) => tracing::warn!(%workspace, %trouble, "files were not swept"),
        }
    }
}

async fn wake(d: &Deployment) {
    for workspace in workspaces::all_ids(d).await.unwrap_or_default() {
        if let Err(trouble) = conversations::wake(d, workspace).await {
            tracing::warn!(%workspace, %trouble, "snoozed conversations were not woken");
        }
    }
}

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
