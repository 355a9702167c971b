//! `troth backup restored --store URL`: after PostgreSQL was restored with its own tools, before any server starts.

use anyhow::Result;
use domain::restoring;

use super::restore::counts;
use super::shown::Shown;
use crate::existing::{self, Where};

/// Opens new trees, carries over what was decided since, and erases again who was erased since.
pub(super) async fn restored(place: Where) -> Result<()> {
    let shown = Shown::begin(place.keys.quiet)?;
    let opened =
        existing::open(&place, "stop the server first: nothing may be served before this is over").await?;
    let report = restoring::after_foreign_restore(&opened.d).await;
    opened.d.vault.leave().await;
    opened.d.store.close().await;
    shown.end(&format!("Done; {}", counts(&report?)))
}
