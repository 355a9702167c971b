//! What somebody did on the website, as the page around their messenger tells it: nobody has proven it.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use domain::contacts;
use domain::data_events::{self, Metadata, NewEvent};
use domain::limits;
use domain::messages::ClientKey;
use privacy::access::{act, allow};
use privacy::sealed::Json as Sealable;
use privacy::{Personal, Time};
use serde::Deserialize;

use super::given::{bad, object};
use super::session::{Messenger, allowed};
use crate::app::App;
use crate::edge::Peer;
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;

/// The largest body: a name, metadata, and what surrounds them.
const BODY_BYTES: usize = 16 * 1024;

#[derive(Deserialize)]
struct Told {
    name: Personal<String>,
    #[serde(default)]
    metadata: Option<Personal<Metadata>>,
    client_key: String,
    /// How long ago it was done: the browser's clock need not be right for that.
    seconds_ago: u32,
}

/// `POST /messenger/{app_id}/track`: whoever has a session is known; of nobody else anything is kept.
pub(super) async fn track(
    State(app): State<App>,
    who: Messenger,
    axum::Extension(Peer(peer)): axum::Extension<Peer>,
    request: Request,
) -> Result<StatusCode, Problem> {
    allowed(app.rates.check_address(Kind::MessengerEventAddress, peer))?;
    allowed(app.rates.check(Kind::MessengerEvent, who.contact.raw().bytes()))?;
    let (parts, body) = request.into_parts();
    let expected = "an object with name (text), metadata (object), client_key and seconds_ago (whole number) is expected";
    let told: Told = object(&parts.headers, body, BODY_BYTES, expected).await?;
    let key = ClientKey::read(&told.client_key)
        .ok_or_else(|| bad("client_key has 32 hexadecimal digits, lower case"))?;
    if u64::from(told.seconds_ago) > limits::EVENT_LATE.as_secs() {
        return Err(bad("an event is told within seven days"));
    }
    let found =
        contacts::find(&app.d, who.actor.workspace(), who.contact).await?.ok_or(Problem::SignedOut)?;
    let about = allow::<_, act::TrackEvent>(&who.actor, found)?;
    let event = NewEvent {
        name: told.name,
        metadata: told.metadata.map(|metadata| metadata.map(Sealable)),
        happened_at: Time::from_micros(app.d.now().micros() - i64::from(told.seconds_ago) * 1_000_000),
        key: Some(key),
    };
    data_events::track(&app.d, &about, event).await?;
    Ok(StatusCode::NO_CONTENT)
}
