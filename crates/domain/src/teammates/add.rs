//! Adding a teammate.

use activity_log::Action;
use privacy::access::{Allowed, Denied, Role, act, allow};
use privacy::ids::{Teammate, Workspace};
use privacy::keys::{HolderKind, Leaf, LeafKind, Under, WorkspaceKeys};
use privacy::{Id, Personal, RowId, password};
use store::{Change, Code, Count, Failed, Series, params, statements};

use crate::contacts::holding;
use crate::uses::{TeammateEmail, TeammateName, TeammatePassword};
use crate::{Deployment, Trouble, entry, workspaces};

statements! {
    /// A new teammate; none when the address is taken.
    ADD_TEAMMATE = "INSERT INTO teammates (workspace_id, teammate_id, tree, leaf, role, state, version, name, email, \
                    email_index, password, created_at, updated_at) \
                    VALUES ($1, $2, $3, $4, $5, 'active', 1, $6, $7, $8, $9, $10, $10) ON CONFLICT DO NOTHING";
}

/// Someone to add.
pub struct NewTeammate {
    /// Their name.
    pub name: Personal<String>,
    /// Their address, with which they sign in.
    pub email: Personal<String>,
    /// Their password; without one they sign in by link.
    pub password: Option<Personal<String>>,
}

/// Why a teammate was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Another teammate of the workspace has that address.
    #[error("a teammate with this e-mail address exists")]
    EmailTaken,
    /// Who adds teammates adds agents; who gives roles adds others too.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// What a password must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    /// Too short to be safe.
    #[error("a password has at least {} characters", password::MIN_CHARACTERS)]
    TooShort,
    /// Too long to be one.
    #[error("a password has at most {} bytes", password::MAX_BYTES)]
    TooLong,
}

/// Checks a new password against the rules. Space around it makes it no longer.
pub fn check_password(password: &Personal<String>) -> Result<(), PasswordRule> {
    if password.is(|text| text.len() > password::MAX_BYTES) {
        return Err(PasswordRule::TooLong);
    }
    if password.is(|text| text.trim().chars().count() < password::MIN_CHARACTERS) {
        return Err(PasswordRule::TooShort);
    }
    Ok(())
}

/// Adds a teammate.
pub async fn add(
    d: &Deployment,
    to: &Allowed<workspaces::Workspace, act::ManageTeammates>,
    role: Role,
    new: NewTeammate,
) -> Result<Id<Teammate>, AddError> {
    let workspace: Id<Workspace> = to.thing().id;
    if role != Role::Agent {
        allow::<_, act::GiveRoles>(to.actor(), to.thing().clone())?;
    }
    let id = Id::<Teammate>::of(d.store.number(workspace, Series::Teammates).await.map_err(Trouble::from)?);
    let keys = d.keys(workspace).await?;
    let change = Change::new(d.change(), to.actor(), d.now(), entry::of(Action::TeammateAdded, &id));
    let change = adding(d, &keys, change, id, role, new).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(id),
        Err(Failed::Conflict(name)) if name == ADD_TEAMMATE.name => Err(AddError::EmailTaken),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The steps that add a teammate, joined to a change.
pub(crate) async fn adding(
    d: &Deployment,
    keys: &WorkspaceKeys,
    change: Change,
    id: Id<Teammate>,
    role: Role,
    new: NewTeammate,
) -> Result<Change, Trouble> {
    let leaf = d.vault.deal(keys.workspace(), LeafKind::Teammate).await?;
    let change = holding(keys, change, HolderKind::Teammate, id, leaf, d.now())?;
    placing(d, keys, change, (id, leaf), role, new).await
}

/// The step that adds a teammate whose number and leaf are theirs already, joined to a change.
pub(crate) async fn placing(
    d: &Deployment,
    keys: &WorkspaceKeys,
    change: Change,
    (id, leaf): (Id<Teammate>, Leaf),
    role: Role,
    new: NewTeammate,
) -> Result<Change, Trouble> {
    let (now, row, under) = (d.now(), RowId::of(id), Under::one(leaf));
    let hash = match new.password {
        Some(password) => {
            let random = d.random.clone();
            let hash = tokio::task::spawn_blocking(move || password::hash(&random, &password));
            let hash = hash.await.ok().flatten().ok_or(Trouble::Broken)?;
            Some(keys.seal::<TeammatePassword>(under, &row, &hash)?)
        }
        None => None,
    };
    Ok(change.one(
        &ADD_TEAMMATE,
        params![
            keys.workspace(),
            id,
            Count::tree(leaf),
            Count::leaf(leaf),
            Code(role.code()),
            keys.seal::<TeammateName>(under, &row, &new.name)?,
            keys.seal::<TeammateEmail>(under, &row, &new.email)?,
            keys.index::<TeammateEmail>(&new.email),
            hash,
            now
        ],
    ))
}
