//! Naming teammates in a note, so that they find it among what they are mentioned in until they have looked.

use std::collections::BTreeSet;

use privacy::Id;
use privacy::ids::{Conversation as ConversationKind, Teammate, Workspace};
use store::{Change, Count, params, statements};

use super::part::Part;
use crate::{Deployment, Trouble};

statements! {
    /// A teammate who is there is mentioned in a part.
    ADD_MENTION = "INSERT INTO mentions (workspace_id, conversation_id, seq, teammate_id, mentioned_at) \
                   SELECT workspace_id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), teammate_id, CAST($5 AS BIGINT) \
                   FROM teammates WHERE workspace_id = $1 AND teammate_id = $4 AND state = 'active'";
    /// What a teammate has not looked at of a conversation in which they are mentioned.
    HAS_UNSEEN = "SELECT seq FROM mentions WHERE workspace_id = $1 AND teammate_id = $2 AND conversation_id = $3 \
                  AND seen_at IS NULL LIMIT 1";
    /// They have looked.
    SEE_MENTIONS = "UPDATE mentions SET seen_at = $4 WHERE workspace_id = $1 AND teammate_id = $2 AND conversation_id = $3 \
                    AND seen_at IS NULL";
    /// In which conversations a teammate is mentioned and has not looked.
    UNSEEN_MENTIONS = "SELECT DISTINCT conversation_id FROM mentions WHERE workspace_id = $1 AND teammate_id = $2 \
                       AND seen_at IS NULL ORDER BY conversation_id DESC LIMIT 1000";
    /// Who is mentioned in the parts of a conversation.
    MENTIONED_IN = "SELECT seq, teammate_id FROM mentions WHERE workspace_id = $1 AND conversation_id = $2 ORDER BY seq, teammate_id";
    /// Of so many teammates, those who are there.
    IS_THERE = "SELECT teammate_id FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// The most teammates that one note mentions.
pub(super) const MOST: usize = 50;

/// Whether each of them is a teammate who is there.
pub(super) async fn all_there(
    d: &Deployment,
    workspace: Id<Workspace>,
    whom: &BTreeSet<Id<Teammate>>,
) -> Result<bool, Trouble> {
    for one in whom {
        if d.store.row(&IS_THERE, params![workspace, *one]).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(whom.len() <= MOST)
}

/// Joins the mentions to the change that writes the part.
pub(super) fn mentioning(
    d: &Deployment,
    change: Change,
    part: &Part,
    whom: &BTreeSet<Id<Teammate>>,
) -> Change {
    let rows =
        whom.iter().map(|one| params![part.workspace, part.conversation, Count(part.seq), *one, d.now()]);
    rows.fold(change, |change, row| change.any(&ADD_MENTION, row))
}

/// Whether the teammate is mentioned in the conversation and has not looked.
pub(crate) async fn has_unseen(
    d: &Deployment,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
    conversation: Id<ConversationKind>,
) -> Result<bool, Trouble> {
    Ok(d.store.row(&HAS_UNSEEN, params![workspace, teammate, conversation]).await?.is_some())
}

/// Joins to a change that the teammate has looked.
pub(crate) fn seeing(
    d: &Deployment,
    change: Change,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
    conversation: Id<ConversationKind>,
) -> Change {
    change.any(&SEE_MENTIONS, params![workspace, teammate, conversation, d.now()])
}

/// The conversations in which a teammate is mentioned and has not looked, the newest thousand: their unread marks.
pub async fn unseen_mentions(
    d: &Deployment,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
) -> Result<BTreeSet<Id<ConversationKind>>, Trouble> {
    let rows = d.store.rows(&UNSEEN_MENTIONS, params![workspace, teammate]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}

/// Who is mentioned in which part of a conversation: the part's number and the teammate.
pub async fn mentioned_in(
    d: &Deployment,
    workspace: Id<Workspace>,
    conversation: Id<ConversationKind>,
) -> Result<Vec<(i64, Id<Teammate>)>, Trouble> {
    let rows = d.store.rows(&MENTIONED_IN, params![workspace, conversation]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok((c.count()?, c.id()?))
    };
    rows.into_iter().map(read).collect()
}
