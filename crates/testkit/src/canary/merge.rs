//! Many patterns match where one value lies: they become one finding.

use super::form::Form;
use super::pattern::Mark;

/// So many findings of one value in one form are kept: more of them say nothing new.
const MOST_ALIKE: usize = 16;

/// Where a pattern matched.
#[derive(Clone, Copy)]
pub(super) struct Match {
    pub(super) mark: Mark,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Match {
    /// The same, `by` bytes further on.
    pub(super) const fn shifted(mut self, by: usize) -> Self {
        self.start += by;
        self.end += by;
        self
    }
}

/// The matches, without the parts that lie in a whole value or overlap the part before.
pub(super) fn alike(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_by_key(|found| (kind(found), found.start));
    found.chunk_by(|a, b| kind(a) == kind(b)).flat_map(one_kind).collect()
}

fn kind(found: &Match) -> (usize, Form) {
    (found.mark.planted, found.mark.form)
}

fn one_kind(found: &[Match]) -> Vec<Match> {
    let mut kept = joined(found.iter().filter(|found| found.mark.whole));
    let parts = joined(found.iter().filter(|found| !found.mark.whole));
    let alone: Vec<Match> = parts.into_iter().filter(|part| !lies_in(part, &kept)).collect();
    kept.extend(alone);
    kept.truncate(MOST_ALIKE);
    kept
}

/// Overlapping matches as one.
fn joined<'m>(found: impl Iterator<Item = &'m Match>) -> Vec<Match> {
    found.fold(Vec::new(), |mut kept: Vec<Match>, next| {
        match kept.last_mut().filter(|last| next.start < last.end) {
            Some(last) => last.end = last.end.max(next.end),
            None => kept.push(*next),
        }
        kept
    })
}

/// Whether a part lies in one of the whole values, which are in order of their start.
fn lies_in(part: &Match, wholes: &[Match]) -> bool {
    let behind = wholes.partition_point(|whole| whole.start <= part.start);
    let before = behind.checked_sub(1).and_then(|at| wholes.get(at));
    before.is_some_and(|whole| part.end <= whole.end)
}
