//! Which hold is in force.

use privacy::Id;
use privacy::ids::{Contact, Workspace};
use store::{params, statements};

use super::{Active, Scope};
use crate::{Deployment, Trouble};

statements! {
    /// The holds in force on a contact or one of their conversations.
    ACTIVE_HOLDS = "SELECT hold_id, scope FROM holds WHERE workspace_id = $1 AND contact_id = $2 AND lifted_at IS NULL \
                    AND (held_until IS NULL OR held_until > $3) ORDER BY placed_at, hold_id LIMIT 100";
}

/// The hold that needs most of what is a contact's.
pub(crate) async fn strongest(
    d: &Deployment,
    workspace: Id<Workspace>,
    contact: Id<Contact>,
) -> Result<Option<Active>, Trouble> {
    let rows = d.store.rows(&ACTIVE_HOLDS, params![workspace, contact, d.now()]).await?;
    let read = |row: store::Row| {
        let mut c = row.cells();
        Ok(Active { id: c.id()?, scope: c.code(Scope::of_code)? })
    };
    let all = rows.into_iter().map(read).collect::<Result<Vec<_>, Trouble>>()?;
    let everything = all.iter().find(|hold| hold.scope == Scope::Everything);
    Ok(everything.or_else(|| all.first()).copied())
}
