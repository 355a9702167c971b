//! What a workspace takes as proof of who a user is.

use activity_log::Action;
use privacy::RowId;
use privacy::access::{Allowed, act};
use privacy::keys::Under;
use privacy::sealed::Json;
use store::{Change, Count, Failed, params};

use super::settings::CHANGE_SETTINGS;
use super::{Settings, SettingsError, Workspace};
use crate::identity::Rules;
use crate::{Deployment, Trouble, entry, uses};

/// Changes the rules. It counts for proofs that are shown from now on; what a proof opened before stays open.
pub async fn change_identity_rules(
    d: &Deployment,
    workspace: &Allowed<Workspace, act::ManageIdentitySecrets>,
    rules: Rules,
) -> Result<(), SettingsError> {
    let (held, now) = (workspace.thing(), d.now());
    let (keys, row) = (d.keys(held.id).await?, RowId::of(held.id));
    let settings = keys.reopen(&row, &held.settings).map_err(Trouble::from)?;
    let settings = settings.map(|Json(settings)| Json(Settings { identity: rules, ..settings }));
    let settings = keys
        .seal::<uses::WorkspaceSettings>(Under::one(keys.settings_leaf()), &row, &settings)
        .map_err(Trouble::from)?;
    let act = entry::of(Action::IdentityRulesChanged, &held.id);
    let change = Change::new(d.change(), workspace.actor(), now, act)
        .one(&CHANGE_SETTINGS, params![held.id, Count(held.version), settings, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(SettingsError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
