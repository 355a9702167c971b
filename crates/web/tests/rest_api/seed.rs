//! Workspaces for tests, with an owner and API tokens.

use domain::api_tokens::{self, NewToken};
use domain::teammates::NewTeammate;
use domain::workspaces::{self, NewWorkspace, Settings};
use domain::{Deployment, Trouble};
use privacy::access::{Actor, Scope, SystemRole, allow};
use privacy::ids::{Teammate, Workspace};
use privacy::{Id, Personal, Region, Time};

/// A workspace that a test may use as it likes.
pub(crate) struct Seeded {
    /// The workspace.
    pub(crate) workspace: Id<Workspace>,
    /// Its owner, "Owner Ownerson", `owner@workplace.example`, without a password.
    pub(crate) owner: Id<Teammate>,
    /// The text of a token of the owner's that may write.
    pub(crate) token: String,
}

/// Makes a workspace in the EU with its owner and a token.
pub(crate) async fn workspace(d: &Deployment) -> Result<Seeded, Trouble> {
    let owner = NewTeammate {
        name: Personal::new("Owner Ownerson".to_owned()),
        email: Personal::new("owner@workplace.example".to_owned()),
        password: None,
    };
    let name = Personal::new("Workplace".to_owned());
    let new = NewWorkspace { region: Region::Eu, name, settings: Settings::default(), owner };
    let (workspace, owner) = workspaces::create(d, new, None).await?.ok_or(Trouble::Gone)?;
    let token = token(d, workspace, owner, Scope::Write, None).await?;
    Ok(Seeded { workspace, owner, token })
}

/// Makes a token of a teammate's.
pub(crate) async fn token(
    d: &Deployment,
    workspace: Id<Workspace>,
    teammate: Id<Teammate>,
    scope: Scope,
    expires_at: Option<Time>,
) -> Result<String, Trouble> {
    let by = Actor::System { workspace, role: SystemRole::Setup };
    let found = workspaces::find(d, workspace).await?.ok_or(Trouble::Gone)?;
    let of = allow(&by, found).map_err(|_| Trouble::Gone)?;
    let new = NewToken { teammate, scope, name: Personal::new("For a test".to_owned()), expires_at };
    Ok(api_tokens::create(d, &of, new).await?.to_string())
}

/// Adds a teammate.
pub(crate) async fn teammate(
    d: &Deployment,
    workspace: Id<Workspace>,
    name: &str,
    email: &str,
) -> Result<Id<Teammate>, Trouble> {
    use domain::teammates::{AddError, add};
    let by = Actor::System { workspace, role: SystemRole::Setup };
    let found = workspaces::find(d, workspace).await?.ok_or(Trouble::Gone)?;
    let to = allow(&by, found).map_err(|_| Trouble::Gone)?;
    let new = NewTeammate {
        name: Personal::new(name.to_owned()),
        email: Personal::new(email.to_owned()),
        password: None,
    };
    add(d, &to, privacy::access::Role::Agent, new).await.map_err(|error| match error {
        AddError::Trouble(trouble) => trouble,
        AddError::EmailTaken | AddError::Denied(_) => Trouble::Contended,
    })
}
