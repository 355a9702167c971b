//! `verify log`: an exported log, in memory that does not grow with it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use activity_log::export::{LogChecker, LogFault, LogReport, Trust};
use anyhow::Context as _;
use clap::Args;

use crate::lines::{self, End};
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
pub fn read_log(from: impl BufRead, trust: Trust) -> std::io::Result<Result<LogReport, LogFault>> {
    let mut checker = LogChecker::new(trust);
    let end = lines::read(from, |read| checker.take(read))?;
    Ok(match end {
        Ok(End::Whole) => checker.finish(),
        Ok(End::CutOff) => Err(checker.cut_off()),
        Err(fault) => Err(fault),
    })
}
