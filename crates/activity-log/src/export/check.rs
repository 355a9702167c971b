//! Verifies an exported log line by line, in memory that does not grow with the log.

use super::{Header, Line, LineError, LogFault, Why};
use crate::note::{NoteError, SignedCheckpoint, VerifierKey};
use crate::tree::{Frontier, Hash, MAX_TREE_SIZE};
use crate::{Action, Entry, FactKey, FactValue};

/// What the verifier knows from elsewhere. Without a key it can only say that the file agrees with itself.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The log's key.
    pub key: Option<VerifierKey>,
    /// The log's name.
    pub origin: Option<String>,
    /// Witnesses that must have signed the last checkpoint.
    pub witnesses: Vec<VerifierKey>,
    /// Checkpoints that somebody kept from before.
    pub held: Vec<SignedCheckpoint>,
}

/// What was found in a log that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReport {
    /// The log's name.
    pub origin: String,
    /// The key that signed it.
    pub key: VerifierKey,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// How many of them the file has.
    pub entries: u64,
    /// How many were removed after their time.
    pub expired: u64,
    /// How many were not asked for.
    pub not_selected: u64,
    /// How many checkpoints in the file agree with it.
    pub checkpoints: u64,
    /// How many kept checkpoints agree with it.
    pub held: u64,
    /// The times of the first and last entry that the file has, in microseconds since 1970.
    pub times_us: Option<(i64, i64)>,
    /// The witnesses asked for and when they signed, in seconds since 1970.
    pub witnessed: Vec<(String, u64)>,
}

/// Takes the lines of a log in their order.
#[derive(Debug)]
pub struct LogChecker {
    trust: Trust,
    line: u64,
    frontier: Frontier,
    state: Option<State>,
}

#[derive(Debug)]
struct State {
    header: Header,
    report: LogReport,
    /// The last size at which a checkpoint agreed, and the first at which one did not.
    agreed: u64,
    disagreed: Option<u64>,
    closed: bool,
    /// The last entry whose body was removed, and below which one the log says that bodies were.
    removed: Option<u64>,
    removed_below: u64,
}

impl LogChecker {
    /// Begins.
    pub fn new(mut trust: Trust) -> Self {
        trust.held.sort_by_key(|held| std::cmp::Reverse(held.checkpoint().size));
        Self { trust, line: 0, frontier: Frontier::new(), state: None }
    }

    /// The next line, without its newline.
    pub fn line(&mut self, line: &str) -> Result<(), LogFault> {
        self.line += 1;
        let read = Line::parse(line);
        let Some(state) = &mut self.state else {
            let Ok(Line::Header(header)) = read else { return Err(LogFault::NotALog) };
            return self.begin(header);
        };
        let read = read.map_err(|error| LogFault::Line { line: self.line, error })?;
        let size = self.frontier.size();
        let after = state.closed || (size == state.header.size && !matches!(read, Line::Checkpoint(_)));
        match read {
            _ if after => Err(LogFault::AfterTheEnd(self.line)),
            Line::Header(_) => Err(LogFault::Line { line: self.line, error: LineError::BadForm }),
            Line::Entry { index, leaf, entry, .. } => {
                state.report.entry(entry.stamp().at_us);
                state.told_removed(&entry);
                self.push(index, 0, leaf)
            }
            Line::Hashes { index, level, hash, why } => {
                state.report.left_out(why, level);
                if why == Why::Expired {
                    state.removed = Some(index.saturating_add((1 << level) - 1));
                }
                self.push(index, level, hash)
            }
            Line::Checkpoint(checkpoint) => self.checkpoint(&checkpoint),
        }
    }

    /// The file ended in the middle of a line.
    pub fn cut_off(&self) -> LogFault {
        let size = |state: &State| state.header.size;
        let read = self.frontier.size();
        self.state.as_ref().map(size).map_or(LogFault::NotALog, |size| LogFault::Truncated { read, size })
    }

    /// The end of the file.
    pub fn finish(self) -> Result<LogReport, LogFault> {
        let state = self.state.ok_or(LogFault::NotALog)?;
        let (size, read) = (state.header.size, self.frontier.size());
        if !state.closed {
            return Err(LogFault::Truncated { read, size });
        }
        match state.disagreed {
            // The last checkpoint stands over these entries, so the other was signed over others.
            Some(other) if state.agreed == size => Err(LogFault::Forked(other)),
            Some(other) => Err(LogFault::WrongRoot { after: state.agreed, size: other }),
            None if state.is_unexplained() => Err(LogFault::TakenOut(state.removed.unwrap_or(size))),
            None => Ok(LogReport { root: self.frontier.root(), ..state.report }),
        }
    }

    fn begin(&mut self, header: Header) -> Result<(), LogFault> {
        if self.trust.origin.as_ref().is_some_and(|origin| *origin != header.origin) {
            return Err(LogFault::WrongOrigin);
        }
        if self.trust.key.as_ref().is_some_and(|key| *key != header.key) {
            return Err(LogFault::AnotherKey);
        }
        if header.size > MAX_TREE_SIZE {
            return Err(LogFault::NotALog);
        }
        for held in &self.trust.held {
            check_signed(held, &header)?;
            let held = held.checkpoint().size;
            if held > header.size {
                return Err(LogFault::OlderThanHeld { held, size: header.size });
            }
        }
        let report = LogReport::of(&header);
        self.state = Some(State {
            header,
            report,
            agreed: 0,
            disagreed: None,
            closed: false,
            removed: None,
            removed_below: 0,
        });
        self.compare_held()
    }

    fn push(&mut self, index: u64, level: u8, hash: Hash) -> Result<(), LogFault> {
        let next = self.frontier.size();
        if index > next {
            return Err(LogFault::Missing(next));
        }
        if index < next {
            return Err(LogFault::Repeated(index));
        }
        self.frontier.push(level, hash).map_err(|_| LogFault::Misplaced(index))?;
        match &self.state {
            Some(state) if self.frontier.size() > state.header.size => Err(LogFault::AfterTheEnd(self.line)),
            _ => self.compare_held(),
        }
    }

    fn checkpoint(&mut self, signed: &SignedCheckpoint) -> Result<(), LogFault> {
        let Some(state) = &mut self.state else { return Err(LogFault::NotALog) };
        check_signed(signed, &state.header)?;
        let told = signed.checkpoint();
        if told.size != self.frontier.size() {
            return Err(LogFault::CheckpointMisplaced(told.size));
        }
        let agrees = told.root == self.frontier.root();
        state.compared(told.size, agrees);
        state.report.checkpoints += 1;
        if told.size == state.header.size {
            state.closed = true;
            for witness in &self.trust.witnesses {
                let time_s = signed.verify_witness(witness).map_err(|_| LogFault::NotWitnessed)?;
                state.report.witnessed.push((witness.name().to_owned(), time_s));
            }
        }
        Ok(())
    }

    /// Compares the kept checkpoints over as many entries as were read.
    fn compare_held(&mut self) -> Result<(), LogFault> {
        let Some(state) = &mut self.state else { return Ok(()) };
        let size = self.frontier.size();
        while let Some(held) = self.trust.held.pop_if(|held| held.checkpoint().size <= size) {
            let held = held.checkpoint();
            if held.size < size {
                return Err(LogFault::NotCovered(held.size));
            }
            state.compared(size, held.root == self.frontier.root());
            state.report.held += 1;
        }
        Ok(())
    }
}

impl State {
    /// Bodies that go after their time leave an entry that says below which place.
    fn told_removed(&mut self, entry: &Entry) {
        if entry.action() == Action::LogBodiesExpired
            && let Some(FactValue::Count(below)) = entry.facts().get(FactKey::Size)
        {
            self.removed_below = self.removed_below.max(*below);
        }
    }

    /// Whether a body is gone of which no entry says so. Where entries were not asked for, it may be one of those.
    fn is_unexplained(&self) -> bool {
        self.report.not_selected == 0 && self.removed.is_some_and(|last| last >= self.removed_below)
    }

    fn compared(&mut self, size: u64, agrees: bool) {
        if agrees {
            self.agreed = size;
        } else {
            self.disagreed = self.disagreed.or(Some(size));
        }
    }
}

impl LogReport {
    fn of(header: &Header) -> Self {
        Self {
            origin: header.origin.clone(),
            key: header.key.clone(),
            size: header.size,
            root: crate::tree::empty_root(),
            entries: 0,
            expired: 0,
            not_selected: 0,
            checkpoints: 0,
            held: 0,
            times_us: None,
            witnessed: Vec::new(),
        }
    }

    fn entry(&mut self, at_us: i64) {
        self.entries += 1;
        let first = self.times_us.map_or(at_us, |(first, _)| first);
        self.times_us = Some((first, at_us));
    }

    fn left_out(&mut self, why: Why, level: u8) {
        let count = match why {
            Why::Expired => &mut self.expired,
            Why::NotSelected => &mut self.not_selected,
        };
        *count = count.saturating_add(1 << level);
    }
}

/// A checkpoint must be of this log and signed by its key.
fn check_signed(signed: &SignedCheckpoint, header: &Header) -> Result<(), LogFault> {
    if signed.checkpoint().origin != header.origin {
        return Err(LogFault::WrongOrigin);
    }
    match signed.verify(&header.key) {
        Ok(_) => Ok(()),
        Err(NoteError::AnotherKey) => Err(LogFault::AnotherKey),
        Err(_) => Err(LogFault::BadSignature(signed.checkpoint().size)),
    }
}
