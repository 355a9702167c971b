//! Whoever is refused at a door is entered with the reason: one entry for each workspace, reason and five minutes, with
//! how many there were since the one before; one an hour, then one a day, where it goes on from one such window to the next.
//! So nobody fills the log from outside. What was counted since is entered when the server stops. Nothing of whoever asked
//! is kept.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Change as ChangeKind, Hex, Workspace};
use privacy::secret::Digest;
use privacy::{Id, Time, codes};
use store::{Applied, Change};

use crate::{Deployment, Trouble, entry, workspaces};

const MINUTE_MICROS: i64 = 60 * 1_000_000;

codes! {
    /// Why somebody was refused.
    Cause {
        /// Something was to be changed by a page of another site.
        CrossSite = "cross_site",
        /// A form came without the token of its session.
        FormToken = "form_token",
        /// A cookie names a session that this workspace does not know: another workspace's, invented, or swept away since it ended.
        SessionUnknown = "session_unknown",
        /// A cookie names a session that ended, expired or was left idle.
        SessionEnded = "session_ended",
        /// A cookie shows a turn of its session that is past: it was copied, or the data were restored.
        SessionCopied = "session_copied",
        /// A messenger's secret opens nothing in this workspace.
        MessengerSession = "messenger_session",
        /// An API token that this workspace never gave out: another workspace's, or invented.
        TokenUnknown = "token_unknown",
        /// An API token past its end.
        TokenExpired = "token_expired",
        /// An API token that was revoked, or whose teammate is gone.
        TokenRevoked = "token_revoked",
        /// The messenger was to be framed by a website that may not show it.
        FrameOrigin = "frame_origin",
        /// The messenger's API was called from a website that may not.
        CallOrigin = "call_origin",
        /// A link to a file was altered, or has ended.
        FileLink = "file_link",
        /// A window that is not the page around the messenger spoke to it as if it were.
        WindowOrigin = "window_origin",
    }
}

/// How many were refused here and not entered yet. Only of workspaces that are there, so that it stays small.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<HashMap<(Id<Workspace>, Cause), Tally>>);

#[derive(Default)]
struct Tally {
    /// The one in which it was last entered.
    window: Option<Window>,
    since: u64,
}

/// For how long one entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    wide: Wide,
    /// How many as wide had passed since 1970.
    number: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wide {
    FiveMinutes,
    Hour,
    Day,
}

impl Wide {
    const fn micros(self) -> i64 {
        match self {
            Self::FiveMinutes => 5 * MINUTE_MICROS,
            Self::Hour => 60 * MINUTE_MICROS,
            Self::Day => 24 * 60 * MINUTE_MICROS,
        }
    }

    const fn wider(self) -> Self {
        match self {
            Self::FiveMinutes => Self::Hour,
            Self::Hour | Self::Day => Self::Day,
        }
    }

    fn at(self, now: Time) -> Window {
        Window { wide: self, number: now.micros().div_euclid(self.micros()) }
    }
}

impl Window {
    /// The window of what is entered now, after an entry in this one: none while this one lasts, a wider one where it goes on.
    fn next(self, now: Time) -> Option<Self> {
        let passed = self.wide.at(now).number - self.number;
        match passed {
            ..=0 => None,
            1 => Some(self.wide.wider().at(now)),
            _ => Some(Wide::FiveMinutes.at(now)),
        }
    }

    fn begins(self) -> i64 {
        self.number.saturating_mul(self.wide.micros())
    }
}

impl Refusals {
    fn held(&self) -> MutexGuard<'_, HashMap<(Id<Workspace>, Cause), Tally>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn knows(&self, of: (Id<Workspace>, Cause)) -> bool {
        self.held().contains_key(&of)
    }

    /// Counts one; answers how many there are to enter, and in which window, if it is time.
    fn due(&self, of: (Id<Workspace>, Cause), now: Time) -> Option<(u64, Window)> {
        let mut all = self.held();
        let tally = all.entry(of).or_default();
        tally.since = tally.since.saturating_add(1);
        let window = match tally.window {
            Some(last) => last.next(now)?,
            None => Wide::FiveMinutes.at(now),
        };
        tally.window = Some(window);
        Some((std::mem::take(&mut tally.since), window))
    }

    /// What is counted and not entered; it is counted no more.
    fn take(&self) -> Vec<((Id<Workspace>, Cause), u64)> {
        let mut all = self.held();
        let counted = all.iter_mut().filter(|(_, tally)| tally.since > 0);
        counted.map(|(of, tally)| (*of, std::mem::take(&mut tally.since))).collect()
    }

    fn put_back(&self, of: (Id<Workspace>, Cause), count: u64) {
        if let Some(tally) = self.held().get_mut(&of) {
            tally.since = tally.since.saturating_add(count);
        }
    }
}

/// Enters that somebody was refused, if there is such a workspace. It is entered even where whoever asked hangs up meanwhile.
pub async fn note(d: &Deployment, workspace: Id<Workspace>, cause: Cause) -> Result<(), Trouble> {
    let entering = tokio::spawn(enter(d.clone(), (workspace, cause)));
    entering.await.unwrap_or(Err(Trouble::Broken))
}

async fn enter(d: Deployment, of: (Id<Workspace>, Cause)) -> Result<(), Trouble> {
    let now = d.now();
    if !d.refusals.knows(of) && workspaces::find(&d, of.0).await?.is_none() {
        return Ok(());
    }
    let Some((count, window)) = d.refusals.due(of, now) else { return Ok(()) };
    match d.store.commit(change(id(of, window), of, count, now)).await {
        Ok(Applied::Now) => Ok(()),
        // Another server has entered it: these are told of with the next.
        Ok(Applied::Before) => {
            d.refusals.put_back(of, count);
            Ok(())
        }
        Err(failed) => {
            d.refusals.put_back(of, count);
            Err(failed.into())
        }
    }
}

/// Enters what is counted and not entered yet, one entry for each workspace and reason, for a server that stops. Answers how
/// many entries there are, unless one of them could not be made.
pub async fn settle(d: &Deployment) -> Result<usize, Trouble> {
    let (mut entered, mut failed) = (0, None);
    for (of, count) in d.refusals.take() {
        match d.store.commit(change(d.change(), of, count, d.now())).await {
            Ok(_) => entered += 1,
            Err(failure) => {
                d.refusals.put_back(of, count);
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(entered), |failure| Err(failure.into()))
}

fn change(id: Id<ChangeKind>, (workspace, cause): (Id<Workspace>, Cause), count: u64, now: Time) -> Change {
    let by = Actor::System { workspace, role: SystemRole::SignIn };
    let facts = Facts::new().code(FactKey::Cause, cause.code()).count(FactKey::Count, count);
    Change::new(id, &by, now, entry::with(Action::AccessRefused, &workspace, facts))
}

/// The same for every server, so that one of them enters it.
fn id((workspace, cause): (Id<Workspace>, Cause), window: Window) -> Id<ChangeKind> {
    let (begins, wide) = (window.begins(), window.wide.micros());
    let told = format!("troth/access-refused/v1\n{workspace}\n{}\n{begins}\n{wide}", cause.code());
    let digest = Digest::of(told.as_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
    Id::of(Hex::new(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That minute of that day.
    fn at(day: i64, minute: i64) -> Time {
        Time::from_micros((day * 24 * 60 + minute) * MINUTE_MICROS)
    }

    fn one() -> (Id<Workspace>, Cause) {
        (Id::<Workspace>::fresh(&privacy::Random::seeded(9), privacy::Region::Eu), Cause::CrossSite)
    }

    #[test]
    fn what_is_not_entered_is_counted_with_the_next() {
        let (all, one) = (Refusals::default(), one());
        let due = |of, minute| all.due(of, at(20_000, minute)).map(|(count, _)| count);
        assert!(!all.knows(one));
        assert_eq!(due(one, 7), Some(1), "the first is entered at once");
        for _ in 0..1_000 {
            assert_eq!(due(one, 9), None);
        }
        assert_eq!(due((one.0, Cause::FormToken), 9), Some(1), "each reason by itself");
        assert_eq!(due(one, 10), Some(1_001));
        all.put_back(one, 1_001);
        assert_eq!(due(one, 60), Some(1_002));
        assert_eq!(all.take(), [], "each is entered");
        assert_eq!((due(one, 61), due((one.0, Cause::FormToken), 12)), (None, Some(1)));
        assert_eq!(all.take(), [(one, 1)]);
        assert_eq!(all.take(), [], "and once");
    }

    #[test]
    fn the_longer_it_goes_on_the_rarer_it_is_entered_and_all_are_counted() {
        let (all, one) = (Refusals::default(), one());
        let mut entered = Vec::new();
        for minute in 0..3 * 24 * 60 {
            if let Some((count, window)) = all.due(one, at(20_000, minute)) {
                entered.push((minute, count, window.wide));
            }
        }
        let day = 24 * 60;
        let expected = [
            (0, 1, Wide::FiveMinutes),
            (5, 5, Wide::Hour),
            (60, 55, Wide::Day),
            (day, 1_380, Wide::Day),
            (2 * day, 1_440, Wide::Day),
        ];
        assert_eq!(entered, expected);
        let after = all.due(one, at(20_005, 1)).unwrap();
        assert_eq!(
            (after.0, after.1.wide),
            (1_440, Wide::FiveMinutes),
            "after a quiet day it is entered at once again"
        );
        assert_eq!(
            all.due(one, at(20_005, 11)).unwrap().1.wide,
            Wide::FiveMinutes,
            "and after quiet minutes"
        );
    }
}
