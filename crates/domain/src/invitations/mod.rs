//! Invitations: how somebody becomes a teammate. One is a secret in a link, good for a week and for one person; it is
//! gone when it is accepted or revoked.

mod accept;
mod end;
mod invite;
mod list;

use privacy::access::{Actor, Denied, Role, act, allow};
use privacy::ids::{Invitation, Teammate};
use privacy::{Id, Time};
use store::Statement;
use zeroize::Zeroizing;

use crate::mail::{self, Letter};
use crate::{Deployment, Trouble, workspaces};

pub use accept::{AcceptError, Open, accept, open};
pub use end::{expire, revoke};
pub use invite::{invite, renew};
pub use list::list;

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[accept::STATEMENTS, end::STATEMENTS, invite::STATEMENTS, list::STATEMENTS];

/// An invitation that waits for its answer, opened.
pub struct InvitationShown {
    /// Its id.
    pub id: Id<Invitation>,
    /// To whom it went.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// Who invited them.
    pub invited_by: Id<Teammate>,
    /// When it ends, or ended.
    pub expires_at: Time,
    /// Its letter, where one has not left.
    pub letter: Option<Unsent>,
}

/// A letter that has not left.
pub struct Unsent {
    /// Whether it will be tried again.
    pub state: mail::State,
    /// Why it has not left, where it was tried.
    pub failure: Option<mail::Failure>,
}

/// An invitation that was just made, or made anew.
pub struct Made {
    /// Its id.
    pub id: Id<Invitation>,
    /// What stands in the link; only a digest of it is kept.
    pub secret: Zeroizing<String>,
    /// Whether it leaves by mail; otherwise it must be handed over.
    pub mailed: bool,
}

/// Writes the letter to whoever is invited, for the secret that stands in its link.
pub type Writing<'a> = &'a (dyn Fn(&str) -> Letter + Sync);

/// Why nobody was invited, or why an invitation stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Not an address.
    #[error("that is not an e-mail address")]
    BadEmail,
    /// Somebody with this address is or was a teammate.
    #[error("a teammate with this e-mail address exists")]
    IsTeammate,
    /// There is an invitation to this address.
    #[error("an invitation to this e-mail address waits for its answer")]
    IsInvited,
    /// It was made anew before, under the same key.
    #[error("this was done before")]
    Again,
    /// Accepted, revoked, or never made.
    #[error("there is no such invitation")]
    NotFound,
    /// The policy forbids it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Whether the actor may deal with invitations to that role: one to more than an agent gives a role, whoever sends it.
async fn judged(d: &Deployment, by: &Actor, role: Role) -> Result<(), InviteError> {
    let workspace = workspaces::find(d, by.workspace()).await?.ok_or(InviteError::NotFound)?;
    allow::<_, act::ManageTeammates>(by, workspace.clone())?;
    if role != Role::Agent {
        allow::<_, act::GiveRoles>(by, workspace)?;
    }
    Ok(())
}
