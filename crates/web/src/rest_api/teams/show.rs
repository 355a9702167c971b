//! One team.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::teams;
use privacy::ids::Team as TeamKind;

use super::super::admins::workplace;
use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::team::Team;
use crate::app::App;

const NOT_THERE: Problem =
    Problem::of(StatusCode::NOT_FOUND, "team_not_found", "There is no team with this id.");

/// The team of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    id: Result<IdOf<TeamKind>, Problem>,
) -> Result<Json<Team>, Problem> {
    let IdOf(id) = id.map_err(|_| NOT_THERE)?;
    let (_, permit) = workplace(&app, &caller.by).await?;
    let team = teams::list(&app.d, &permit).await?.into_iter().find(|team| team.id == id);
    team.map(|team| Json(Team::of(team))).ok_or(NOT_THERE)
}
