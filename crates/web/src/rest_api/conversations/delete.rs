//! Deleting a conversation: its keys end before this is answered; what is left is removed after it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::conversations;
use domain::erasure::{self, Source};
use privacy::access::{act, allow};
use privacy::ids::Conversation as ConversationKind;
use serde::Serialize;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use crate::app::App;

/// What is left to say of a conversation.
#[derive(Debug, Serialize)]
pub(in super::super) struct Gone {
    id: String,
    object: &'static str,
    deleted: bool,
}

/// Deletes the conversation of that id. 202 where a server is still waited for. Nothing is kept for reports, so
/// `retain_metrics` changes nothing.
pub(in super::super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ConversationKind>,
) -> Result<(StatusCode, Json<Gone>), Problem> {
    let workspace = caller.by.workspace();
    let found = conversations::find(&app.d, workspace, id).await?.ok_or_else(Problem::not_found)?;
    let held = allow::<_, act::DeleteConversation>(&caller.by, found)?;
    let requested = conversations::delete(&app.d, held, Source::Api).await?;
    erasure::start(&app.d, workspace, requested.erasure);
    let status = if requested.everywhere { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(Gone { id: id.to_string(), object: "conversation", deleted: true })))
}
