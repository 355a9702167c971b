//! One teammate.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::teammates;
use privacy::ids::Teammate;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::admin::Admin;
use super::workplace;
use crate::app::App;

const NOT_THERE: Problem =
    Problem::of(StatusCode::NOT_FOUND, "admin_not_found", "There is no admin with this id.");

/// The teammate of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    id: Result<IdOf<Teammate>, Problem>,
) -> Result<Json<Admin>, Problem> {
    let IdOf(id) = id.map_err(|_| NOT_THERE)?;
    let (_, permit) = workplace(&app, &caller.by).await?;
    let teammate = teammates::find(&app.d, &permit, id).await?.ok_or(NOT_THERE)?;
    Ok(Json(Admin::of(teammate, caller.version)))
}
