//! Giving a conversation to a teammate, or to nobody.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Allowed, act, allow};
use privacy::ids::Teammate;
use store::{Change, EventKind, Failed, Series, params, statements};

use super::{Conversation, Next, advance, find, still_there, told};
use crate::messages::{self, Author, Kind};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Whether a teammate is there to be given something.
    IS_ACTIVE = "SELECT teammate_id FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// Why a conversation was not assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// There is no such teammate.
    #[error("no such teammate")]
    NoSuchTeammate,
    /// The conversation is there no more.
    #[error("no such conversation")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Assigns the conversation; `None` takes it from whoever had it.
pub async fn assign(
    d: &Deployment,
    mut conversation: Allowed<Conversation, act::Assign>,
    author: Author,
    to: Option<Id<Teammate>>,
) -> Result<(), AssignError> {
    if let Some(teammate) = to {
        let row = d.store.row(&IS_ACTIVE, params![conversation.thing().workspace, teammate]).await;
        row.map_err(Trouble::from)?.ok_or(AssignError::NoSuchTeammate)?;
    }
    for _ in 0..limits::TRIES {
        let (held, by, now) = (conversation.thing(), *conversation.actor(), d.now());
        if held.assignee == to {
            return Ok(());
        }
        let next = Next { assignee: to, ..Next::after(held, 1) };
        let message = d.store.number(held.workspace, Series::Messages).await.map_err(Trouble::from)?;
        let facts = to.map_or_else(Facts::new, |to| Facts::new().id(FactKey::Assignee, to.to_string()));
        let act = entry::with(Action::ConversationAssigned, &held.id, facts);
        let change = still_there(Change::new(d.change(), &by, now, act), held.workspace, held.contact);
        let change = advance(change, held, &next, now);
        let change = messages::noting(change, held, held.next_seq, message, Kind::Assigned(to), author, now);
        match d.store.commit(change.tell(told(held, EventKind::Changed))).await {
            Ok(_) => return Ok(()),
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(Trouble::from(failed).into()),
        }
        let again = find(d, held.workspace, held.id).await?.ok_or(AssignError::NotFound)?;
        conversation = allow(&by, again).map_err(|_| AssignError::NotFound)?;
    }
    Err(Trouble::Contended.into())
}
