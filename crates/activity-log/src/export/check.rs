//! Verifies an exported log line by line, in memory that does not grow with the log.

use super::{Header, Line, LineError, LogFault, Read, Told, Why};
use crate::note::{NoteError, SignedCheckpoint, VaultFault, VaultMark, VerifierKey};
use crate::tree::{Frontier, Hash, MAX_TREE_SIZE};

/// What the verifier knows from elsewhere. Without a key it can only say that the file agrees with itself.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The log's key.
    pub key: Option<VerifierKey>,
    /// The log's name.
    pub origin: Option<String>,
    /// Witnesses that must have signed a checkpoint of this log.
    pub witnesses: Vec<VerifierKey>,
    /// So many of the witnesses are enough; none given: all of them.
    pub threshold: Option<usize>,
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
    /// The witnesses asked for that signed.
    pub witnessed: Vec<Witnessed>,
    /// The vault's state as the last checkpoint tells it.
    pub vault: Option<VaultMark>,
    /// How many checkpoints told the vault's state, and none of them an older one than before.
    pub vault_marks: usize,
}

/// What a witness signed: the newest of its checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The witness's name.
    pub name: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// When the witness says it signed, in seconds since 1970.
    pub time_s: u64,
}

/// Takes the lines of a log in their order.
#[derive(Debug)]
pub struct LogChecker {
    trust: Trust,
    line: u64,
    frontier: Frontier,
    state: Option<State>,
    /// What checkpoints tell of the vault, by the size that they cover.
    marks: Vec<(u64, VaultMark)>,
    /// For each witness asked for: how many entries it signed for, and when.
    witnessed: Vec<Option<(u64, u64)>>,
}

#[derive(Debug)]
struct State {
    header: Header,
    report: LogReport,
    /// The last size at which a checkpoint agreed, and the first at which one did not.
    agreed: u64,
    disagreed: Option<u64>,
    closed: bool,
    /// The largest kept checkpoint that counts more entries than the log has.
    beyond: Option<u64>,
    /// Where entries say that the log was cut back: their place, and to how many entries.
    cut_back: Vec<(u64, u64)>,
    /// The last entry whose body was removed, and below which one the log says that bodies were.
    removed: Option<u64>,
    removed_below: u64,
}

impl LogChecker {
    /// Begins.
    pub fn new(mut trust: Trust) -> Self {
        trust.held.sort_by_key(|held| std::cmp::Reverse(held.checkpoint().size));
        let witnessed = vec![None; trust.witnesses.len()];
        Self { trust, line: 0, frontier: Frontier::new(), state: None, marks: Vec::new(), witnessed }
    }

    /// The next line, without its newline.
    pub fn line(&mut self, line: &str) -> Result<(), LogFault> {
        self.take(Line::parse(line).map(Read::from))
    }

    /// The next line as `Line::parse` read it: whoever has several cores reads lines beside each other.
    pub fn take(&mut self, read: Result<Read, LineError>) -> Result<(), LogFault> {
        self.line += 1;
        let Some(state) = &mut self.state else {
            let Ok(Read::Header(header)) = read else { return Err(LogFault::NotALog) };
            return self.begin(header);
        };
        let read = read.map_err(|error| LogFault::Line { line: self.line, error })?;
        let size = self.frontier.size();
        let after = state.closed || (size == state.header.size && !matches!(read, Read::Checkpoint(_)));
        match read {
            _ if after => Err(LogFault::AfterTheEnd(self.line)),
            Read::Header(_) => Err(LogFault::Line { line: self.line, error: LineError::BadForm }),
            Read::Entry { index, leaf, at_us, told } => {
                state.report.entry(at_us);
                match told {
                    Some(Told::ExpiredBelow(place)) => state.removed_below = state.removed_below.max(place),
                    Some(Told::CutBackTo(size)) => state.cut_back.push((index, size)),
                    None => {}
                }
                self.push(index, 0, leaf)
            }
            Read::Hashes { index, level, hash, why } => {
                state.report.left_out(why, level);
                if why == Why::Expired {
                    state.removed = Some(index.saturating_add((1 << level) - 1));
                }
                self.push(index, level, hash)
            }
            Read::Checkpoint(checkpoint) => self.checkpoint(&checkpoint),
        }
    }

    /// The file ended in the middle of a line.
    pub fn cut_off(&self) -> LogFault {
        let size = |state: &State| state.header.size;
        let read = self.frontier.size();
        self.state.as_ref().map(size).map_or(LogFault::NotALog, |size| LogFault::Truncated { read, size })
    }

    /// The end of the file.
    pub fn finish(mut self) -> Result<LogReport, LogFault> {
        let state = self.state.take().ok_or(LogFault::NotALog)?;
        let (size, read) = (state.header.size, self.frontier.size());
        if !state.closed {
            return Err(LogFault::Truncated { read, size });
        }
        if let Some(cut) = state.disagreed.or(state.beyond).and_then(|held| state.cut_before(held)) {
            return Err(cut);
        }
        if let (None, Some(held)) = (state.disagreed, state.beyond) {
            return Err(LogFault::OlderThanHeld { held, size });
        }
        match state.disagreed {
            // The last checkpoint stands over these entries, so the other was signed over others.
            Some(other) if state.agreed == size => Err(LogFault::Forked(other)),
            Some(other) => Err(LogFault::WrongRoot { after: state.agreed, size: other }),
            None if state.is_unexplained() => Err(LogFault::TakenOut(state.removed.unwrap_or(size))),
            None => {
                let vault = self.same_vault()?;
                let (witnessed, vault_marks) = (self.witnesses()?, self.marks.len());
                Ok(LogReport { root: self.frontier.root(), witnessed, vault, vault_marks, ..state.report })
            }
        }
    }

    /// The vault's last state, if no checkpoint tells an older one than a checkpoint over fewer entries does.
    fn same_vault(&mut self) -> Result<Option<VaultMark>, LogFault> {
        self.marks.sort_by_key(|(size, mark)| (*size, mark.generation));
        for ((before, earlier), (after, later)) in self.marks.iter().zip(self.marks.iter().skip(1)) {
            earlier.then(later).map_err(|fault| match fault {
                VaultFault::RolledBack { before: was, after: is } => {
                    LogFault::VaultRolledBack { before: *before, was, after: *after, is }
                }
                VaultFault::Forked(generation) => {
                    LogFault::VaultForked { before: *before, after: *after, generation }
                }
            })?;
        }
        Ok(self.marks.last().map(|(_, mark)| *mark))
    }

    /// Who of the witnesses asked for signed, if they are enough.
    fn witnesses(&self) -> Result<Vec<Witnessed>, LogFault> {
        let signed = |(witness, signed): (&VerifierKey, &Option<(u64, u64)>)| {
            signed.map(|(size, time_s)| Witnessed { name: witness.name().to_owned(), size, time_s })
        };
        let found: Vec<Witnessed> =
            self.trust.witnesses.iter().zip(&self.witnessed).filter_map(signed).collect();
        let needed = self.trust.threshold.unwrap_or(self.trust.witnesses.len());
        if found.len() < needed {
            return Err(LogFault::NotWitnessed { signed: found.len(), needed });
        }
        Ok(found)
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
        }
        // The largest comes first.
        let beyond =
            self.trust.held.first().map(|held| held.checkpoint().size).filter(|held| *held > header.size);
        let report = LogReport::of(&header);
        self.state = Some(State {
            header,
            report,
            agreed: 0,
            disagreed: None,
            closed: false,
            beyond,
            cut_back: Vec::new(),
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
        state.closed |= told.size == state.header.size;
        self.told_beside(signed)
    }

    /// What a checkpoint tells beside the root: the vault's state, and who else signed.
    fn told_beside(&mut self, signed: &SignedCheckpoint) -> Result<(), LogFault> {
        let size = signed.checkpoint().size;
        self.marks.extend(signed.checkpoint().vault().map(|mark| (size, mark)));
        for (witness, newest) in self.trust.witnesses.iter().zip(&mut self.witnessed) {
            match signed.verify_witness(witness) {
                Ok(time_s) => *newest = (*newest).max(Some((size, time_s))),
                Err(NoteError::AnotherKey) => {}
                Err(_) => return Err(LogFault::BadCosignature(size)),
            }
        }
        Ok(())
    }

    /// Compares the kept checkpoints over as many entries as were read.
    fn compare_held(&mut self) -> Result<(), LogFault> {
        let size = self.frontier.size();
        while let Some(signed) = self.trust.held.pop_if(|held| held.checkpoint().size <= size) {
            let held = signed.checkpoint();
            if held.size < size {
                return Err(LogFault::NotCovered(held.size));
            }
            if let Some(state) = &mut self.state {
                state.compared(size, held.root == self.frontier.root());
                state.report.held += 1;
            }
            self.told_beside(&signed)?;
        }
        Ok(())
    }
}

impl State {
    /// Whether a body is gone of which no entry says so. Where entries were not asked for, it may be one of those.
    fn is_unexplained(&self) -> bool {
        self.report.not_selected == 0 && self.removed.is_some_and(|last| last >= self.removed_below)
    }

    /// Whether a kept checkpoint that does not fit is of what was lost when the log was cut back. It must be the log itself
    /// that agrees with its own last checkpoint.
    fn cut_before(&self, held: u64) -> Option<LogFault> {
        let cut = self.cut_back.iter().find(|(_, size)| *size < held)?;
        let sound = self.agreed == self.header.size;
        sound.then_some(LogFault::CutBack { held, size: cut.1, place: cut.0 })
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
            vault: None,
            vault_marks: 0,
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
