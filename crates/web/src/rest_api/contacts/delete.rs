//! Deleting a contact: the keys of everything of theirs end before this is answered; what is left is removed after it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::contacts::{self, ReadError};
use domain::erasure::{self, Source, State as Stage};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::Contact as ContactKind;
use serde::Serialize;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use crate::app::App;

/// What is left to say of a contact.
#[derive(Debug, Serialize)]
pub(in super::super) struct Gone {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    external_id: Option<String>,
    deleted: bool,
}

/// Erases the contact of that id. 202 where a server or a hold is still waited for.
pub(in super::super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
) -> Result<(StatusCode, Json<Gone>), Problem> {
    let external_id = external_id(&app, &caller.by, id).await?;
    let requested = erasure::request(&app.d, &caller.by, id, Source::Api).await?;
    erasure::start(&app.d, caller.by.workspace(), requested.erasure);
    let deleted = requested.state != Stage::Deferred;
    let status = if deleted && requested.everywhere { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(Gone { kind: "contact", id: id.to_string(), external_id, deleted })))
}

/// Their id at the customer's, as long as there is one to open.
async fn external_id(app: &App, by: &Actor, id: Id<ContactKind>) -> Result<Option<String>, Problem> {
    let (contact, permit) = match contacts::read_by(&app.d, by, id).await {
        Ok(read) => read,
        Err(ReadError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let keys = app.d.keys(by.workspace()).await?;
    Ok(contacts::show(&keys, &permit, contact.thing())?.external_id)
}
