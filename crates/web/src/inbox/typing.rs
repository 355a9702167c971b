//! A teammate is writing to the contact: told at once, kept nowhere.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use domain::conversations;
use privacy::Id;
use privacy::access::{act, allow};

use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::rate::Kind;
use crate::messenger::allowed;

/// `POST /inbox/{id}/typing`, by scripts alone.
pub(super) async fn typing(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    if !who.has_token(headers.get("csrf").and_then(|value| value.to_str().ok())) {
        return Err(Problem::Forged);
    }
    allowed(
        app.rates.check(Kind::Typing, format!("{}/{}", who.actor.workspace(), who.actor.id()).as_bytes()),
    )?;
    let id: Id<privacy::ids::Conversation> = id.parse().map_err(|_| Problem::NotFound)?;
    let found = conversations::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)?;
    let held = allow::<_, act::Reply>(&who.actor, found).map_err(|_| Problem::NotFound)?;
    conversations::typing(&app.d, &held);
    Ok(StatusCode::NO_CONTENT)
}
