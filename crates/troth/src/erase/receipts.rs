//! The receipts of an erasure as files that only their owner can read: they name a person still.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use activity_log::ReceiptKind;
use anyhow::{Context, Result, bail};
use domain::Deployment;
use domain::erasure::{self, Erasure, State};
use privacy::access::Actor;

/// Where the receipts go.
pub(super) struct Receipts {
    key_end: PathBuf,
    horizon: PathBuf,
}

impl Receipts {
    /// Refuses to write over something, before anything is erased.
    pub(super) fn at(file: PathBuf) -> Result<Self> {
        let mut name = file.clone().into_os_string();
        name.push(".completed");
        let receipts = Self { key_end: file, horizon: PathBuf::from(name) };
        for file in [&receipts.key_end, &receipts.horizon] {
            if file.exists() {
                bail!(
                    "{} is there already, and a receipt never overwrites: nothing was erased",
                    file.display()
                );
            }
        }
        Ok(receipts)
    }

    /// Writes those that there are by now; answers where.
    pub(super) async fn write(self, d: &Deployment, by: &Actor, erasure: &Erasure) -> Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        if erasure.shredded_at.is_some() {
            write(d, by, erasure, ReceiptKind::KeyEnd, &self.key_end).await?;
            written.push(self.key_end);
        }
        if erasure.state == State::Done {
            write(d, by, erasure, ReceiptKind::Horizon, &self.horizon).await?;
            written.push(self.horizon);
        }
        Ok(written)
    }
}

async fn write(d: &Deployment, by: &Actor, erasure: &Erasure, kind: ReceiptKind, file: &Path) -> Result<()> {
    let receipt = erasure::receipt(d, by, erasure.id, kind).await?;
    let what = || format!("the receipt cannot be written to {}; take it over the API", file.display());
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut out = opened.with_context(what)?;
    out.write_all(receipt.to_string().as_bytes()).and_then(|()| out.sync_all()).with_context(what)
}
