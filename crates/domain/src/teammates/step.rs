//! The second step of signing in: whoever gave the right password, or followed a link, owes a code.

use activity_log::Action;
use privacy::Id;
use privacy::access::{Actor, Role, SystemRole};
use privacy::ids::{Teammate, Workspace};
use privacy::secret::Secret;
use store::{Change, Count, Failed, params, statements};
use zeroize::Zeroizing;

use super::second_factor::{CodeError, taking};
use super::session::starting;
use super::sign_in::{STILL_SO, SignedIn, USE_SIGN_IN_LINK};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// Somebody owes a code.
    ADD_STEP = "INSERT INTO sign_in_steps (workspace_id, step_hash, teammate_id, tries, created_at, expires_at) \
                VALUES ($1, $2, $3, 0, $4, $5)";
    /// Who owes a code.
    FIND_STEP = "SELECT s.teammate_id, t.role FROM sign_in_steps s \
                 JOIN teammates t ON t.workspace_id = s.workspace_id AND t.teammate_id = s.teammate_id \
                 WHERE s.workspace_id = $1 AND s.step_hash = $2 AND s.expires_at > $3 AND s.tries < $4 AND t.state = 'active'";
    /// A code was tried, before it is known whether it is right.
    COUNT_TRY = "UPDATE sign_in_steps SET tries = tries + 1 \
                 WHERE workspace_id = $1 AND step_hash = $2 AND expires_at > $3 AND tries < $4";
    /// It was given.
    END_STEP = "DELETE FROM sign_in_steps WHERE workspace_id = $1 AND step_hash = $2";
    /// Those that nobody finished.
    REMOVE_OLD_STEPS = "DELETE FROM sign_in_steps WHERE workspace_id = $1 AND expires_at <= $2";
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The step is over: too late, too many codes, or done already. It begins with the password again.
    #[error("the sign-in took too long or too many codes: begin again")]
    Over,
    /// The code was not taken.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl From<Trouble> for StepError {
    fn from(trouble: Trouble) -> Self {
        Self::Code(trouble.into())
    }
}

/// Begins the step; a link that led here is used up by it. Answers the step's secret; `None` where the link was not good.
pub(super) async fn begin(
    d: &Deployment,
    workspace: Id<Workspace>,
    (id, version): (Id<Teammate>, i64),
    link: Option<&Secret>,
) -> Result<Option<Zeroizing<String>>, Trouble> {
    let (now, secret) = (d.now(), Secret::fresh(&d.random));
    // Nobody has proved to be the teammate yet.
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let mut change = Change::new(d.change(), &program, now, entry::of(Action::SignInStepBegun, &id))
        .one(&STILL_SO, params![workspace, id, Count(version)]);
    if let Some(link) = link {
        change = change.one(&USE_SIGN_IN_LINK, params![workspace, link.digest(), now]);
    }
    let change = change
        .any(&REMOVE_OLD_STEPS, params![workspace, now])
        .one(&ADD_STEP, params![workspace, secret.digest(), id, now, now.after(limits::SIGN_IN_STEP)]);
    match d.store.commit(change).await {
        Ok(_) => Ok(Some(secret.reveal())),
        Err(Failed::Conflict(_)) => Ok(None),
        Err(failed) => Err(failed.into()),
    }
}

/// Ends the step with a code, from the app or from the paper, and signs in. The try is counted before the code is looked at.
pub async fn by_code(
    d: &Deployment,
    workspace: Id<Workspace>,
    step: &Secret,
    code: &str,
) -> Result<SignedIn, StepError> {
    let tries = Count(limits::CODES_A_STEP);
    let found = d.store.row(&FIND_STEP, params![workspace, step.digest(), d.now(), tries]).await;
    let mut c = found.map_err(Trouble::from)?.ok_or(StepError::Over)?.cells();
    let id: Id<Teammate> = c.id().map_err(Trouble::from)?;
    let actor = Actor::Teammate { workspace, id, role: c.code(Role::of_code).map_err(Trouble::from)? };
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let counted = Change::new(d.change(), &program, d.now(), entry::of(Action::SignInCodeTried, &id))
        .one(&COUNT_TRY, params![workspace, step.digest(), d.now(), tries]);
    match d.store.commit(counted).await {
        Ok(_) => {}
        Err(Failed::Conflict(_)) => return Err(StepError::Over),
        Err(failed) => return Err(Trouble::from(failed).into()),
    }
    let change = taking(d, &actor, id, code, Action::TeammateSignedIn).await?;
    let change = change.one(&END_STEP, params![workspace, step.digest()]);
    let (change, secret) = starting(d, change, workspace, id);
    match d.store.commit(change).await {
        Ok(_) => Ok(SignedIn { actor, secret }),
        Err(Failed::Conflict(_)) => Err(CodeError::Wrong.into()),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
