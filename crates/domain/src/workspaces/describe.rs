//! Giving a workspace another name and colour.

use activity_log::Action;
use privacy::access::{Allowed, act};
use privacy::keys::Under;
use privacy::sealed::Json;
use privacy::{Personal, RowId};
use store::{Change, Count, Failed, params, statements};

use super::settings::{facts_of, other};
use super::{Settings, SettingsError, Workspace};
use crate::{Deployment, Trouble, entry, uses};

statements! {
    /// A new name and new settings over the version that was read.
    DESCRIBE_WORKSPACE = "UPDATE workspaces SET name = $3, settings = $4, version = version + 1, updated_at = $5 \
                          WHERE workspace_id = $1 AND version = $2 AND state = 'active'";
}

/// Changes the name, and what `change` changes of the settings.
pub async fn describe(
    d: &Deployment,
    workspace: &Allowed<Workspace, act::ManageWorkspace>,
    name: &Personal<String>,
    change: impl FnOnce(Settings) -> Settings,
) -> Result<(), SettingsError> {
    let (held, now) = (workspace.thing(), d.now());
    let (keys, row) = (d.keys(held.id).await?, RowId::of(held.id));
    let under = Under::one(keys.settings_leaf());
    let was = keys.reopen(&row, &held.settings).map_err(Trouble::from)?;
    let known = keys.reopen(&row, &held.name).map_err(Trouble::from)?;
    let renamed = !known.is(|known| name.is(|name| name == known));
    let mut changed = Vec::new();
    let settings = keys.reopen(&row, &held.settings).map_err(Trouble::from)?.map(|Json(settings)| {
        let settings = change(settings);
        changed.extend(other(&was, &settings));
        Json(settings)
    });
    let facts = facts_of(renamed.then_some("name").into_iter().chain(changed));
    let name = keys.seal::<uses::WorkspaceName>(under, &row, name).map_err(Trouble::from)?;
    let settings = keys.seal::<uses::WorkspaceSettings>(under, &row, &settings).map_err(Trouble::from)?;
    let act = entry::with(Action::WorkspaceSettingsChanged, &held.id, facts);
    let change = Change::new(d.change(), workspace.actor(), now, act)
        .one(&DESCRIBE_WORKSPACE, params![held.id, Count(held.version), name, settings, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(SettingsError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
