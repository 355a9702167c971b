//! The holds of a workspace, those to be reviewed first.

use privacy::access::{Actor, Permit, act, allow, permit};
use privacy::ids::{Contact, Hold as HoldKind, Teammate, Workspace};
use privacy::keys::WorkspaceKeys;
use privacy::purpose::Purpose;
use privacy::{Id, RowId, Time};
use store::{Count, Flag, params, statements};

use super::{Ground, HoldError, On, Scope};
use crate::uses::HoldBasis;
use crate::{Deployment, Trouble, workspaces};

/// The columns of a hold, in the order in which `read` takes them.
macro_rules! hold_columns {
    () => {
        "hold_id, contact_id, object_kind, object_id, ground, scope, basis, held_until, review_at, reviewer_id, placed_at, lifted_at"
    };
}

statements! {
    /// Holds after one, the next to be reviewed first; with a 1 as $2 those that were lifted or have ended too.
    LIST_HOLDS = concat!("SELECT ", hold_columns!(), " FROM holds WHERE workspace_id = $1 AND (CAST($2 AS BIGINT) = 1 \
                 OR (lifted_at IS NULL AND (held_until IS NULL OR held_until > $3))) \
                 AND (CAST($4 AS BIGINT) IS NULL OR review_at > $4 OR (review_at = $4 AND hold_id > $5)) \
                 ORDER BY review_at, hold_id LIMIT $6");
    /// How many there are.
    COUNT_HOLDS = "SELECT CAST(COUNT(*) AS BIGINT) FROM holds WHERE workspace_id = $1 AND (CAST($2 AS BIGINT) = 1 \
                   OR (lifted_at IS NULL AND (held_until IS NULL OR held_until > $3)))";
    /// One hold.
    FIND_HOLD = concat!("SELECT ", hold_columns!(), " FROM holds WHERE workspace_id = $1 AND hold_id = $2");
}

/// A hold, opened.
#[derive(Debug, Clone)]
pub struct HoldShown {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Its id.
    pub id: Id<HoldKind>,
    /// Whom it concerns.
    pub contact: Id<Contact>,
    /// On what it is placed.
    pub on: On,
    /// Why.
    pub ground: Ground,
    /// What must be kept.
    pub scope: Scope,
    /// The words of whoever answers for it; empty where they ended with the person.
    pub basis: String,
    /// When it ends by itself.
    pub until: Option<Time>,
    /// When it must be reviewed.
    pub review_at: Time,
    /// By whom.
    pub reviewer: Id<Teammate>,
    /// When it was placed.
    pub placed_at: Time,
    /// When it was lifted.
    pub lifted_at: Option<Time>,
}

impl HoldShown {
    /// Whether it holds at that time.
    pub fn in_force(&self, now: Time) -> bool {
        self.lifted_at.is_none() && self.until.is_none_or(|until| until > now)
    }

    /// Its place in the list.
    pub const fn place(&self) -> Place {
        (self.review_at, self.id)
    }
}

/// A hold's place in the list: when it is to be reviewed, and its id.
pub type Place = (Time, Id<HoldKind>);

/// A page of holds.
pub struct Page {
    /// The holds.
    pub holds: Vec<HoldShown>,
    /// How many all pages have.
    pub total: i64,
}

/// At most `limit` holds in force after a place; with `past` those that are over too.
pub async fn list(
    d: &Deployment,
    by: &Actor,
    past: bool,
    after: Option<Place>,
    limit: i64,
) -> Result<Page, HoldError> {
    let (workspace, now) = (by.workspace(), d.now());
    let permit = permitted(d, by).await?;
    let keys = d.keys(workspace).await?;
    let (review, id) = after.unzip();
    let asked = params![workspace, Flag(past), now, review, id, Count(limit)];
    let rows = d.store.rows(&LIST_HOLDS, asked).await.map_err(Trouble::from)?;
    let total =
        d.store.row(&COUNT_HOLDS, params![workspace, Flag(past), now]).await.map_err(Trouble::from)?;
    let total = total.map(|row| row.cells().count()).transpose().map_err(Trouble::from)?.unwrap_or(0);
    let holds = rows.into_iter().map(|row| read(&keys, &permit, row)).collect::<Result<_, _>>()?;
    Ok(Page { holds, total })
}

/// One hold, in force or over.
pub async fn find(d: &Deployment, by: &Actor, id: Id<HoldKind>) -> Result<HoldShown, HoldError> {
    let permit = permitted(d, by).await?;
    let keys = d.keys(by.workspace()).await?;
    let row = d.store.row(&FIND_HOLD, params![by.workspace(), id]).await.map_err(Trouble::from)?;
    Ok(read(&keys, &permit, row.ok_or(HoldError::NotFound)?)?)
}

async fn permitted(d: &Deployment, by: &Actor) -> Result<Permit, HoldError> {
    let found = workspaces::find(d, by.workspace()).await?.ok_or(HoldError::NotFound)?;
    allow::<_, act::ManageHolds>(by, found)?;
    Ok(permit(by, Purpose::Administration)?)
}

fn read(keys: &WorkspaceKeys, permit: &Permit, row: store::Row) -> Result<HoldShown, Trouble> {
    let mut c = row.cells();
    let (id, contact) = (c.id()?, c.id()?);
    let of_contact = c.code(|kind| match kind {
        "contact" => Some(true),
        "conversation" => Some(false),
        _ => None,
    })?;
    let on = if of_contact { On::Contact(c.id_in_text()?) } else { On::Conversation(c.id_in_text()?) };
    let (ground, scope) = (c.code(Ground::of_code)?, c.code(Scope::of_code)?);
    let basis = keys.open::<HoldBasis>(permit, &RowId::of(id), &c.sealed()?);
    Ok(HoldShown {
        workspace: keys.workspace(),
        id,
        contact,
        on,
        ground,
        scope,
        basis: basis.map(privacy::Disclosed::into_shown).unwrap_or_default(),
        until: c.maybe_time()?,
        review_at: c.time()?,
        reviewer: c.id()?,
        placed_at: c.time()?,
        lifted_at: c.maybe_time()?,
    })
}
