//! Closing and opening again.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Allowed, act, allow};
use privacy::ids::{Contact, Conversation as ConversationKind};
use store::{Change, Count, EventKind, Failed, Series, params, statements};

use super::put_back::{Back, waiting};
use super::{Conversation, Next, State, advance, find, still_there, telling};
use crate::messages::{self, Author, Kind};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A hundred of the conversations with a contact that are not closed, after one of them.
    NOT_CLOSED_WITH = "SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND contact_id = $2 \
                       AND state IN ('open', 'snoozed') AND conversation_id > $3 ORDER BY conversation_id LIMIT 100";
}

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

/// Closes every conversation with a contact that is open or snoozed.
pub async fn close_all(
    d: &Deployment,
    by: &Actor,
    contact: Id<Contact>,
    author: Author,
) -> Result<(), StateError> {
    let mut after = 0;
    loop {
        let asked = params![by.workspace(), contact, Count(after)];
        let rows = d.store.rows(&NOT_CLOSED_WITH, asked).await.map_err(Trouble::from)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let id: Id<ConversationKind> = row.cells().id().map_err(Trouble::from)?;
            after = id.raw().get();
            let Some(found) = find(d, by.workspace(), id).await? else { continue };
            let allowed = allow(by, found).map_err(|_| StateError::NotFound)?;
            match close(d, allowed, author).await {
                Ok(_) | Err(StateError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
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
            _ if to.state == State::Closed => (None, false),
            Some(back) => waiting(d, held, &back.stood).await?,
            // What comes back by itself is looked at again.
            None => (held.waiting_since, held.unread || author == Author::System),
        };
        // Whoever puts it aside has looked at it. Its contact waits on.
        let unread = unread && to.state == State::Open;
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
