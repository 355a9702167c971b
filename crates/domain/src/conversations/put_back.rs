//! Taking a closing, an opening, a snooze or an assignment back: the conversation stands, waits, is unread and has its
//! place in lists as before, unless something happened in it since.

use std::time::Duration;

use activity_log::Action;
use privacy::access::{Allowed, act};
use privacy::ids::{Team, Teammate};
use privacy::{Id, Time};
use store::{params, statements};

use super::state::{StateError, To, change_state};
use super::{Conversation, State};
use crate::messages::{Author, Kind};
use crate::{Deployment, Trouble};

/// A message is stamped a moment after its change began, which is since when somebody waits.
const WRITTEN_WITHIN: Duration = Duration::from_secs(10);

statements! {
    /// What a contact wrote between two times, if no teammate has answered since.
    STILL_WAITS = "SELECT m.seq FROM messages m WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.kind = 'comment' \
                   AND m.author_kind = 'contact' AND m.created_at >= $3 AND m.created_at < $4 AND NOT EXISTS (SELECT 1 FROM messages a \
                   WHERE a.workspace_id = m.workspace_id AND a.conversation_id = m.conversation_id AND a.seq > m.seq \
                   AND a.kind = 'comment' AND a.author_kind = 'teammate') LIMIT 1";
}

/// How a conversation stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// In which state.
    pub state: State,
    /// Until when it was snoozed.
    pub until: Option<Time>,
    /// Since when its contact waited.
    pub waiting_since: Option<Time>,
    /// Whether there was something in it that no teammate had looked at.
    pub unread: bool,
    /// Which teammate had it.
    pub assignee: Option<Id<Teammate>>,
    /// Which team had it.
    pub team: Option<Id<Team>>,
    /// Its place in lists.
    pub moved_at: Time,
}

impl Stood {
    /// Its place in lists; no other than one that it can have had.
    pub(super) fn place(&self, held: &Conversation) -> Time {
        self.moved_at.min(held.moved_at).max(held.created_at)
    }
}

/// What is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Back {
    /// How the conversation stood before.
    pub stood: Stood,
    /// The number of the part that came next after it: what has that number by now happened since.
    pub left: i64,
}

impl From<&Conversation> for Stood {
    fn from(held: &Conversation) -> Self {
        Self {
            state: held.state,
            until: held.snoozed_until,
            waiting_since: held.waiting_since,
            unread: held.unread,
            assignee: held.assignee,
            team: held.team,
            moved_at: held.moved_at,
        }
    }
}

/// Lets the conversation stand as it stood, if nothing happened in it since. A snooze that would be over by now is not put
/// back: it is open. Whoever wrote at no such time, or was answered since, does not wait.
pub async fn put_back(
    d: &Deployment,
    conversation: Allowed<Conversation, act::ChangeState>,
    author: Author,
    back: Back,
) -> Result<i64, StateError> {
    let stood = back.stood;
    let snoozed = stood.until.filter(|until| stood.state == State::Snoozed && *until > d.now());
    let (state, kind, action) = match stood.state {
        State::Closed => (State::Closed, Kind::Closed, Action::ConversationClosed),
        State::Snoozed if snoozed.is_some() => {
            (State::Snoozed, Kind::Snoozed(snoozed), Action::ConversationSnoozed)
        }
        State::Open | State::Snoozed => (State::Open, Kind::Opened, Action::ConversationOpened),
    };
    change_state(d, conversation, author, To { state, until: snoozed, kind, action, back: Some(back) }).await
}

/// Since when the contact waits, and whether that is unread, once the conversation is open again.
pub(super) async fn waiting(
    d: &Deployment,
    held: &Conversation,
    stood: &Stood,
) -> Result<(Option<Time>, bool), Trouble> {
    let Some(since) = stood.waiting_since else {
        return Ok((held.waiting_since, held.unread || stood.unread));
    };
    let row = d
        .store
        .row(&STILL_WAITS, params![held.workspace, held.id, since, since.after(WRITTEN_WITHIN)])
        .await?;
    Ok(match row {
        Some(_) => (Some(since), held.unread || stood.unread),
        None => (held.waiting_since, held.unread),
    })
}
