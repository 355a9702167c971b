//! One teammate.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{teammates, teams};
use privacy::Id;
use privacy::ids::Teammate;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::admin::Admin;
use super::workplace;
use crate::app::App;

pub(super) const NOT_THERE: Problem =
    Problem::of(StatusCode::NOT_FOUND, "admin_not_found", "There is no admin with this id.");

/// The teammate of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    id: Result<IdOf<Teammate>, Problem>,
) -> Result<Json<Admin>, Problem> {
    let IdOf(id) = id.map_err(|_| NOT_THERE)?;
    shown(&app, &caller, id).await.map(Json)
}

/// The teammate, with their teams.
pub(super) async fn shown(app: &App, caller: &Caller, id: Id<Teammate>) -> Result<Admin, Problem> {
    let (_, permit) = workplace(app, &caller.by).await?;
    let teammate = teammates::find(&app.d, &permit, id).await?.ok_or(NOT_THERE)?;
    let teams = teams::of_teammates(&app.d, &permit).await?.remove(&id).unwrap_or_default();
    Ok(Admin::of(teammate, &teams, caller.version))
}
