//! "Your data": what is held of whoever has this messenger, its end, and the address that a visitor leaves.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::contacts::{self, LeaveError};
use domain::erasure::{self, Source};
use domain::exports;
use domain::workspaces::AskEmail;
use privacy::Personal;
use privacy::access::{act, allow};
use serde::Deserialize;
use serde_json::{Value, json};

use super::frame::{language, shown};
use super::given::object;
use super::session::{Messenger, allowed};
use crate::app::App;
use crate::edge::rate::Kind;
use crate::exported;
use crate::inbox::problem::Problem;

/// `GET /messenger/{app_id}/data`
pub(super) async fn show(State(app): State<App>, who: Messenger) -> Result<Json<Value>, Problem> {
    let own = contacts::own_data(&app.d, &who.actor).await?.ok_or(Problem::SignedOut)?;
    Ok(Json(json!({
        "region": own.region.code(),
        "name": own.shown.name,
        "email": own.shown.email,
        "phone": own.shown.phone,
        "external_id": own.shown.external_id,
        "attributes": own.shown.custom_attributes,
        "held": {
            "conversations": own.held.conversations,
            "messages": own.held.messages,
            "notes": own.held.notes,
            "files": own.held.files,
            "sessions": own.held.sessions,
            "events": own.held.events,
        },
    })))
}

/// `GET /messenger/{app_id}/data/export`: all of it, to be taken away.
pub(super) async fn export(State(app): State<App>, who: Messenger) -> Result<Response, Problem> {
    allowed(app.rates.check(Kind::Export, who.contact.raw().bytes()))?;
    Ok(exported::answer(exports::begin(&app.d, &who.actor, who.contact).await?))
}

/// `POST /messenger/{app_id}/erase`: everything of theirs, for good. 202 where something is still waited for.
pub(super) async fn erase(
    State(app): State<App>,
    who: Messenger,
) -> Result<(StatusCode, Json<Value>), Problem> {
    allowed(app.rates.check(Kind::MessengerSend, who.contact.raw().bytes()))?;
    let workspace = who.actor.workspace();
    let requested = erasure::request(&app.d, &who.actor, who.contact, Source::Messenger).await?;
    erasure::start(&app.d, workspace, requested.erasure);
    let deferred = requested.state == erasure::State::Deferred;
    let status = if deferred || !requested.everywhere { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, Json(json!({ "deferred": deferred }))))
}

#[derive(Deserialize)]
struct Left {
    email: Personal<String>,
}

/// `POST /messenger/{app_id}/email`: refused where the workspace asks for none.
pub(super) async fn leave_address(
    State(app): State<App>,
    who: Messenger,
    request: Request,
) -> Result<StatusCode, Problem> {
    allowed(app.rates.check(Kind::MessengerSend, who.contact.raw().bytes()))?;
    let (parts, body) = request.into_parts();
    let left: Left = object(&parts.headers, body, 4096, "an object with email is expected").await?;
    let settings = shown(&app, &who.actor.workspace().to_string()).await?.settings;
    let words = language(&settings, &parts.headers).words();
    let bad = |sentence: &str| Err(Problem::Bad(sentence.to_owned()));
    if settings.messenger.ask_email == AskEmail::Never {
        return bad(words.problems.no_address);
    }
    let found =
        contacts::find(&app.d, who.actor.workspace(), who.contact).await?.ok_or(Problem::SignedOut)?;
    let contact = allow::<_, act::LeaveAddress>(&who.actor, found)?;
    match contacts::leave_address(&app.d, &contact, left.email).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(LeaveError::Trouble(trouble)) => Err(trouble.into()),
        Err(LeaveError::ChangedMeanwhile) => Err(domain::Trouble::Contended.into()),
        Err(LeaveError::NotAnAddress) => bad(words.messenger.not_an_address),
        Err(LeaveError::Known) => bad(words.problems.address_known),
    }
}
