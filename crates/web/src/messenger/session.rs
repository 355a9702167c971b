//! The visitor behind a token, and how one begins.

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::erasure;
use domain::refusals::Cause;
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Contact, Workspace};
use privacy::secret::Secret;

use super::frame::{language, shown};
use crate::app::App;
use crate::edge::Peer;
use crate::edge::rate::{Decision, Kind};
use crate::inbox::problem::Problem;
use crate::refused;

/// A contact whose messenger this is.
pub(super) struct Messenger {
    pub(super) actor: Actor,
    pub(super) contact: Id<Contact>,
    pub(super) secret: Secret,
}

impl FromRequestParts<App> for Messenger {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(path): Path<std::collections::HashMap<String, String>> =
            Path::from_request_parts(parts, app).await.map_err(|_| Problem::NotFound)?;
        let workspace: Id<Workspace> =
            path.get("app_id").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
        let header = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
        let secret = header.and_then(|value| value.strip_prefix("Bearer ")).and_then(Secret::read);
        let secret = secret.ok_or(Problem::SignedOut)?;
        let actor = domain::messenger_sessions::authenticate(&app.d, workspace, &secret).await?;
        if let Some(actor @ Actor::Contact { id, .. }) = actor {
            return Ok(Self { actor, contact: id, secret });
        }
        asks(app, parts.extensions.get().copied())?;
        match domain::messenger_sessions::ended_by_erasure(&app.d, workspace, &secret).await? {
            Some(erasure::State::Deferred) => return Err(Problem::ErasureWaits),
            Some(_) => return Err(Problem::Erased),
            None => {}
        }
        refused::note(app, workspace, Cause::MessengerSession).await;
        Err(Problem::SignedOut)
    }
}

/// `POST /messenger/{app_id}/visitors`: a visitor begins, with their first message about to be sent.
pub(super) async fn start(
    State(app): State<App>,
    Path(app_id): Path<String>,
    axum::Extension(Peer(peer)): axum::Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let workspace: Id<Workspace> = app_id.parse().map_err(|_| Problem::NotFound)?;
    allowed(app.rates.check_address(Kind::VisitorStart, peer))?;
    let settings = shown(&app, &app_id).await?.settings;
    let language = language(&settings, &headers);
    let visitor = domain::messenger_sessions::start(&app.d, workspace, Some(language.known())).await?;
    let answer = serde_json::json!({
        "token": *visitor.secret,
        "visitor": {"id": visitor.contact.to_string(), "name": domain::contacts::pseudonym(&visitor.contact)},
    });
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Counts what an address asks that proved nothing, before anything is looked up for it.
pub(super) fn asks(app: &App, peer: Option<Peer>) -> Result<(), Problem> {
    peer.map_or(Ok(()), |Peer(address)| allowed(app.rates.check_address(Kind::Address, address)))
}

/// Goes on only within the limit.
pub(crate) fn allowed(decision: Decision) -> Result<(), Problem> {
    let wait = u64::try_from(decision.retry_after).unwrap_or(1);
    if decision.allowed { Ok(()) } else { Err(Problem::TooFast(wait)) }
}
