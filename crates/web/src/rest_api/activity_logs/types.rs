//! The names that acts have.

use axum::Json;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::shapes::activity_log::EventTypes;
use super::names;

/// Every name that an act can have.
pub(in super::super) async fn types(_: Caller) -> Result<Json<EventTypes>, Problem> {
    Ok(Json(EventTypes::of(names::all())))
}
