//! `verify log`: an exported log, read line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::PathBuf;

use activity_log::export::{LogChecker, LogFault, LogReport, MAX_LINE_BYTES, Trust};
use anyhow::Context as _;
use clap::Args;

use crate::{Outcome, TrustArguments, text};

/// What `verify log` takes.
#[derive(Debug, Clone, Args)]
pub struct LogArguments {
    /// The exported log.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What the one who verifies knows from elsewhere.
    #[command(flatten)]
    pub trust: TrustArguments,
    /// A checkpoint kept from before, which the log must continue; can be given several times.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<PathBuf>,
}

pub(crate) fn verify(arguments: &LogArguments) -> anyhow::Result<Outcome> {
    let trust = arguments.trust.with_held(&arguments.checkpoint)?;
    let key_known = trust.key.is_some();
    let file =
        File::open(&arguments.file).with_context(|| format!("cannot open {}", arguments.file.display()))?;
    match read_log(BufReader::with_capacity(1 << 20, file), trust)? {
        Ok(report) => Ok(Outcome::Passes(text::of_log(&report, key_known))),
        Err(LogFault::NotALog) => Err(LogFault::NotALog.into()),
        Err(fault) => Ok(Outcome::Fails(fault.to_string())),
    }
}

/// Verifies a log from any source: what was found in it, or what is wrong with it. An error if it cannot be read.
pub fn read_log(mut from: impl BufRead, trust: Trust) -> std::io::Result<Result<LogReport, LogFault>> {
    let mut checker = LogChecker::new(trust);
    let mut line = Vec::new();
    let most = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX).saturating_add(2);
    loop {
        line.clear();
        from.by_ref().take(most).read_until(b'\n', &mut line)?;
        let fault = match line.strip_suffix(b"\n") {
            None if line.is_empty() => return Ok(checker.finish()),
            None if line.len() <= MAX_LINE_BYTES => Err(checker.cut_off()),
            // What is no text, or too long for a line, is read as a line that has no form.
            None => checker.line(""),
            Some(whole) => checker.line(std::str::from_utf8(whole).unwrap_or_default()),
        };
        if let Err(fault) = fault {
            return Ok(Err(fault));
        }
    }
}
