//! What the user sees of a run: a heading and a time for each step, totals at the end.

use std::io::Write as _;
use std::time::Instant;

/// How many steps and tests passed and failed so far.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Totals {
    /// Runs a step that counts as one, and says how it ended and after how long.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> bool {
        let outcome = timed(name, work);
        match &outcome {
            Ok(()) => self.passed += 1,
            Err(_) => self.fail(name, 1),
        }
        outcome.is_ok()
    }

    /// Adds tests that were counted elsewhere.
    pub(crate) fn add(&mut self, name: &str, passed: u64, failed: u64) {
        self.passed += passed;
        if failed > 0 {
            self.fail(name, failed);
        }
    }

    fn fail(&mut self, name: &str, failed: u64) {
        self.failed += failed;
        self.failures.push(name.to_owned());
    }

    /// Says what failed, then the totals on the last line; true if nothing failed.
    pub(crate) fn close(self) -> bool {
        if !self.failures.is_empty() {
            note(&format!("failed: {}", self.failures.join(", ")));
        }
        say(&format!("{} passed, {} failed", self.passed, self.failed));
        self.failed == 0
    }
}

/// Runs work under a heading, and says how it ended and after how long.
pub(crate) fn timed<T>(name: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    note(&format!("== {name}"));
    let start = Instant::now();
    let outcome = work();
    let seconds = start.elapsed().as_secs_f64();
    match &outcome {
        Ok(_) => note(&format!("== {name}: ok, {seconds:.1} s")),
        Err(error) => note(&format!("== {name}: FAILED, {seconds:.1} s: {error:#}")),
    }
    outcome
}

/// Writes a line for a program to read, on standard output.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away is no reason to fail.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Writes a line for people, on standard error.
pub(crate) fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
