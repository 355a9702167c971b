//! Closing and opening again.

use activity_log::Action;
use privacy::access::{Allowed, act, allow};
use store::{Change, EventKind, Failed, Series};

use super::put_back::{Back, waiting};
use super::{Conversation, Next, State, advance, find, still_there, telling};
use crate::messages::{self, Author, Kind};
use crate::{Deployment, Trouble, entry, limits};

/// Why a conversation's state was not changed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It is there no more.
    #[error("no such conversation")]
    NotFound,
    /// Something happened in it since what is taken back.
    #[error("something happened in the conversation meanwhile")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Closes the conversation; a closed one stays as it is. Answers the number of the part that comes next.
pub async fn close(
    d: &Deployment,
    conversation: Allowed<Conversation, act::ChangeState>,
    author: Author,
) -> Result<i64, StateError> {
    let to = To {
        state: State::Closed,
        until: None,
        kind: Kind::Closed,
        action: Action::ConversationClosed,
        back: None,
    };
    change_state(d, conversation, author, to).await
}

/// Opens the conversation again; an open one stays as it is. Answers the number of the part that comes next.
pub async fn open(
    d: &Deployment,
    conversation: Allowed<Conversation, act::ChangeState>,
    author: Author,
) -> Result<i64, StateError> {
    let to = To {
        state: State::Open,
        until: None,
        kind: Kind::Opened,
        action: Action::ConversationOpened,
        back: None,
    };
    change_state(d, conversation, author, to).await
}

/// The state to reach.
pub(super) struct To {
    pub(super) state: State,
    pub(super) until: Option<privacy::Time>,
    pub(super) kind: Kind,
    pub(super) action: Action,
    /// What is taken back.
    pub(super) back: Option<Back>,
}

pub(super) async fn change_state(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::ChangeState>,
    author: Author,
    to: To,
) -> Result<i64, StateError> {
    for _ in 0..limits::TRIES {
        let (held, by, now) = (conversation.thing(), *conversation.actor(), d.now());
        if to.back.is_some_and(|back| back.left != held.next_seq) {
            return Err(StateError::ChangedMeanwhile);
        }
        if held.state == to.state && held.snoozed_until == to.until {
            return Ok(held.next_seq);
        }
        let (waiting_since, unread) = match &to.back {
            _ if to.state != State::Open => (None, false),
            Some(back) => waiting(d, held, &back.stood).await?,
            None => (held.waiting_since, held.unread),
        };
        let moved_at = to.back.map(|back| back.stood.place(held));
        let stands = Next { state: to.state, snoozed_until: to.until, moved_at, ..Next::after(held, 1) };
        let next = Next { unread, waiting_since, ..stands };
        let left = held.next_seq + next.parts;
        let message = d.store.number(held.workspace, Series::Messages).await.map_err(Trouble::from)?;
        let change = Change::new(d.change(), &by, now, entry::of(to.action, &held.id));
        let change = still_there(change, held.workspace, held.contact);
        let change = advance(change, held, &next, now);
        let change = messages::noting(change, held, held.next_seq, message, to.kind, author, now);
        match d.store.commit(telling(change, held, EventKind::Changed)).await {
            Ok(_) => return Ok(left),
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(StateError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| StateError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}
