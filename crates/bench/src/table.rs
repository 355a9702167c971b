//! The one table that a run prints: what, ours, raw, the ratio, and what was aimed at.

use std::io::Write as _;

use anyhow::Result;

use crate::load::Rounds;

/// What a ratio or a time should be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    /// At least so many times the raw rate.
    AtLeast(f64),
    /// At most so many times the raw time.
    AtMost(f64),
    /// At most so many milliseconds.
    AtMostMillis(f64),
    /// For comparison only.
    None,
}

/// A measured value with its unit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value {
    /// So many each second.
    Rate(f64),
    /// So many microseconds.
    Micros(f64),
    /// So many bytes.
    Bytes(u64),
    /// A part of one.
    Share(f64),
    /// Nothing to compare with.
    None,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// On which engine; empty where none is involved.
    pub(crate) engine: &'static str,
    /// What was measured.
    pub(crate) what: String,
    /// The product's value.
    pub(crate) ours: Value,
    /// The raw engine's.
    pub(crate) raw: Value,
    /// What was aimed at.
    pub(crate) aim: Aim,
    /// Largest minus smallest over median of the rounds, the product's and the raw engine's.
    pub(crate) spread: Option<(f64, f64)>,
    /// Median and 95th percentile of the single operation, in microseconds.
    pub(crate) latency: Option<(f64, f64)>,
}

/// The lines, in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Line>);

impl Table {
    /// Adds a line.
    pub(crate) fn add(&mut self, line: Line) {
        crate::progress::say(&line.written());
        self.0.push(line);
    }

    /// Prints it as Markdown.
    pub(crate) fn print(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "| engine | what | ours | raw | ratio | aim | reached | spread, ours / raw | p50 / p95 |"
        )?;
        writeln!(out, "|---|---|--:|--:|--:|--:|---|--:|--:|")?;
        for line in &self.0 {
            writeln!(out, "{}", line.written())?;
        }
        Ok(())
    }
}

impl Line {
    /// A line that compares how often something is done in a second.
    pub(crate) fn of_rates(engine: &'static str, what: &str, ours: &Rounds, raw: &Rounds, aim: Aim) -> Self {
        Self {
            engine,
            what: what.to_owned(),
            ours: Value::Rate(ours.rate()),
            raw: Value::Rate(raw.rate()),
            aim,
            spread: Some((ours.spread(), raw.spread())),
            latency: Some(ours.latency()),
        }
    }

    /// A line that compares how long something takes, in microseconds.
    pub(crate) fn of_times(engine: &'static str, what: &str, ours: f64, raw: Option<f64>, aim: Aim) -> Self {
        Self {
            engine,
            what: what.to_owned(),
            ours: Value::Micros(ours),
            raw: raw.map_or(Value::None, Value::Micros),
            aim,
            spread: None,
            latency: None,
        }
    }

    /// A line that says how much memory something takes.
    pub(crate) fn of_bytes(engine: &'static str, what: &str, bytes: u64) -> Self {
        Self { ours: Value::Bytes(bytes), ..Self::of_times(engine, what, 0.0, None, Aim::None) }
    }

    /// A line that says which part of something is used.
    pub(crate) fn of_share(engine: &'static str, what: &str, share: f64) -> Self {
        Self { ours: Value::Share(share), ..Self::of_times(engine, what, 0.0, None, Aim::None) }
    }

    fn ratio(&self) -> Option<f64> {
        match (self.ours, self.raw) {
            (Value::Rate(ours), Value::Rate(raw)) | (Value::Micros(ours), Value::Micros(raw)) => {
                Some(ours / raw)
            }
            _ => None,
        }
    }

    fn reached(&self) -> &'static str {
        let reached = match (self.aim, self.ratio(), self.ours) {
            (Aim::AtLeast(aim), Some(ratio), _) => ratio >= aim,
            (Aim::AtMost(aim), Some(ratio), _) => ratio <= aim,
            (Aim::AtMostMillis(aim), _, Value::Micros(ours)) => ours <= aim * 1_000.0,
            _ => return "",
        };
        if reached { "yes" } else { "no" }
    }

    fn written(&self) -> String {
        let ratio = self.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let latency = self.latency.map(|(p50, p95)| format!("{} / {}", micros(p50), micros(p95)));
        let spread = self.spread.map(|(ours, raw)| format!("{:.0} / {:.0} %", ours * 100.0, raw * 100.0));
        format!(
            "| {} | {} | {} | {} | {ratio} | {} | {} | {} | {} |",
            self.engine,
            self.what,
            self.ours.written(),
            self.raw.written(),
            self.aim.written(),
            self.reached(),
            spread.unwrap_or_default(),
            latency.unwrap_or_default()
        )
    }
}

impl Value {
    fn written(self) -> String {
        match self {
            Self::Rate(rate) => format!("{rate:.0}/s"),
            Self::Micros(time) => micros(time),
            Self::Bytes(bytes) => format!("{} MiB", bytes / (1024 * 1024)),
            Self::Share(share) => format!("{:.0} %", share * 100.0),
            Self::None => String::new(),
        }
    }
}

impl Aim {
    fn written(self) -> String {
        match self {
            Self::AtLeast(ratio) => format!(">= {ratio}"),
            Self::AtMost(ratio) => format!("<= {ratio}"),
            Self::AtMostMillis(time) => format!("<= {time} ms"),
            Self::None => String::new(),
        }
    }
}

fn micros(time: f64) -> String {
    if time < 10.0 {
        format!("{time:.2} us")
    } else if time < 1_000.0 {
        format!("{time:.0} us")
    } else {
        format!("{:.1} ms", time / 1_000.0)
    }
}
