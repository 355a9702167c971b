//! Whoever is refused at a door is entered with the reason: one entry for each workspace, reason and five minutes, with
//! how many there were since the one before, so that nobody fills the log from outside. Nothing of whoever asked is kept.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, SystemRole};
use privacy::ids::{Change as ChangeKind, Hex, Workspace};
use privacy::secret::Digest;
use privacy::{Id, codes};
use store::{Applied, Change};

use crate::{Deployment, Trouble, entry, workspaces};

const WINDOW_MICROS: i64 = 5 * 60 * 1_000_000;

codes! {
    /// Why somebody was refused.
    Cause {
        /// Something was to be changed by a page of another site.
        CrossSite = "cross_site",
        /// A form came without the token of its session.
        FormToken = "form_token",
        /// A cookie names a session that this workspace never had: another workspace's, or invented.
        SessionUnknown = "session_unknown",
        /// A cookie names a session that ended, expired or was left idle.
        SessionEnded = "session_ended",
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
    }
}

/// How many were refused here and not entered yet. Only of workspaces that are there, so that it stays small.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<HashMap<(Id<Workspace>, Cause), Tally>>);

struct Tally {
    /// The last window in which it was entered.
    window: i64,
    since: u64,
}

impl Refusals {
    fn held(&self) -> MutexGuard<'_, HashMap<(Id<Workspace>, Cause), Tally>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn knows(&self, of: (Id<Workspace>, Cause)) -> bool {
        self.held().contains_key(&of)
    }

    /// Counts one; answers how many there are to enter, if it is time.
    fn due(&self, of: (Id<Workspace>, Cause), window: i64) -> Option<u64> {
        let mut all = self.held();
        let tally = all.entry(of).or_insert(Tally { window: i64::MIN, since: 0 });
        tally.since = tally.since.saturating_add(1);
        if tally.window == window {
            return None;
        }
        tally.window = window;
        Some(std::mem::take(&mut tally.since))
    }

    fn put_back(&self, of: (Id<Workspace>, Cause), count: u64) {
        if let Some(tally) = self.held().get_mut(&of) {
            tally.since = tally.since.saturating_add(count);
        }
    }
}

/// Enters that somebody was refused, if there is such a workspace.
pub async fn note(d: &Deployment, workspace: Id<Workspace>, cause: Cause) -> Result<(), Trouble> {
    let (of, now) = ((workspace, cause), d.now());
    let window = now.micros().div_euclid(WINDOW_MICROS);
    if !d.refusals.knows(of) && workspaces::find(d, workspace).await?.is_none() {
        return Ok(());
    }
    let Some(count) = d.refusals.due(of, window) else { return Ok(()) };
    let by = Actor::System { workspace, role: SystemRole::SignIn };
    let facts = Facts::new().code(FactKey::Cause, cause.code()).count(FactKey::Count, count);
    let act = entry::with(Action::AccessRefused, &workspace, facts);
    match d.store.commit(Change::new(id(of, window), &by, now, act)).await {
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

/// The same for every server, so that one of them enters it.
fn id((workspace, cause): (Id<Workspace>, Cause), window: i64) -> Id<ChangeKind> {
    let told = format!("troth/access-refused/v1\n{workspace}\n{}\n{window}", cause.code());
    let digest = Digest::of(told.as_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(digest.as_bytes()).for_each(|(place, byte)| *place = *byte);
    Id::of(Hex::new(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_entered_is_counted_with_the_next() {
        let (all, random) = (Refusals::default(), privacy::Random::seeded(9));
        let one = (Id::<Workspace>::fresh(&random, privacy::Region::Eu), Cause::CrossSite);
        assert!(!all.knows(one));
        assert_eq!(all.due(one, 7), Some(1), "the first is entered at once");
        for _ in 0..1_000 {
            assert_eq!(all.due(one, 7), None);
        }
        assert_eq!(all.due((one.0, Cause::FormToken), 7), Some(1), "each reason by itself");
        assert_eq!(all.due(one, 8), Some(1_001));
        all.put_back(one, 1_001);
        assert_eq!(all.due(one, 9), Some(1_002));
    }
}
