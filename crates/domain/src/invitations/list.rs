//! The invitations that wait for their answer.

use activity_log::Action;
use privacy::RowId;
use privacy::access::{Permit, Role};
use store::{Row, params, statements};

use super::InvitationShown;
use crate::uses::InvitationEmail;
use crate::{Deployment, Trouble, entry, reads};

statements! {
    /// The invitations of a workspace, newest first.
    LIST_INVITATIONS = "SELECT invitation_id, role, email, invited_by, expires_at FROM invitations \
                        WHERE workspace_id = $1 ORDER BY created_at DESC, invitation_id LIMIT 1000";
}

/// All of the permit's workspace, newest first. Who sees them is entered.
pub async fn list(d: &Deployment, permit: &Permit) -> Result<Vec<InvitationShown>, Trouble> {
    let workspace = permit.actor().workspace();
    reads::note(d, permit, entry::of(Action::TeammateListed, &workspace), None).await?;
    let keys = d.keys(workspace).await?;
    let show = |row: Row| {
        let mut c = row.cells();
        let (id, role, email) = (c.id()?, c.code(Role::of_code)?, c.sealed::<InvitationEmail>()?);
        let email = keys.open(permit, &RowId::of(id), &email)?.into_shown();
        Ok(InvitationShown { id, email, role, invited_by: c.id()?, expires_at: c.time()? })
    };
    d.store.rows(&LIST_INVITATIONS, params![workspace]).await?.into_iter().map(show).collect()
}
