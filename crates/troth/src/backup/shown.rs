//! How far it is: a bar with rate on standard error if that is a terminal. And whether somebody said stop.

use std::io::Write as _;
use std::time::Instant;

use domain::backups::{Step, Watch};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio_util::sync::CancellationToken;

const TEMPLATE: &str = "{msg:20} [{bar:32}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";

/// Shows the progress; cheap to clone.
#[derive(Clone)]
pub(super) struct Shown {
    bar: ProgressBar,
    stop: CancellationToken,
    began: Instant,
}

impl Shown {
    /// Begins; from now on Ctrl-C stops in good order.
    pub(super) fn begin(quiet: bool) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        crate::serve::stop::on_signal(stop.clone())?;
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template(TEMPLATE)?);
        Ok(Self { bar, stop, began: Instant::now() })
    }

    /// Takes the bar away and says what was done: the last line.
    pub(super) fn end(&self, said: &str) -> anyhow::Result<()> {
        self.bar.finish_and_clear();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{said}")?;
        Ok(out.flush()?)
    }

    /// So many bytes, the time since the beginning, and the rate.
    pub(super) fn pace(&self, bytes: u64) -> String {
        let passed = self.began.elapsed();
        let millis = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = bytes.saturating_mul(1000) / millis;
        let tenths = millis / 100;
        format!("{} in {}.{} s, {} a second", size(bytes), tenths / 10, tenths % 10, size(rate))
    }
}

impl Watch for Shown {
    fn at(&self, step: Step) {
        let said = match step {
            Step::Copying => "Copying the database",
            Step::Writing => "Writing the backup",
            Step::Reading => "Reading the backup",
            Step::Checking => "Checking",
            Step::Staged | Step::Noted => "Putting in place",
            _ => return,
        };
        self.bar.set_message(said);
        self.bar.reset();
    }

    fn done(&self, done: u64, all: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
    }

    fn stopped(&self) -> bool {
        self.stop.is_cancelled()
    }
}

/// Bytes with a unit, one digit after the point.
pub(super) fn size(bytes: u64) -> String {
    let units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} bytes"),
    }
}

/// Runs what blocks on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    Ok(tokio::task::spawn_blocking(work).await?)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_said_in_units() {
        let said: Vec<String> = [0, 1023, 1024, 1536, 5 << 20, (3 << 30) + (1 << 29)].map(size).into();
        assert_eq!(said, ["0 bytes", "1023 bytes", "1.0 KiB", "1.5 KiB", "5.0 MiB", "3.5 GiB"]);
    }
}
