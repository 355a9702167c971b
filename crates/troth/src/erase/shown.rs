//! How far an erasure is: a bar over the places that it empties, on standard error if that is a terminal.

use std::io::Write as _;

use anyhow::Result;
use domain::erasure::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TEMPLATE: &str = "{msg:24} [{bar:32}] {pos} of {len} places";

/// Shows the progress.
pub(super) struct Shown(ProgressBar);

impl Shown {
    pub(super) fn begin(quiet: bool) -> Result<Self> {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template(TEMPLATE)?);
        Ok(Self(bar))
    }

    /// So far it is.
    pub(super) fn at(&self, progress: &Progress) {
        let emptied = progress.steps.iter().filter(|step| step.finished_at.is_some()).count();
        let next = progress.steps.iter().find(|step| step.finished_at.is_none());
        self.0.set_length(progress.steps.len() as u64);
        self.0.set_position(emptied as u64);
        let said = next.map_or_else(|| "Checking".to_owned(), |step| format!("Removing {}", step.place));
        self.0.set_message(said);
    }

    /// Takes the bar away and says what was done.
    pub(super) fn end(&self, said: &str) -> Result<()> {
        self.0.finish_and_clear();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{said}")?;
        Ok(out.flush()?)
    }
}
