//! A log's lines, read on several cores and handed over in their order. What a line says of itself is judged there (its
//! form, its hash, its reading); what it says of the log is judged by whoever takes it.

use std::collections::VecDeque;
use std::io::{BufRead, Error, Read as _, Result};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use activity_log::export::{Line, LineError, MAX_LINE_BYTES, Read};

/// So many bytes are read at once, and then to the end of the line.
const BATCH: usize = 1 << 20;
/// So many batches are under way for each core.
const AHEAD: usize = 2;
/// More cores than these do not help: one thread puts everything in order.
const MOST_CORES: usize = 8;

/// How the text ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// After a line.
    Whole,
    /// In the middle of a line.
    CutOff,
}

type Lines = Vec<std::result::Result<Read, LineError>>;
type Work = (Vec<u8>, SyncSender<Lines>);

/// Reads all lines and hands each over, until the first that is not taken.
pub(crate) fn read<F>(
    mut from: impl BufRead,
    mut take: impl FnMut(std::result::Result<Read, LineError>) -> std::result::Result<(), F>,
) -> Result<std::result::Result<End, F>> {
    let first = batch(&mut from)?;
    if first.len() < BATCH {
        // All of it: not worth a thread.
        let end = end_of(&first);
        return Ok(lines_of(&first).into_iter().try_for_each(&mut take).map(|()| end));
    }
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_CORES);
    let (work, waiting) = sync_channel::<Work>(AHEAD * cores);
    let waiting = &Mutex::new(waiting);
    thread::scope(move |scope| {
        for _ in 0..cores {
            scope.spawn(|| work_off(waiting));
        }
        let ended = in_order(first, &mut from, &work, AHEAD * cores, &mut take);
        // The workers end when nobody can give them more.
        drop(work);
        ended
    })
}

/// Gives batches to the workers and takes what they read in the order of the text.
fn in_order<F>(
    first: Vec<u8>,
    from: &mut impl BufRead,
    work: &SyncSender<Work>,
    ahead: usize,
    take: &mut impl FnMut(std::result::Result<Read, LineError>) -> std::result::Result<(), F>,
) -> Result<std::result::Result<End, F>> {
    let (mut next, mut under_way, mut end) = (first, VecDeque::<Receiver<Lines>>::new(), End::Whole);
    let gone = || Error::other("a thread that reads lines has ended");
    loop {
        if next.is_empty() || under_way.len() >= ahead {
            let Some(oldest) = under_way.pop_front() else { return Ok(Ok(end)) };
            if let Err(fault) = oldest.recv().map_err(|_| gone())?.into_iter().try_for_each(&mut *take) {
                return Ok(Err(fault));
            }
        }
        if !next.is_empty() && under_way.len() < ahead {
            end = end_of(&next);
            let (done, result) = sync_channel(1);
            work.send((next, done)).map_err(|_| gone())?;
            under_way.push_back(result);
            next = batch(from)?;
        }
    }
}

/// Reads batches until there are no more.
fn work_off(waiting: &Mutex<Receiver<Work>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((text, done)) = next else { return };
        // Whoever asked may have found a fault and be gone.
        let _ = done.send(lines_of(&text));
    }
}

/// The next lines, whole; the last of the text may end without a newline, and one that is too long is not read to its end.
fn batch(from: &mut impl BufRead) -> Result<Vec<u8>> {
    let bytes = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let mut text = Vec::with_capacity(BATCH + 4096);
    from.by_ref().take(bytes(BATCH)).read_to_end(&mut text)?;
    if text.len() == BATCH && !text.ends_with(b"\n") {
        from.by_ref().take(bytes(MAX_LINE_BYTES + 2)).read_until(b'\n', &mut text)?;
    }
    Ok(text)
}

/// What each line says. What is no text, or too long for a line, is read as a line that has no form; what was cut off is
/// not read.
fn lines_of(text: &[u8]) -> Lines {
    let whole = match end_of(text) {
        End::Whole => text.strip_suffix(b"\n").filter(|_| !text.is_empty()),
        End::CutOff => text.iter().rposition(|byte| *byte == b'\n').and_then(|at| text.get(..at)),
    };
    let too_long = end_of(text) == End::Whole && !text.is_empty() && !text.ends_with(b"\n");
    let mut lines = Lines::new();
    // As a rule all of it is text, which is searched and checked at once.
    match whole.map(std::str::from_utf8) {
        Some(Ok(whole)) => lines.extend(whole.split('\n').map(line)),
        Some(Err(_)) => {
            let each = whole.unwrap_or_default().split(|byte| *byte == b'\n');
            lines.extend(each.map(|one| line(std::str::from_utf8(one).unwrap_or_default())));
        }
        None => {}
    }
    lines.extend(too_long.then_some(Err(LineError::BadForm)));
    lines
}

fn line(line: &str) -> std::result::Result<Read, LineError> {
    Line::parse(line).map(Read::from)
}

/// Whether the text ends in the middle of a line that is not too long to be one.
fn end_of(text: &[u8]) -> End {
    let begun = text.iter().rev().take_while(|byte| **byte != b'\n').count();
    if begun == 0 || begun > MAX_LINE_BYTES { End::Whole } else { End::CutOff }
}
