//! Accepting an invitation: whoever was invited gives a name and a password, and is signed in.

use activity_log::Action;
use privacy::access::{Actor, Role, SystemRole, permit};
use privacy::ids::{Invitation, Teammate, Workspace};
use privacy::keys::Leaf;
use privacy::purpose::Purpose;
use privacy::secret::Secret;
use privacy::{Id, Personal, RowId, Sealed};
use store::{Change, Failed, params, statements};

use crate::mail::forgetting;
use crate::teammates::{self, NewTeammate, PasswordRule, SignedIn};
use crate::uses::InvitationEmail;
use crate::{Deployment, Trouble, entry};

statements! {
    /// The invitation of that secret, while it is good.
    FIND_INVITATION = "SELECT invitation_id, teammate_id, tree, leaf, role, email FROM invitations \
                       WHERE workspace_id = $1 AND secret_hash = $2 AND expires_at > $3";
    /// Uses it up.
    USE_INVITATION = "DELETE FROM invitations WHERE workspace_id = $1 AND secret_hash = $2 AND expires_at > $3";
}

/// An invitation that somebody presented and that is good, for showing it to them.
pub struct Open {
    /// The address to which it went; they will sign in with it.
    pub email: String,
    /// What they will be.
    pub role: Role,
}

/// Why nobody joined.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// It was used, revoked or replaced, it expired, or it never was; which of these is not told.
    #[error("the invitation is not good any more")]
    Gone,
    /// Somebody with this address joined in the meantime.
    #[error("a teammate with this e-mail address exists")]
    EmailTaken,
    /// The password is not one.
    #[error(transparent)]
    Password(#[from] PasswordRule),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

struct Found {
    id: Id<Invitation>,
    teammate: Id<Teammate>,
    leaf: Leaf,
    role: Role,
    email: Sealed<InvitationEmail>,
}

async fn find(d: &Deployment, workspace: Id<Workspace>, secret: &Secret) -> Result<Option<Found>, Trouble> {
    let row = d.store.row(&FIND_INVITATION, params![workspace, secret.digest(), d.now()]).await?;
    let Some(row) = row else { return Ok(None) };
    let mut c = row.cells();
    Ok(Some(Found {
        id: c.id()?,
        teammate: c.id()?,
        leaf: c.leaf()?,
        role: c.code(Role::of_code)?,
        email: c.sealed()?,
    }))
}

/// What an invitation says, for whoever holds its secret.
pub async fn open(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Option<Open>, Trouble> {
    let Some(found) = find(d, workspace, secret).await? else { return Ok(None) };
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let permit = permit(&program, Purpose::Authentication).map_err(|_| Trouble::Gone)?;
    let email = d.keys(workspace).await?.open(&permit, &RowId::of(found.id), &found.email)?;
    Ok(Some(Open { email: email.into_shown(), role: found.role }))
}

/// Makes a teammate of whoever holds the secret, and signs them in. The invitation is used up in the same commit.
pub async fn accept(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
    name: Personal<String>,
    password: Personal<String>,
) -> Result<SignedIn, AcceptError> {
    teammates::check_password(&password)?;
    let found = find(d, workspace, secret).await?.ok_or(AcceptError::Gone)?;
    let (keys, now) = (d.keys(workspace).await?, d.now());
    let email = keys.reopen(&RowId::of(found.id), &found.email).map_err(Trouble::from)?;
    let actor = Actor::Teammate { workspace, id: found.teammate, role: found.role };
    let change = Change::new(d.change(), &actor, now, entry::of(Action::InvitationAccepted, &found.id))
        .also(entry::of(Action::TeammateAdded, &found.teammate))
        .also(entry::of(Action::TeammateSignedIn, &found.teammate))
        .one(&USE_INVITATION, params![workspace, secret.digest(), now]);
    let change = forgetting(change, workspace, found.teammate);
    let new = NewTeammate { name, email, password: Some(password) };
    let change = teammates::placing(d, &keys, change, (found.teammate, found.leaf), found.role, new).await?;
    let (change, secret) = teammates::starting(d, change, workspace, found.teammate);
    match d.store.commit(change).await {
        Ok(_) => Ok(SignedIn { actor, secret }),
        Err(Failed::Conflict(step)) if step == USE_INVITATION.name => Err(AcceptError::Gone),
        Err(Failed::Conflict(_)) => Err(AcceptError::EmailTaken),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
