//! How far the erasure of a contact is, and its receipts. Ours: Intercom has no such address.

use activity_log::ReceiptKind;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::erasure;
use privacy::ids::Contact as ContactKind;
use privacy::{Id, Time};
use serde::Serialize;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::{IdOf, Pair};
use crate::app::App;

/// An erasure as clients see it. Times in whole seconds since 1970.
#[derive(Debug, Serialize)]
pub(in super::super) struct Erasure {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    contact_id: String,
    state: &'static str,
    reason: Option<&'static str>,
    requested_at: i64,
    keys_ended_at: Option<i64>,
    everywhere: bool,
    checked_at: Option<i64>,
    completed_at: Option<i64>,
    horizon_at: Option<i64>,
    review_conversation_ids: Vec<String>,
    steps: Vec<Step>,
}

/// One place that an erasure empties.
#[derive(Debug, Serialize)]
struct Step {
    place: String,
    planned: Option<i64>,
    removed: i64,
    finished_at: Option<i64>,
}

/// `GET /contacts/{id}/erasure`
pub(in super::super) async fn erasure(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
) -> Result<Json<Erasure>, Problem> {
    let found = erasure::find_by_contact(&app.d, &caller.by, id).await?;
    let (held, seconds) = (found.erasure, |at: Option<Time>| at.map(Time::seconds));
    let step = |step: erasure::Step| Step {
        place: step.place,
        planned: step.planned,
        removed: step.removed,
        finished_at: seconds(step.finished_at),
    };
    Ok(Json(Erasure {
        kind: "erasure",
        id: held.id.to_string(),
        contact_id: id.to_string(),
        state: held.state.code(),
        reason: found.reason,
        requested_at: held.requested_at.seconds(),
        keys_ended_at: seconds(held.shredded_at),
        everywhere: held.everywhere,
        checked_at: seconds(held.checked_at),
        completed_at: seconds(held.finished_at),
        horizon_at: seconds(held.horizon_at),
        review_conversation_ids: found.review.iter().map(|one| one.conversation.to_string()).collect(),
        steps: found.steps.into_iter().map(step).collect(),
    }))
}

/// `GET /contacts/{id}/erasure/receipts/{kind}`: `keys` once they have ended, `done` once the erasure is complete.
pub(in super::super) async fn receipt(
    State(app): State<App>,
    caller: Caller,
    Pair(contact, kind): Pair,
) -> Result<Response, Problem> {
    let contact: Id<ContactKind> = contact.parse().map_err(|_| Problem::not_found())?;
    let of = match kind.as_str() {
        "keys" => ReceiptKind::KeyEnd,
        "done" => ReceiptKind::Horizon,
        _ => return Err(Problem::not_found()),
    };
    let found = erasure::find_by_contact(&app.d, &caller.by, contact).await?;
    let receipt = erasure::receipt(&app.d, &caller.by, found.erasure.id, of).await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], receipt.to_string()).into_response())
}
