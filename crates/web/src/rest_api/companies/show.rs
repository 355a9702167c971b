//! One company, and its end.

use axum::Json;
use axum::extract::State;
use domain::companies;
use privacy::access::{act, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::Part;
use super::super::shapes::company::{Company, Gone};
use super::{find, reading, shown};
use crate::app::App;

/// The company of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Part(id): Part,
) -> Result<Json<Company>, Problem> {
    let permit = reading(&app, &caller.by).await?;
    shown(&app, &permit, &find(&app, &caller.by, &id).await?).await.map(Json)
}

/// Deletes the company of that id; its contacts stay.
pub(in super::super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Part(id): Part,
) -> Result<Json<Gone>, Problem> {
    let held = allow::<_, act::ManageCompanies>(&caller.by, find(&app, &caller.by, &id).await?)?;
    companies::delete(&app.d, &held).await?;
    Ok(Json(Gone::of(held.thing().id.to_string())))
}
