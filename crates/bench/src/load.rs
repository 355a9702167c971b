//! Workers that do the same thing again and again at the same time, and what came of it.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::Effort;

/// So many clients work at once.
pub(crate) const CLIENTS: usize = 32;

/// Somebody who does one thing again and again.
pub(crate) trait Work: Send + 'static {
    /// Does it once.
    fn once(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// How often something was done, and how long it took each time.
#[derive(Debug, Default, Clone)]
pub(crate) struct Outcome {
    pub(crate) per_second: f64,
    /// Microseconds each, in no order.
    pub(crate) each: Vec<f64>,
}

/// Something that can be made to work for a while.
pub(crate) trait Load {
    /// Works for so long.
    fn round(&mut self, duration: Duration) -> impl Future<Output = Result<Outcome>>;
}

/// Workers, each in a task of its own.
pub(crate) struct Tasks<W>(pub(crate) Vec<W>);

impl<W: Work> Load for Tasks<W> {
    async fn round(&mut self, duration: Duration) -> Result<Outcome> {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        for worker in self.0.drain(..) {
            tasks.spawn(until(worker, start + duration));
        }
        let mut each = Vec::new();
        while let Some(done) = tasks.join_next().await {
            let (worker, times) = done??;
            self.0.push(worker);
            each.extend(times);
        }
        Ok(Outcome::of(start, each, 1))
    }
}

async fn until<W: Work>(mut worker: W, end: Instant) -> Result<(W, Vec<f64>)> {
    let mut each = Vec::new();
    loop {
        let began = Instant::now();
        if began >= end {
            return Ok((worker, each));
        }
        worker.once().await?;
        each.push(micros(began.elapsed()));
    }
}

impl Outcome {
    /// What was done since `start`, where each time stands for so many things done.
    pub(crate) fn of(start: Instant, each: Vec<f64>, things: usize) -> Self {
        Self { per_second: count(each.len() * things) / start.elapsed().as_secs_f64(), each }
    }
}

/// Rounds of one measurement.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Vec<Outcome>);

impl Rounds {
    /// Adds a round.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    /// The same, where each time stands for so many things done.
    pub(crate) fn times(mut self, things: f64) -> Self {
        self.0.iter_mut().for_each(|round| round.per_second *= things);
        self
    }

    /// The median of the rounds' rates.
    pub(crate) fn rate(&self) -> f64 {
        percentile(self.rates(), 0.5)
    }

    /// Largest minus smallest rate over the median.
    pub(crate) fn spread(&self) -> f64 {
        let rates = self.rates();
        let (least, most) =
            rates.iter().fold((f64::MAX, 0.0_f64), |(a, b), rate| (a.min(*rate), b.max(*rate)));
        (most - least) / self.rate()
    }

    /// Median and 95th percentile of all single times, in microseconds.
    pub(crate) fn latency(&self) -> (f64, f64) {
        let all: Vec<f64> = self.0.iter().flat_map(|round| round.each.iter().copied()).collect();
        (percentile(all.clone(), 0.5), percentile(all, 0.95))
    }

    fn rates(&self) -> Vec<f64> {
        self.0.iter().map(|round| round.per_second).collect()
    }
}

/// Runs two loads in turns, so that whatever else the machine does disturbs both.
pub(crate) async fn in_turns(
    ours: &mut impl Load,
    theirs: &mut impl Load,
    effort: Effort,
) -> Result<(Rounds, Rounds)> {
    let (mut of_ours, mut of_theirs) = (Rounds::default(), Rounds::default());
    for _ in 0..effort.rounds {
        of_ours.add(ours.round(effort.each).await?);
        of_theirs.add(theirs.round(effort.each).await?);
    }
    Ok((of_ours, of_theirs))
}

/// Runs one load.
pub(crate) async fn alone(load: &mut impl Load, effort: Effort) -> Result<Rounds> {
    let mut rounds = Rounds::default();
    for _ in 0..effort.rounds {
        rounds.add(load.round(effort.each).await?);
    }
    Ok(rounds)
}

/// The value below which `part` of the values lie; zero where there are none.
pub(crate) fn percentile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let rank = (part * count(values.len().saturating_sub(1))).round();
    values.into_iter().enumerate().find(|(at, _)| count(*at) >= rank).map_or(0.0, |(_, value)| value)
}

/// A duration in microseconds.
pub(crate) fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// A count as a number to calculate with.
pub(crate) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(values.clone(), 0.5).to_bits(), 51.0_f64.to_bits());
        assert_eq!(percentile(values, 0.95).to_bits(), 95.0_f64.to_bits());
        assert_eq!(percentile(Vec::new(), 0.5).to_bits(), 0.0_f64.to_bits());
    }
}
