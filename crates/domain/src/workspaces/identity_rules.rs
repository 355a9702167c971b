//! What a workspace takes as proof of who a user is.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Allowed, act};
use privacy::keys::Under;
use privacy::sealed::Json;
use privacy::{Personal, RowId};
use store::{Change, Count, Failed, params};

use super::settings::CHANGE_SETTINGS;
use super::{Settings, SettingsError, Workspace};
use crate::identity::{self, Rules};
use crate::{Deployment, Trouble, entry, uses};

/// Changes the rules. It counts for proofs that are shown from now on. What a token opened before stays open; what a hash opened
/// ends where hashes are taken no more, for its session has no end of its own that whoever turned them off could know.
pub async fn change_identity_rules(
    d: &Deployment,
    workspace: &Allowed<Workspace, act::ManageIdentitySecrets>,
    rules: Rules,
) -> Result<(), SettingsError> {
    let (held, now) = (workspace.thing(), d.now());
    let (keys, row) = (d.keys(held.id).await?, RowId::of(held.id));
    let settings = keys.reopen(&row, &held.settings).map_err(Trouble::from)?;
    let facts = turned(&settings, rules);
    let settings = settings.map(|Json(settings)| Json(Settings { identity: rules, ..settings }));
    let settings = keys
        .seal::<uses::WorkspaceSettings>(Under::one(keys.settings_leaf()), &row, &settings)
        .map_err(Trouble::from)?;
    let act = entry::with(Action::IdentityRulesChanged, &held.id, facts);
    let change = Change::new(d.change(), workspace.actor(), now, act)
        .one(&CHANGE_SETTINGS, params![held.id, Count(held.version), settings, now]);
    let change = if rules.user_hash { change } else { identity::ending_hashes(change, held.id, now) };
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(SettingsError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// What the log is told: which rules are other than they were, and with 1 or 0 whether they are on now.
fn turned(was: &Personal<Json<Settings>>, rules: Rules) -> Facts {
    let is = |on: fn(&Rules) -> bool| was.is(|Json(was)| on(&was.identity));
    let rule = |name: &str, before: bool, now: bool| (before != now).then(|| (name.to_owned(), now.into()));
    let turned = [
        rule("user_hash", is(|rules| rules.user_hash), rules.user_hash),
        rule("unsigned_attributes", is(|rules| rules.unsigned_attributes), rules.unsigned_attributes),
    ];
    Facts::new().counts(FactKey::Counts, turned.into_iter().flatten().collect())
}
