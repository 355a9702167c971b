//! How far everybody could have read some time ago: what stands before it may go. Kept by this server's own sense
//! of time, so that no two clocks are compared.

use std::time::Duration;

use tokio::time::Instant;

/// A place in the sequence of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::postgres) struct Mark {
    /// Everything before it is settled: visible to every later look, or undone.
    pub(in crate::postgres) horizon: i64,
    /// The history to which it belongs; a failover begins another.
    pub(in crate::postgres) timeline: String,
}

/// The newest mark that is old enough, and the one that is to be the next.
#[derive(Debug)]
pub(super) struct Marks {
    kept: Duration,
    old: Option<Mark>,
    young: Option<(Mark, Instant)>,
}

impl Marks {
    /// None yet; one is old after `kept`.
    pub(super) const fn new(kept: Duration) -> Self {
        Self { kept, old: None, young: None }
    }

    /// Notes the mark of a look.
    pub(super) fn note(&mut self, mark: Mark, now: Instant) {
        match &self.young {
            Some((young, since)) if young.timeline == mark.timeline => {
                if now.duration_since(*since) >= self.kept {
                    self.old = Some(young.clone());
                    self.young = Some((mark, now));
                }
            }
            _ => (self.old, self.young) = (None, Some((mark, now))),
        }
    }

    pub(super) fn old(&self) -> Option<Mark> {
        self.old.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(horizon: i64, timeline: &str) -> Mark {
        Mark { horizon, timeline: timeline.to_owned() }
    }

    const KEPT: Duration = Duration::from_mins(1);

    #[test]
    fn a_mark_is_old_after_its_time_and_void_on_another_timeline() {
        let (mut marks, start) = (Marks::new(KEPT), Instant::now());
        marks.note(mark(10, "1"), start);
        marks.note(mark(20, "1"), start + KEPT / 2);
        assert_eq!(marks.old(), None);
        marks.note(mark(30, "1"), start + KEPT);
        assert_eq!(marks.old(), Some(mark(10, "1")));
        marks.note(mark(40, "1"), start + KEPT * 3 / 2);
        assert_eq!(marks.old(), Some(mark(10, "1")));
        marks.note(mark(50, "1"), start + KEPT * 2);
        assert_eq!(marks.old(), Some(mark(30, "1")));
        marks.note(mark(5, "2"), start + KEPT * 2);
        assert_eq!(marks.old(), None);
    }
}
