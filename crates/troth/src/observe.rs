//! Logs on standard error and metrics on an address of their own.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Starts logging; `RUST_LOG` chooses what.
pub(crate) fn log(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true);
    // A subscriber that is set already stays.
    let _ = if json { lines.json().flatten_event(true).try_init() } else { lines.try_init() };
}

/// Collects metrics; request times fall into buckets from half a millisecond to ten seconds.
pub(crate) fn collect() -> Result<PrometheusHandle> {
    const BUCKETS: [f64; 13] =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
    PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("metrics cannot be collected")
}

/// Serves `/metrics` until the server stops; answers the address it listens on.
pub(crate) async fn serve(
    at: SocketAddr,
    handle: PrometheusHandle,
    stop: CancellationToken,
) -> Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind(at)
        .await
        .with_context(|| format!("metrics cannot be served on {at}"))?;
    let address = listener.local_addr()?;
    let upkeep = handle.clone();
    let every = stop.clone();
    tokio::spawn(async move {
        while every.run_until_cancelled(tokio::time::sleep(std::time::Duration::from_secs(5))).await.is_some()
        {
            upkeep.run_upkeep();
        }
    });
    tokio::spawn(web::metrics_page::serve(listener, move || handle.render(), stop));
    Ok(address)
}
