//! Lifting a hold. An erasure that waited for it goes on.

use axum::Json;
use axum::extract::State;
use domain::holds;
use privacy::ids::Hold as HoldKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::hold::Hold;
use crate::app::App;

/// `POST /holds/{id}/lift`. The body is not read. Lifting again changes nothing and answers the same.
pub(in super::super) async fn lift(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<HoldKind>,
) -> Result<Json<Hold>, Problem> {
    holds::lift(&app.d, &caller.by, id).await?;
    let hold = holds::find(&app.d, &caller.by, id).await?;
    Ok(Json(Hold::of(hold, app.d.now())))
}
