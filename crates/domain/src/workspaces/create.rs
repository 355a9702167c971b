//! Making a workspace, its keys and its owner, in one commit.

use activity_log::Action;
use privacy::access::{Actor, Role, SystemRole};
use privacy::ids::{Teammate, Workspace};
use privacy::keys::Under;
use privacy::sealed::Json;
use privacy::{Id, Personal, Region, RowId};
use store::{Change, Code, Series, params, statements};

use super::Settings;
use crate::teammates::{self, NewTeammate};
use crate::{Deployment, Trouble, entry, setup};

statements! {
    /// A new workspace.
    ADD_WORKSPACE = "INSERT INTO workspaces (workspace_id, region, state, version, name, settings, created_at, updated_at) \
                     VALUES ($1, $2, 'active', 1, $3, $4, $5, $5)";
}

/// What a workspace starts with.
pub struct NewWorkspace {
    /// Where its data is hosted.
    pub region: Region,
    /// Its name.
    pub name: Personal<String>,
    /// Its settings.
    pub settings: Settings,
    /// The teammate to whom it belongs.
    pub owner: NewTeammate,
}

/// Makes a workspace and its owner. With a `link`, that setup link is used up in the same commit; `None` is answered
/// when the link is not (or no longer) good, and nothing is kept.
pub async fn create(
    d: &Deployment,
    new: NewWorkspace,
    link: Option<setup::Link>,
) -> Result<Option<(Id<Workspace>, Id<Teammate>)>, Trouble> {
    let (now, id) = (d.now(), Id::<Workspace>::fresh(&d.random, new.region));
    let keys = d.vault.create_workspace(id, new.region).await?;
    let by = Actor::System { workspace: id, role: SystemRole::Setup };
    let (under, row) = (Under::one(keys.settings_leaf()), RowId::of(id));
    let name = keys.seal::<crate::uses::WorkspaceName>(under, &row, &new.name)?;
    let settings =
        keys.seal::<crate::uses::WorkspaceSettings>(under, &row, &Personal::new(Json(new.settings)))?;
    let act = entry::of(Action::WorkspaceCreated, &id);
    let owner = Id::<Teammate>::of(d.store.number(id, Series::Teammates).await?);
    let mut change = Change::new(d.change(), &by, now, act);
    if let Some(link) = link {
        change = setup::using(change, link, now);
    }
    let change = change.one(&ADD_WORKSPACE, params![id, Code(new.region.code()), name, settings, now]);
    let change = teammates::adding(d, &keys, change, owner, Role::Owner, new.owner).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(Some((id, owner))),
        Err(store::Failed::Conflict(name)) if name == setup::USE_LINK.name => Ok(None),
        Err(failed) => Err(failed.into()),
    }
}
