//! Looking at erasures: how far each is, and what it has removed.

use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact as ContactKind, Workspace};
use privacy::{Id, Time};
use store::{Count, params, statements};

use super::record::{self, erasure_columns};
use super::{EraseError, Erased, Erasure, ErasureId, Review, State, review};
use crate::{Deployment, Trouble, limits, workspaces};

statements! {
    /// A page of erasures before a place in time, newest first.
    LIST_ERASURES = concat!("SELECT ", erasure_columns!(), " FROM erasures e WHERE e.workspace_id = $1 \
                    AND (e.requested_at < $2 OR (e.requested_at = $2 AND e.erasure_id < $3)) \
                    ORDER BY e.requested_at DESC, e.erasure_id DESC LIMIT $4");
    /// The places that an erasure empties.
    STEPS_OF = "SELECT place, planned, removed, finished_at FROM erasure_steps \
                WHERE workspace_id = $1 AND erasure_id = $2 ORDER BY ordinal";
}

/// One place that an erasure empties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The place: a table's name, and where it has rows of several kinds the kind.
    pub place: String,
    /// How many rows there were; not known before the place is begun.
    pub planned: Option<i64>,
    /// How many are gone.
    pub removed: i64,
    /// When it was empty.
    pub finished_at: Option<Time>,
}

/// An erasure and its places.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The erasure.
    pub erasure: Erasure,
    /// What it empties, in order.
    pub steps: Vec<Step>,
    /// Conversations that go on with others, in which somebody should look over what teammates wrote.
    pub review: Vec<Review>,
    /// Why it does not go on by itself, where this server has found that: the code of an error.
    pub reason: Option<&'static str>,
}

/// How far an erasure is.
pub async fn progress(d: &Deployment, by: &Actor, id: ErasureId) -> Result<Progress, EraseError> {
    let found = record::find(d, by.workspace(), id).await?.ok_or(EraseError::NotFound)?;
    with_steps(d, by, found).await
}

/// How far the erasure of a contact is; `NotFound` if nobody asked for it.
pub async fn find_by_contact(
    d: &Deployment,
    by: &Actor,
    contact: Id<ContactKind>,
) -> Result<Progress, EraseError> {
    let found = record::of(d, by.workspace(), Erased::Contact(contact)).await?.ok_or(EraseError::NotFound)?;
    with_steps(d, by, found).await
}

/// How far an erasure is. One that is not known here any more was over.
pub(crate) async fn state_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: ErasureId,
) -> Result<State, Trouble> {
    Ok(record::find(d, workspace, id).await?.map_or(State::Done, |erasure| erasure.state))
}

/// A page of erasures, newest first, those after (older than) `after`.
pub async fn list(
    d: &Deployment,
    by: &Actor,
    after: Option<(Time, ErasureId)>,
    limit: i64,
) -> Result<Vec<Erasure>, EraseError> {
    let workspace = workspaces::find(d, by.workspace()).await?.ok_or(EraseError::NotFound)?;
    allow::<_, act::ReadErasures>(by, workspace)?;
    let last = Id::of(privacy::ids::Hex::new([0xff; 12]));
    let (time, id) = after.unwrap_or((Time::from_micros(i64::MAX), last));
    let page = params![by.workspace(), time, id, Count(limit.clamp(1, limits::PAGE + 1))];
    let rows = d.store.rows(&LIST_ERASURES, page).await.map_err(Trouble::from)?;
    let read = |row: store::Row| record::read(&mut row.cells()).map_err(EraseError::from);
    rows.into_iter().map(read).collect()
}

async fn with_steps(d: &Deployment, by: &Actor, erasure: Erasure) -> Result<Progress, EraseError> {
    let erasure = allow::<_, act::ReadErasures>(by, erasure)?.into_thing();
    let asked = params![erasure.workspace, erasure.id];
    let rows = d.store.rows(&STEPS_OF, asked).await.map_err(Trouble::from)?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Step {
            place: c.text(|place| Some(place.to_owned()))?,
            planned: c.maybe_count()?,
            removed: c.count()?,
            finished_at: c.maybe_time()?,
        })
    };
    let steps = rows.into_iter().map(read).collect::<Result<_, store::BadCell>>().map_err(Trouble::from)?;
    let reason = d.stuck.reason(erasure.id);
    let review = review::reviews(d, &erasure).await?;
    Ok(Progress { erasure, steps, review, reason })
}
