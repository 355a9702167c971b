//! What was done long ago goes.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use store::{Change, params, statements};

use super::check::oldest;
use crate::{Deployment, Trouble, entry};

/// The next events past their end, 500 at most; none of somebody of whom a hold keeps everything.
macro_rules! past {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM data_events e WHERE e.workspace_id = $1 AND e.happened_at < $2",
            unheld!("e.contact_id", "$3"),
            " ORDER BY e.happened_at, e.event_id LIMIT 500"
        )
    };
}

statements! {
    /// How many events are past their end, 500 at most.
    PAST_DATA_EVENTS = concat!("SELECT CAST(COUNT(*) AS BIGINT) FROM (", past!("1 AS one"), ") AS past");
    /// Removes so many.
    REMOVE_DATA_EVENTS = concat!("DELETE FROM data_events WHERE workspace_id = $1 AND event_id IN (", past!("e.event_id"), ")");
}

/// Removes events that are past their end, 500 at most; answers how many.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let (now, end) = (d.now(), oldest(d.now()));
    let row = d.store.row(&PAST_DATA_EVENTS, params![workspace, end, now]).await?;
    let past = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    if past == 0 {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, past.into());
    let act = entry::with(Action::DataEventsExpired, &workspace, facts);
    let change = Change::new(d.change(), &by, now, act).exactly(
        past,
        &REMOVE_DATA_EVENTS,
        params![workspace, end, now],
    );
    d.store.commit(change).await?;
    Ok(past)
}
