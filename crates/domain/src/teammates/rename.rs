//! A teammate's own name, which nobody but themselves changes.

use activity_log::Action;
use privacy::access::{Actor, Permit};
use privacy::keys::Under;
use privacy::{Personal, RowId};
use store::{Change, Failed, params, statements};

use crate::uses::TeammateName;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// What a teammate is called, and the leaf under which it is sealed.
    FIND_OWN_NAME = "SELECT tree, leaf, name FROM teammates WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
    /// Another name. Nobody who looked at the teammate meanwhile is refused for it: their version stays.
    RENAME_TEAMMATE = "UPDATE teammates SET name = $3, updated_at = $4 \
                       WHERE workspace_id = $1 AND teammate_id = $2 AND state = 'active'";
}

/// Why a name was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// The name is empty or too long.
    #[error("a teammate's name has 1 to {} bytes", limits::SHORT_TEXT_BYTES)]
    BadName,
    /// Whoever asks is no teammate, or no longer.
    #[error("no such teammate")]
    NotFound,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// What the permit's teammate is called; `None` for whoever is none.
pub async fn own_name(d: &Deployment, permit: &Permit) -> Result<Option<String>, Trouble> {
    let Actor::Teammate { workspace, id, .. } = *permit.actor() else { return Ok(None) };
    let Some(row) = d.store.row(&FIND_OWN_NAME, params![workspace, id]).await? else { return Ok(None) };
    let mut c = row.cells();
    c.leaf()?;
    let name = d.keys(workspace).await?.open::<TeammateName>(permit, &RowId::of(id), &c.sealed()?)?;
    Ok(Some(name.into_shown()))
}

/// Gives oneself another name.
pub async fn rename(d: &Deployment, by: &Actor, name: Personal<String>) -> Result<(), RenameError> {
    let name = name.map(|name| name.trim().to_owned());
    if name.is(|name| name.is_empty() || name.len() > limits::SHORT_TEXT_BYTES) {
        return Err(RenameError::BadName);
    }
    let Actor::Teammate { workspace, id, .. } = *by else { return Err(RenameError::NotFound) };
    let row = d.store.row(&FIND_OWN_NAME, params![workspace, id]).await.map_err(Trouble::from)?;
    let leaf = row.ok_or(RenameError::NotFound)?.cells().leaf().map_err(Trouble::from)?;
    let keys = d.keys(workspace).await?;
    let sealed = keys.seal::<TeammateName>(Under::one(leaf), &RowId::of(id), &name).map_err(Trouble::from)?;
    let now = d.now();
    let change = Change::new(d.change(), by, now, entry::of(Action::TeammateRenamed, &id))
        .one(&RENAME_TEAMMATE, params![workspace, id, sealed, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(RenameError::NotFound),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
