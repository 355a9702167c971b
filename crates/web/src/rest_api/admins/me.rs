//! Whose token this is.

use axum::Json;
use axum::extract::State;
use domain::{teammates, teams, workspaces};
use privacy::access::Actor;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::shapes::admin::Me;
use super::workplace;
use crate::app::App;

/// The teammate to whom the token belongs, and their workspace.
pub(in super::super) async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Me>, Problem> {
    let (workspace, permit) = workplace(&app, &caller.by).await?;
    let Actor::Token { teammate, .. } = caller.by else { return Err(Problem::unauthorized()) };
    let teammate = teammates::find(&app.d, &permit, teammate).await?.ok_or_else(Problem::unauthorized)?;
    let shown = workspaces::shown(&app.d, workspace.thing(), &permit).await?;
    let teams = teams::of_teammates(&app.d, &permit).await?.remove(&teammate.id).unwrap_or_default();
    Ok(Json(Me::of(teammate, &teams, workspace.thing(), shown)))
}
