//! Blocking a contact, and closing what is open with them.

use axum::Json;
use axum::extract::State;
use domain::contacts;
use domain::conversations;
use domain::messages::Author;
use privacy::access::{act, allow};
use privacy::ids::Contact as ContactKind;
use serde::Serialize;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::show::changed;
use crate::app::App;

/// What is said of a contact who is blocked.
#[derive(Debug, Serialize)]
pub(in super::super) struct Shut {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    external_id: Option<String>,
    blocked: bool,
}

/// Blocks the contact of that id: they write nothing more, and their open and snoozed conversations are closed.
pub(in super::super) async fn block(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
) -> Result<Json<Shut>, Problem> {
    let by = caller.by;
    let found = contacts::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
    contacts::set_blocked(&app.d, &allow::<_, act::UpdateContact>(&by, found)?, true).await?;
    let closed = conversations::close_all(&app.d, &by, id, Author::of(&by)).await;
    closed.map_err(|error| Problem::from(error).once_made())?;
    let Json(shown) = changed(&app, &caller, id).await?;
    let external_id = shown.into_external_id();
    Ok(Json(Shut { kind: "contact", id: id.to_string(), external_id, blocked: true }))
}
