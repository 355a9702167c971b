//! All teammates.

use axum::Json;
use axum::extract::State;
use domain::{teammates, teams};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::shapes::admin::{Admin, AdminList};
use super::workplace;
use crate::app::App;

/// The teammates of the caller's workspace.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<AdminList>, Problem> {
    let (_, permit) = workplace(&app, &caller.by).await?;
    let teammates = teammates::list(&app.d, &permit).await?;
    let mut teams = teams::of_teammates(&app.d, &permit).await?;
    let admins = teammates.into_iter().map(|teammate| {
        let theirs = teams.remove(&teammate.id).unwrap_or_default();
        Admin::of(teammate, &theirs, caller.version)
    });
    Ok(Json(AdminList::of(admins.collect())))
}
