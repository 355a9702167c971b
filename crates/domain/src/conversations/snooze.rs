//! Putting a conversation aside until a time.

use activity_log::Action;
use privacy::access::{Actor, Allowed, SystemRole, act, allow};
use privacy::ids::Workspace;
use privacy::{Id, Time};
use store::{params, statements};

use super::state::{StateError, To, change_state};
use super::{Conversation, State, find, open};
use crate::messages::{Author, Kind};
use crate::{Deployment, Trouble};

statements! {
    /// Snoozed conversations whose time has come.
    DUE = "SELECT k.conversation_id FROM conversations k \
           JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
           WHERE k.workspace_id = $1 AND k.state = 'snoozed' AND k.snoozed_until <= $2 ORDER BY k.snoozed_until LIMIT 100";
}

/// Snoozes the conversation until a time to come. Answers the number of the part that comes next.
pub async fn snooze(
    d: &Deployment,
    conversation: Allowed<Conversation, act::ChangeState>,
    author: Author,
    until: Time,
) -> Result<i64, StateError> {
    let to = To {
        state: State::Snoozed,
        until: Some(until),
        kind: Kind::Snoozed(Some(until)),
        action: Action::ConversationSnoozed,
        back: None,
    };
    change_state(d, conversation, author, to).await
}

/// Opens the workspace's snoozed conversations whose time has come, a hundred at most; answers how many.
pub async fn wake(d: &Deployment, workspace: Id<Workspace>) -> Result<usize, StateError> {
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let rows = d.store.rows(&DUE, params![workspace, d.now()]).await.map_err(Trouble::from)?;
    let due = rows.len();
    for row in rows {
        let id = row.cells().id().map_err(Trouble::from)?;
        let Some(found) = find(d, workspace, id).await? else { continue };
        let still =
            found.state == State::Snoozed && found.snoozed_until.is_some_and(|until| until <= d.now());
        if let (true, Ok(allowed)) = (still, allow(&by, found)) {
            open(d, allowed, Author::System).await?;
        }
    }
    Ok(due)
}
