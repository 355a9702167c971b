//! Signing in: by password, or by a link that the operator was shown.

use activity_log::Action;
use privacy::access::{Actor, Role, SystemRole, permit};
use privacy::ids::{Teammate, Workspace};
use privacy::purpose::Purpose;
use privacy::secret::Secret;
use privacy::{Id, Personal, RowId, Sealed, password};
use store::{Applied, Change, Count, Failed, params, statements};
use zeroize::Zeroizing;

use super::session::starting;
use super::{second_factor, step};
use crate::uses::{TeammateEmail, TeammatePassword};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// The teammate of that address, for checking a password.
    FIND_TEAMMATE_BY_EMAIL = "SELECT teammate_id, role, version, password FROM teammates \
                     WHERE workspace_id = $1 AND email_index = $2 AND state = 'active'";
    /// A new link.
    ADD_SIGN_IN_LINK = "INSERT INTO sign_in_links (workspace_id, link_hash, teammate_id, uses_left, created_at, expires_at) \
                        VALUES ($1, $2, $3, $4, $5, $6)";
    /// Whom a link signs in.
    FIND_SIGN_IN_LINK = "SELECT l.teammate_id, t.role, t.version FROM sign_in_links l \
                         JOIN teammates t ON t.workspace_id = l.workspace_id AND t.teammate_id = l.teammate_id \
                         WHERE l.workspace_id = $1 AND l.link_hash = $2 AND l.uses_left > 0 AND l.expires_at > $3 \
                         AND t.state = 'active'";
    /// The teammate still is as they were when the password or link was looked at: it was not changed since, nor they
    /// deactivated.
    STILL_SO = "UPDATE teammates SET version = version WHERE workspace_id = $1 AND teammate_id = $2 AND version = $3 \
                AND state = 'active'";
    /// Uses a link once.
    USE_SIGN_IN_LINK = "UPDATE sign_in_links SET uses_left = uses_left - 1 \
                        WHERE workspace_id = $1 AND link_hash = $2 AND uses_left > 0 AND expires_at > $3";
}

/// Why nobody was signed in. Which of address and password was wrong is not told.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address, the password or the link is not right.
    #[error("the e-mail address or password is not right")]
    Refused,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// A teammate who has just signed in.
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// The session's secret, for the cookie.
    pub secret: Zeroizing<String>,
}

/// How far somebody got by a password or a link.
pub enum Entered {
    /// They are in.
    In(SignedIn),
    /// They owe a code; this is the step's secret.
    Code(Zeroizing<String>),
}

impl Entered {
    /// Whoever is in.
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::In(signed_in) => Some(signed_in),
            Self::Code(_) => None,
        }
    }
}

/// Signs in by address and password. Takes as long for an unknown address as for a wrong password.
pub async fn by_password(
    d: &Deployment,
    workspace: Id<Workspace>,
    email: &Personal<String>,
    given: Personal<String>,
) -> Result<Entered, SignInError> {
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let keys = d.keys(workspace).await.map_err(|_| SignInError::Refused)?;
    let index = keys.index::<TeammateEmail>(email);
    let row = d.store.row(&FIND_TEAMMATE_BY_EMAIL, params![workspace, index]).await.map_err(Trouble::from)?;
    let found = row.map(read).transpose()?;
    let hash = match &found {
        Some((id, _, Some(sealed))) => {
            let permit = permit(&program, Purpose::Authentication).map_err(|_| SignInError::Refused)?;
            Some(keys.open(&permit, &RowId::of(id), sealed).map_err(Trouble::from)?)
        }
        _ => None,
    };
    let random = d.random.clone();
    let right = tokio::task::spawn_blocking(move || match hash {
        Some(hash) => password::verify(&given, &hash),
        None => password::hash(&random, &given).is_none(),
    });
    let right = right.await.map_err(|_| Trouble::Broken)?;
    match found {
        Some((id, (role, version), _)) if right => {
            start(d, Actor::Teammate { workspace, id, role }, (id, version), None).await
        }
        Some((id, ..)) => refuse(d, &program, &entry::of(Action::TeammateSignInFailed, &id)).await,
        None => refuse(d, &program, &entry::of(Action::TeammateSignInFailed, &workspace)).await,
    }
}

type Found = (Id<Teammate>, (Role, i64), Option<Sealed<TeammatePassword>>);

fn read(row: store::Row) -> Result<Found, Trouble> {
    let mut c = row.cells();
    Ok((c.id()?, (c.code(Role::of_code)?, c.count()?), c.maybe_sealed()?))
}

async fn refuse(d: &Deployment, by: &Actor, act: &store::Act) -> Result<Entered, SignInError> {
    d.store.commit(Change::new(d.change(), by, d.now(), act.clone())).await.map_err(Trouble::from)?;
    Err(SignInError::Refused)
}

/// Makes a link that signs the teammate in `uses` times, for a day.
pub async fn create_link(
    d: &Deployment,
    by: &Actor,
    teammate: Id<Teammate>,
    uses: i64,
) -> Result<Zeroizing<String>, Trouble> {
    let change = Change::new(d.change(), by, d.now(), entry::of(Action::SignInLinkCreated, &teammate));
    let (change, secret) = adding_link(d, change, by.workspace(), teammate, uses);
    d.store.commit(change).await?;
    Ok(secret.reveal())
}

/// Joins such a link to a change; its secret goes with it.
pub(super) fn adding_link(
    d: &Deployment,
    change: Change,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
    uses: i64,
) -> (Change, Secret) {
    let (secret, now) = (Secret::fresh(&d.random), d.now());
    let link = params![workspace, secret.digest(), teammate, Count(uses), now, now.after(limits::LINK)];
    (change.one(&ADD_SIGN_IN_LINK, link), secret)
}

/// Signs in by link. One that is not good is entered as a failed sign-in, where there is such a workspace.
pub async fn by_link(
    d: &Deployment,
    workspace: Id<Workspace>,
    secret: &Secret,
) -> Result<Entered, SignInError> {
    let row = d.store.row(&FIND_SIGN_IN_LINK, params![workspace, secret.digest(), d.now()]).await;
    let Some(row) = row.map_err(Trouble::from)? else {
        d.keys(workspace).await.map_err(|_| SignInError::Refused)?;
        let program = Actor::System { workspace, role: SystemRole::SignIn };
        return refuse(d, &program, &entry::of(Action::TeammateSignInFailed, &workspace)).await;
    };
    let mut c = row.cells();
    let id: Id<Teammate> = c.id().map_err(Trouble::from)?;
    let role = c.code(Role::of_code).map_err(Trouble::from)?;
    let version = c.count().map_err(Trouble::from)?;
    start(d, Actor::Teammate { workspace, id, role }, (id, version), Some(secret)).await
}

async fn start(
    d: &Deployment,
    actor: Actor,
    (teammate, version): (Id<Teammate>, i64),
    link: Option<&Secret>,
) -> Result<Entered, SignInError> {
    let (workspace, now) = (actor.workspace(), d.now());
    if second_factor::is_on(d, workspace, teammate).await? {
        let step = step::begin(d, workspace, (teammate, version), link).await?;
        return step.map(Entered::Code).ok_or(SignInError::Refused);
    }
    let mut change = Change::new(d.change(), &actor, now, entry::of(Action::TeammateSignedIn, &teammate))
        .one(&STILL_SO, params![workspace, teammate, Count(version)]);
    if let Some(link) = link {
        change = change.one(&USE_SIGN_IN_LINK, params![workspace, link.digest(), now]);
    }
    let (change, secret) = starting(d, change, workspace, teammate);
    match d.store.commit(change).await {
        Ok(Applied::Now | Applied::Before) => Ok(Entered::In(SignedIn { actor, secret })),
        Err(Failed::Conflict(_)) => Err(SignInError::Refused),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
