//! All teams.

use axum::Json;
use axum::extract::State;
use domain::teams;

use super::super::admins::workplace;
use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::shapes::team::{Team, TeamList};
use crate::app::App;

/// The teams of the caller's workspace.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<TeamList>, Problem> {
    let (_, permit) = workplace(&app, &caller.by).await?;
    let teams = teams::list(&app.d, &permit).await?;
    Ok(Json(TeamList::of(teams.into_iter().map(Team::of).collect())))
}
