//! Removing what the keys can no longer open: place after place as the register says, a batch a commit. What is left is
//! itself the cursor, so that any server goes on where another one stopped.

use activity_log::{Action, FactKey, Facts};
use privacy::Id;
use privacy::ids::{Attachment, Conversation, Message, Workspace};
use store::register::removal::{BATCH, Removal, Subject, removals};
use store::{Applied, Change, Code, Count, Failed, Param, params, statements};

use super::fence::erased;
use super::{EraseError, Erased, Erasure, State, itself};
use crate::{Deployment, Trouble, entry};

statements! {
    /// The place to empty next.
    NEXT_STEP = "SELECT place, planned, removed FROM erasure_steps \
                 WHERE workspace_id = $1 AND erasure_id = $2 AND finished_at IS NULL ORDER BY ordinal LIMIT 50";
    /// How much of a place is gone, over what was read.
    STEP_REMOVED = "UPDATE erasure_steps SET planned = $5, removed = $6, finished_at = $7 \
                    WHERE workspace_id = $1 AND erasure_id = $2 AND place = $3 AND removed = $4 AND finished_at IS NULL";
    /// The removal goes on, over the version that was read.
    GO_ON = "UPDATE erasures SET state = 'removing', version = version + 1 \
             WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state IN ('shredded', 'removing')";
    /// A removal under a hold goes on.
    GO_ON_DEFERRED = "UPDATE erasures SET version = version + 1 \
                      WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state = 'deferred'";
    /// Nothing is left to remove.
    REMOVED = "UPDATE erasures SET state = 'removing', removed_at = $4, version = version + 1 \
               WHERE workspace_id = $1 AND erasure_id = $2 AND version = $3 AND state IN ('shredded', 'removing')";
    /// Where a part stands.
    PLACE_OF_PART = "SELECT conversation_id, seq FROM messages WHERE workspace_id = $1 AND message_id = $2";
}

/// A place that is not empty yet.
struct Open {
    removal: &'static Removal,
    planned: Option<i64>,
    removed: i64,
}

/// The places of an erasure, and what their statements ask with.
pub(super) async fn places(
    d: &Deployment,
    erasure: &Erasure,
) -> Result<(&'static [Removal], Vec<Param>), Trouble> {
    let workspace = erasure.workspace;
    let (subject, asked) = match erasure.object {
        Erased::Contact(id) => (Subject::Contact, params![workspace, id]),
        Erased::Conversation(id) => (Subject::Conversation, params![workspace, id]),
        Erased::Message(id) => match place_of(d, workspace, id).await? {
            Some((conversation, seq)) => (Subject::Part, params![workspace, conversation, Count(seq)]),
            None => return Ok((&[], Vec::new())),
        },
    };
    Ok((removals(subject).map_err(|_| Trouble::Broken)?, asked))
}

async fn place_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    message: Id<Message>,
) -> Result<Option<(Id<Conversation>, i64)>, Trouble> {
    let Some(row) = d.store.row(&PLACE_OF_PART, params![workspace, message]).await? else { return Ok(None) };
    let mut c = row.cells();
    Ok(Some((c.id()?, c.count()?)))
}

/// Removes the next batch, or marks the removal as over; `false` where another server came first.
pub(super) async fn remove(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let (places, asked) = places(d, erasure).await?;
    if places.is_empty() {
        // The part went with its conversation.
        return removed(d, erasure).await;
    }
    match next(d, erasure, places).await? {
        Some(open) => batch(d, erasure, &open, &asked).await,
        None => removed(d, erasure).await,
    }
}

/// Removes the next batch of what a hold on messages does not need; `false` if there is none.
pub(super) async fn remove_unheld(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let (places, asked) = places(d, erasure).await?;
    let open = steps(d, erasure, places).await?.into_iter().find(|open| !open.removal.held);
    match open {
        Some(open) => batch(d, erasure, &open, &asked).await,
        None => Ok(false),
    }
}

async fn next(
    d: &Deployment,
    erasure: &Erasure,
    places: &'static [Removal],
) -> Result<Option<Open>, Trouble> {
    Ok(steps(d, erasure, places).await?.into_iter().next())
}

async fn steps(d: &Deployment, erasure: &Erasure, places: &'static [Removal]) -> Result<Vec<Open>, Trouble> {
    let rows = d.store.rows(&NEXT_STEP, params![erasure.workspace, erasure.id]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Open {
            removal: c.text(|name| places.iter().find(|removal| removal.place == name))?,
            planned: c.maybe_count()?,
            removed: c.count()?,
        })
    };
    rows.into_iter().map(read).collect()
}

async fn batch(d: &Deployment, erasure: &Erasure, open: &Open, asked: &[Param]) -> Result<bool, EraseError> {
    let rows = count(d, &open.removal.next, asked).await?;
    let planned = match open.planned {
        Some(planned) => planned,
        None if rows == BATCH => count(d, &open.removal.left, asked).await?,
        None => rows,
    };
    if let Some(files) = &open.removal.files {
        for row in d.store.rows(files, asked.to_vec()).await.map_err(Trouble::from)? {
            let id: Id<Attachment> = row.cells().id().map_err(Trouble::from)?;
            d.files.erase(erasure.workspace, id).await?;
        }
    }
    let (workspace, now) = (erasure.workspace, d.now());
    let facts =
        Facts::new().code(FactKey::Step, open.removal.place).count(FactKey::Count, rows.unsigned_abs());
    let act = entry::with(Action::ErasureRemoved, &erasure.id, erased(erasure.object, facts));
    let go_on = if erasure.state == State::Deferred { &GO_ON_DEFERRED } else { &GO_ON };
    let removed = open.removed + rows;
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(go_on, params![workspace, erasure.id, Count(erasure.version)])
        .one(
            &STEP_REMOVED,
            params![
                workspace,
                erasure.id,
                Code(open.removal.place),
                Count(open.removed),
                Count(planned.max(removed)),
                Count(removed),
                (rows < BATCH).then_some(now)
            ],
        );
    let change = match u32::try_from(rows) {
        Ok(0) => change,
        Ok(rows) => change.exactly(rows, &open.removal.remove, asked.to_vec()),
        Err(_) => return Err(Trouble::Broken.into()),
    };
    stored(d, change).await
}

async fn removed(d: &Deployment, erasure: &Erasure) -> Result<bool, EraseError> {
    let (workspace, now) = (erasure.workspace, d.now());
    let act = entry::with(Action::ErasureRemoved, &erasure.id, erased(erasure.object, Facts::new()));
    let change = Change::new(d.change(), &itself(workspace), now, act)
        .one(&REMOVED, params![workspace, erasure.id, Count(erasure.version), now]);
    stored(d, change).await
}

/// Stores a step; `false` where another server came first.
pub(super) async fn stored(d: &Deployment, change: Change) -> Result<bool, EraseError> {
    match d.store.commit(change).await {
        Ok(Applied::Now | Applied::Before) => Ok(true),
        Err(Failed::Conflict(_)) => Ok(false),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// How many rows such a statement counts.
pub(super) async fn count(
    d: &Deployment,
    statement: &'static store::Statement,
    asked: &[Param],
) -> Result<i64, Trouble> {
    let row = d.store.row(statement, asked.to_vec()).await?;
    Ok(row.map_or(Ok(0), |row| row.cells().count())?)
}
