//! A conversation's own leaf is gone as soon as one of its parts is: whether all of it was deleted, or single messages
//! were redacted, the parts tell.

use privacy::Id;
use privacy::ids::Conversation;
use privacy::keys::envelope::Header;
use privacy::keys::{Ref, WorkspaceKeys};
use store::{Count, params, statements};

use super::remove;
use super::walk::is_dead;
use crate::uses::MessageBody;
use crate::{Deployment, Trouble};

statements! {
    /// The leaf of a conversation's latest block of parts, and the number of the next part.
    LATEST_LEAF = "SELECT tree, leaf, next_seq FROM conversations WHERE workspace_id = $1 AND conversation_id = $2";
    /// The next sealed messages of a conversation.
    SEALED_AFTER = "SELECT seq, body FROM messages WHERE workspace_id = $1 AND conversation_id = $2 AND seq > $3 \
                    AND body IS NOT NULL ORDER BY seq LIMIT 500";
}

/// Whether not even a part that was never dealt can be derived: then the whole conversation was deleted.
pub(super) async fn whole_conversation(
    d: &Deployment,
    keys: &WorkspaceKeys,
    id: Id<Conversation>,
) -> Result<bool, Trouble> {
    let Some(row) = d.store.row(&LATEST_LEAF, params![keys.workspace(), id]).await? else { return Ok(false) };
    let mut cells = row.cells();
    let (leaf, next) = (cells.leaf()?, cells.count()?);
    is_dead(keys, Ref::part(leaf, u16::try_from(next & 0xffff).unwrap_or(u16::MAX)))
}

/// Removes the conversation's messages that do not open any more; answers how many.
pub(super) async fn messages(
    d: &Deployment,
    keys: &WorkspaceKeys,
    id: Id<Conversation>,
) -> Result<u64, Trouble> {
    let (mut removed, mut after) = (0, -1);
    loop {
        let rows = d.store.rows(&SEALED_AFTER, params![keys.workspace(), id, Count(after)]).await?;
        if rows.is_empty() {
            return Ok(removed);
        }
        for row in rows {
            let mut cells = row.cells();
            after = cells.count()?;
            let body = cells.sealed::<MessageBody>()?;
            let (first, second) = Header::read(body.as_bytes()).map_err(|_| Trouble::Broken)?.under().refs();
            if is_dead(keys, second.unwrap_or(first))? {
                remove::message(d, keys.workspace(), id, after).await?;
                removed += 1;
            }
        }
    }
}
