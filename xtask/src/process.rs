//! Runs child processes so that Ctrl-C ends them first and this program afterwards, tidily.

use std::ffi::OsStr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

const POLL: Duration = Duration::from_millis(20);
/// A terminal's Ctrl-C reaches the child too: it gets this long to end by itself.
const GRACE: Duration = Duration::from_secs(2);

/// Set once the user, or the system, asked this program to end.
#[derive(Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Starts listening for SIGINT, SIGTERM and SIGHUP.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&flag)).context("cannot listen for signals")?;
        }
        Ok(Self(flag))
    }

    /// Whether it is time to end.
    pub(crate) fn raised(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Sleeps until it is time to end.
    pub(crate) fn wait(&self) {
        while !self.raised() {
            std::thread::sleep(POLL);
        }
    }
}

/// Runs a command with its output on this terminal; an error names the command and how it ended.
pub(crate) fn run(command: &mut Command, interrupt: &Interrupt) -> anyhow::Result<()> {
    let name = describe(command);
    if interrupt.raised() {
        bail!("interrupted before `{name}`");
    }
    let mut child = command.spawn().with_context(|| format!("cannot start `{name}`"))?;
    let status = wait(&mut child, interrupt).with_context(|| format!("cannot wait for `{name}`"))?;
    if status.success() { Ok(()) } else { bail!("`{name}` failed: {status}") }
}

fn wait(child: &mut Child, interrupt: &Interrupt) -> std::io::Result<ExitStatus> {
    let mut raised_at: Option<Instant> = None;
    let mut told = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if interrupt.raised() {
            let since = *raised_at.get_or_insert_with(Instant::now);
            if !told && since.elapsed() > GRACE {
                told = true;
                Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status()?;
            }
        }
        std::thread::sleep(POLL);
    }
}

/// Runs a command quietly and returns what it printed; an error carries its standard error.
pub(crate) fn read(command: &mut Command) -> anyhow::Result<String> {
    let name = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{name}`"))?;
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        bail!("`{name}` failed: {}: {}", output.status, error.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it.
pub(crate) fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
