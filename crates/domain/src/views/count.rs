//! How many conversations a view holds: counted to `limits::VIEW_COUNTED`, among the `limits::VIEW_SCANNED` that changed last
//! of those that one index finds, so that it stays cheap in a large workspace.

use privacy::access::Actor;
use store::{Count, Query};

use super::Choice;
use crate::conversations::{Condition, narrowing};
use crate::{Deployment, Trouble, limits};

/// How many were looked at of those that an index finds, and how many fit.
const VIEW_COUNTS: &str = "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(k.fits), 0) AS BIGINT) FROM \
    (SELECT CASE WHEN c.state = 'active'";
/// Among which.
const AMONG: &str = "THEN 1 ELSE 0 END AS fits FROM (SELECT k.workspace_id, k.conversation_id, k.contact_id, \
    k.priority, k.assignee_id, k.team_id FROM conversations k WHERE k.workspace_id =";
/// The newest of them, with their contacts.
const NEWEST: &str = "ORDER BY k.moved_at DESC, k.conversation_id DESC LIMIT";
const WITH_CONTACTS: &str =
    ") k JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id) k";

/// How many conversations a view holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// So many, at most `limits::VIEW_COUNTED`.
    pub number: i64,
    /// There are, or may be, more.
    pub more: bool,
}

/// Counts a view's conversations for a teammate; nobody else has views.
pub async fn count(d: &Deployment, by: &Actor, choice: &Choice) -> Result<Counted, Trouble> {
    let Actor::Teammate { workspace, id, .. } = *by else { return Ok(Counted { number: 0, more: false }) };
    let further = choice.further(id);
    // Where the index answers it all, nothing is looked at in vain.
    let most = if further.is_empty() { limits::VIEW_COUNTED + 1 } else { limits::VIEW_SCANNED };
    let mut query = Query::new("COUNT_VIEW", VIEW_COUNTS);
    narrowing(&mut query, &Condition::Every(further));
    query.add(AMONG).bind(workspace).add("AND k.state <> 'erasing'");
    narrowing(&mut query, &Condition::Every(choice.indexed(id)));
    query.add(NEWEST).bind(Count(most)).add(WITH_CONTACTS);
    let row = d.store.answers(query).await?.into_iter().next().ok_or(Trouble::Broken)?;
    let mut c = row.cells();
    let (looked_at, fit) = (c.count()?, c.count()?);
    let number = fit.min(limits::VIEW_COUNTED);
    Ok(Counted { number, more: fit > number || looked_at >= most })
}
