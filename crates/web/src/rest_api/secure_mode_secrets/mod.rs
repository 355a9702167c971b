//! Secrets that sign users' identities, over the API, under the name that clients know.

mod create;
mod delete;
mod list;

use domain::identity_secrets::Platforms;
use domain::workspaces::{self, Workspace};
use privacy::access::{Allowed, act, allow};
use privacy::ids::IdentitySecret as SecretKind;
use privacy::{Id, Time};
use serde::Serialize;

pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use list::list;

use super::caller::Caller;
use super::error::Problem;
use crate::app::App;

/// A secret as clients see it; with its text where it was made just now.
#[derive(Serialize)]
pub(super) struct Shown {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    supports_web: bool,
    supports_ios: bool,
    supports_android: bool,
    created_at: i64,
}

impl Shown {
    fn of(id: Id<SecretKind>, name: String, platforms: Platforms, created_at: Time) -> Self {
        Self {
            kind: "identity_verification_secret",
            id: id.to_string(),
            name,
            secret: None,
            supports_web: platforms.web,
            supports_ios: platforms.ios,
            supports_android: platforms.android,
            created_at: created_at.seconds(),
        }
    }
}

/// The caller's workspace, whose secrets they may manage.
async fn workspace(
    app: &App,
    caller: &Caller,
) -> Result<Allowed<Workspace, act::ManageIdentitySecrets>, Problem> {
    let found = workspaces::find(&app.d, caller.by.workspace()).await?.ok_or_else(Problem::not_found)?;
    Ok(allow(&caller.by, found)?)
}
