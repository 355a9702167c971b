//! One hold, in force or over.

use axum::Json;
use axum::extract::State;
use domain::holds;
use privacy::ids::Hold as HoldKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::hold::Hold;
use crate::app::App;

/// `GET /holds/{id}`
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<HoldKind>,
) -> Result<Json<Hold>, Problem> {
    let hold = holds::find(&app.d, &caller.by, id).await?;
    Ok(Json(Hold::of(hold, app.d.now())))
}
