//! Witnesses are asked while the server runs, each in a task of its own; with several servers, by one of them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::Deployment;
use privacy::Id;
use privacy::ids::Workspace;
use store::Job;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::witnesses::{Asker, Watch, Witness};

/// From one look for new checkpoints to the next.
const EVERY: Duration = Duration::from_secs(2);
/// A server that is killed is stood in for after so long.
const LASTS: Duration = Duration::from_secs(30);

/// Refuses a witness that was given twice.
pub(super) fn check(witnesses: &[Witness]) -> Result<()> {
    for (place, witness) in witnesses.iter().enumerate() {
        if witnesses.iter().take(place).any(|one| one.key == witness.key) {
            bail!("--witness names the witness {} twice", witness.name());
        }
    }
    Ok(())
}

/// Asks until the server stops; the tasks end soon after that.
pub(super) fn start(
    d: &Deployment,
    witnesses: &[Witness],
    authorities: Option<&Path>,
    stop: &CancellationToken,
) -> Result<JoinSet<()>> {
    let asker = if witnesses.iter().any(Witness::is_over_tls) {
        Asker::new(authorities).context("witnesses cannot be asked over TLS")?
    } else {
        Asker::plain()
    };
    let mut asking = JoinSet::new();
    for witness in witnesses {
        let watch = Watch::new(witness.clone(), asker.clone());
        asking.spawn(keep_asking(d.clone(), watch, stop.clone()));
    }
    Ok(asking)
}

async fn keep_asking(d: Deployment, mut watch: Watch, stop: CancellationToken) {
    let mut mine = None;
    while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        mine = d.store.lease(Id::<Workspace>::OPERATOR, Job::AskWitnesses, LASTS).await.ok().flatten();
        let round = Box::pin(watch.round(&d, mine.is_some()));
        if let Some(Err(trouble)) = stop.run_until_cancelled(round).await {
            tracing::warn!(%trouble, "checkpoints were not brought to a witness");
        }
    }
    // Another server takes over at once.
    if let Some(lease) = mine
        && let Err(trouble) = d.store.release(lease).await
    {
        tracing::warn!(job = lease.job().code(), %trouble, "a job was not let go of; its lease runs out");
    }
}
