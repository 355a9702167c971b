//! Changing a workspace's settings.

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Allowed, SystemRole, act, permit};
use privacy::ids::Workspace as WorkspaceKind;
use privacy::keys::Under;
use privacy::purpose::Purpose;
use privacy::sealed::Json;
use privacy::{Id, Personal, RowId};
use store::{Change, Count, Failed, params, statements};

use super::{BadMessenger, Settings, Workspace, find, shown};
use crate::{Deployment, Trouble, entry};

statements! {
    /// New settings over the version that was read.
    CHANGE_SETTINGS = "UPDATE workspaces SET settings = $3, version = version + 1, updated_at = $4 \
                       WHERE workspace_id = $1 AND version = $2 AND state = 'active'";
}

/// Why settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Somebody else changed them in between: look at them again.
    #[error("the settings were changed at the same time")]
    ChangedMeanwhile,
    /// What the messenger is to say cannot be.
    #[error(transparent)]
    Messenger(#[from] BadMessenger),
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Whether a part of the settings is another one.
type Differs = fn(&Settings, &Settings) -> bool;

/// The parts of the settings by their codes, as the log tells of them.
const PARTS: [(&str, Differs); 11] = [
    ("allowed_origins", |one, other| one.allowed_origins != other.allowed_origins),
    ("greeting", |one, other| one.greeting != other.greeting),
    ("colour", |one, other| one.colour != other.colour),
    ("reply_time", |one, other| one.messenger.reply_time != other.messenger.reply_time),
    ("office_hours", |one, other| one.messenger.office_hours != other.messenger.office_hours),
    ("data_contact", |one, other| one.messenger.data_contact != other.messenger.data_contact),
    ("share_page", |one, other| one.messenger.share_page != other.messenger.share_page),
    ("team_name", |one, other| one.messenger.team_name != other.messenger.team_name),
    ("language", |one, other| one.messenger.language != other.messenger.language),
    ("sound", |one, other| one.messenger.sound != other.messenger.sound),
    ("ask_email", |one, other| one.messenger.ask_email != other.messenger.ask_email),
];

/// The parts that are other than they were.
pub(super) fn other<'a>(
    was: &'a Personal<Json<Settings>>,
    are: &'a Settings,
) -> impl Iterator<Item = &'static str> + 'a {
    let changed = |(_, differs): &(&str, Differs)| was.is(|Json(was)| differs(was, are));
    PARTS.into_iter().filter(changed).map(|(part, _)| part)
}

/// What the log is told: which parts changed.
pub(super) fn facts_of(parts: impl Iterator<Item = &'static str>) -> Facts {
    Facts::new().counts(FactKey::Counts, parts.map(|part| (part.to_owned(), 1)).collect())
}

/// Replaces the settings.
pub async fn change_settings(
    d: &Deployment,
    workspace: &Allowed<Workspace, act::ManageWorkspace>,
    settings: Settings,
) -> Result<(), SettingsError> {
    settings.messenger.check()?;
    let (actor, held, now) = (workspace.actor(), workspace.thing(), d.now());
    let (keys, row) = (d.keys(held.id).await?, RowId::of(held.id));
    let was = keys.reopen(&row, &held.settings).map_err(Trouble::from)?;
    let facts = facts_of(other(&was, &settings));
    let sealed = keys
        .seal::<crate::uses::WorkspaceSettings>(
            Under::one(keys.settings_leaf()),
            &row,
            &Personal::new(Json(settings)),
        )
        .map_err(Trouble::from)?;
    let act = entry::with(Action::WorkspaceSettingsChanged, &held.id, facts);
    let change = Change::new(d.change(), actor, now, act)
        .one(&CHANGE_SETTINGS, params![held.id, Count(held.version), sealed, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(SettingsError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Lets pages of `origin` frame the messenger; for the demo, whose website's port may differ from start to start.
pub async fn allow_origin(d: &Deployment, id: Id<WorkspaceKind>, origin: &str) -> Result<(), SettingsError> {
    let by = Actor::System { workspace: id, role: SystemRole::Demo };
    let (Some(workspace), Ok(permit)) = (find(d, id).await?, permit(&by, Purpose::Administration)) else {
        return Err(Trouble::Gone.into());
    };
    let mut settings = shown(d, &workspace, &permit).await?.settings;
    if settings.allowed_origins.iter().any(|known| known == origin) {
        return Ok(());
    }
    settings.allowed_origins.push(origin.to_owned());
    match privacy::access::allow(&by, workspace) {
        Ok(allowed) => change_settings(d, &allowed, settings).await,
        Err(_) => Err(Trouble::Gone.into()),
    }
}
