//! What an erasure left for somebody to look over: conversations that go on with others, and in which teammates may have
//! written of the one who is gone.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, act, allow};
use privacy::ids::{Conversation as ConversationKind, Teammate};
use privacy::{Id, Time};
use store::{Change, Failed, params, statements};

use super::{EraseError, Erasure, ErasureId, record};
use crate::{Deployment, Trouble, entry};

statements! {
    /// The conversations to look over after an erasure, those first that nobody has.
    REVIEWS_OF = "SELECT conversation_id, reviewed_by, reviewed_at FROM erasure_reviews WHERE workspace_id = $1 AND erasure_id = $2 \
                  ORDER BY CASE WHEN reviewed_at IS NULL THEN 0 ELSE 1 END, conversation_id LIMIT 1000";
    /// Somebody has looked one over, the first to say so.
    LOOKED_OVER = "UPDATE erasure_reviews SET reviewed_by = $4, reviewed_at = $5 WHERE workspace_id = $1 AND erasure_id = $2 \
                   AND conversation_id = $3 AND reviewed_at IS NULL";
    /// Whether somebody has.
    WAS_LOOKED_OVER = "SELECT conversation_id FROM erasure_reviews WHERE workspace_id = $1 AND erasure_id = $2 \
                       AND conversation_id = $3 AND reviewed_at IS NOT NULL";
}

/// A conversation that somebody should look over, or has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The conversation.
    pub conversation: Id<ConversationKind>,
    /// Who looked it over, and when.
    pub done: Option<(Id<Teammate>, Time)>,
}

/// The conversations to look over after an erasure, a thousand at most.
pub(super) async fn reviews(d: &Deployment, erasure: &Erasure) -> Result<Vec<Review>, Trouble> {
    let id: ErasureId = erasure.id;
    let rows = d.store.rows(&REVIEWS_OF, params![erasure.workspace, id]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Review { conversation: c.id()?, done: c.maybe_id()?.zip(c.maybe_time()?) })
    };
    rows.into_iter().map(read).collect()
}

/// Notes that a teammate looked a conversation over, unless somebody has already; `NotFound` where there is none to look over.
pub async fn looked_over(
    d: &Deployment,
    by: &Actor,
    id: ErasureId,
    conversation: Id<ConversationKind>,
) -> Result<(), EraseError> {
    let found = record::find(d, by.workspace(), id).await?.ok_or(EraseError::NotFound)?;
    let erasure = allow::<_, act::ReviewErasures>(by, found)?.into_thing();
    let Actor::Teammate { id: teammate, .. } = *by else { return Err(EraseError::NotFound) };
    let facts = Facts::new().id(FactKey::Conversation, conversation.to_string());
    let now = d.now();
    let change = Change::new(d.change(), by, now, entry::with(Action::ErasureReviewed, &erasure.id, facts))
        .one(&LOOKED_OVER, params![erasure.workspace, erasure.id, conversation, teammate, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => {
            let which = params![erasure.workspace, erasure.id, conversation];
            let was = d.store.row(&WAS_LOOKED_OVER, which).await.map_err(Trouble::from)?;
            was.map(|_| ()).ok_or(EraseError::NotFound)
        }
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
