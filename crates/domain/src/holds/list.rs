//! The holds of a workspace, those to be reviewed first.

use privacy::access::{Actor, act, allow, permit};
use privacy::ids::{Contact, Hold as HoldKind, Teammate};
use privacy::purpose::Purpose;
use privacy::{Id, RowId, Time};
use store::{Flag, params, statements};

use super::{Ground, HoldError, On, Scope};
use crate::uses::HoldBasis;
use crate::{Deployment, Trouble, workspaces};

statements! {
    /// Holds, the next to be reviewed first; with a 1 as $2 those that were lifted or have ended too.
    LIST_HOLDS = "SELECT hold_id, contact_id, object_kind, object_id, ground, scope, basis, held_until, review_at, reviewer_id, \
                  placed_at, lifted_at FROM holds WHERE workspace_id = $1 AND (CAST($2 AS BIGINT) = 1 OR (lifted_at IS NULL \
                  AND (held_until IS NULL OR held_until > $3))) ORDER BY review_at, hold_id LIMIT 500";
}

/// A hold, opened.
#[derive(Debug, Clone)]
pub struct HoldShown {
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

/// The holds in force, five hundred at most; with `past` those that are over too.
pub async fn list(d: &Deployment, by: &Actor, past: bool) -> Result<Vec<HoldShown>, HoldError> {
    let workspace = by.workspace();
    let found = workspaces::find(d, workspace).await?.ok_or(HoldError::NotFound)?;
    allow::<_, act::ManageHolds>(by, found)?;
    let permit = permit(by, Purpose::Administration)?;
    let keys = d.keys(workspace).await?;
    let asked = params![workspace, Flag(past), d.now()];
    let rows = d.store.rows(&LIST_HOLDS, asked).await.map_err(Trouble::from)?;
    let read = |row: store::Row| -> Result<HoldShown, Trouble> {
        let mut c = row.cells();
        let (id, contact) = (c.id()?, c.id()?);
        let of_contact = c.code(|kind| match kind {
            "contact" => Some(true),
            "conversation" => Some(false),
            _ => None,
        })?;
        let on = if of_contact { On::Contact(c.id_in_text()?) } else { On::Conversation(c.id_in_text()?) };
        let (ground, scope) = (c.code(Ground::of_code)?, c.code(Scope::of_code)?);
        let basis = keys.open::<HoldBasis>(&permit, &RowId::of(id), &c.sealed()?);
        Ok(HoldShown {
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
    };
    Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
}
