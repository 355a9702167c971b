//! The invitations that wait for their answer.

use activity_log::Action;
use privacy::RowId;
use privacy::access::{Permit, Role};
use store::{Row, params, statements};

use super::{InvitationShown, Unsent};
use crate::mail::{Failure, State};
use crate::uses::InvitationEmail;
use crate::{Deployment, Trouble, entry, reads};

statements! {
    /// The invitations of a workspace, newest first, and what became of the letter of each.
    LIST_INVITATIONS = "SELECT i.invitation_id, i.role, i.email, i.invited_by, i.expires_at, m.state, m.failure FROM invitations i \
                        LEFT JOIN outgoing_mail m ON m.workspace_id = i.workspace_id AND m.person_kind = 'teammate' \
                        AND m.person_id = CAST(i.teammate_id AS TEXT) \
                        WHERE i.workspace_id = $1 ORDER BY i.created_at DESC, i.invitation_id LIMIT 1000";
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
        let (invited_by, expires_at, state) = (c.id()?, c.time()?, c.maybe_code(State::of_code)?);
        let failure = c.maybe_code(Failure::of_code)?;
        let letter = state.map(|state| Unsent { state, failure });
        Ok(InvitationShown { id, email, role, invited_by, expires_at, letter })
    };
    d.store.rows(&LIST_INVITATIONS, params![workspace]).await?.into_iter().map(show).collect()
}
