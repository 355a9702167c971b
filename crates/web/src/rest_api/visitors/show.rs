//! One visitor.

use axum::Json;
use axum::extract::State;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::query::Query;
use super::super::shapes::visitor::Visitor;
use super::{find, shown};
use crate::app::App;

/// The visitor whom `user_id` names.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<Visitor>, Problem> {
    let id = query.get("user_id").ok_or_else(|| Problem::missing("user_id"))?;
    let found = find(&app, &caller.by, id).await?;
    shown(&app, &caller.by, found.id).await.map(Json)
}
