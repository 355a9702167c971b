//! Telling what a contact did.

use axum::extract::State;
use axum::http::StatusCode;
use domain::data_events::{self, NewEvent};
use domain::limits;
use privacy::access::{act, allow};
use privacy::sealed::Json as Sealable;
use privacy::{Personal, Time};

use super::super::caller::Caller;
use super::super::conversations::who::{self, Names};
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use crate::app::App;

const ABOUT: Names = Names { own: "id", email: true };

/// Keeps the event of whom `id`, `user_id` or `email` names. One that was told before changes nothing.
pub(in super::super) async fn track(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<StatusCode, Problem> {
    let name = required(fields.line("event_name", limits::EVENT_NAME_BYTES)?, "event_name")?;
    let happened_at: Time = required(fields.time("created_at")?, "created_at")?;
    let metadata = fields.object("metadata")?.value().map(|given| Personal::new(Sealable(given.into_map())));
    let mut found = who::contacts(&app, &caller.by, &mut fields, &ABOUT).await?.into_iter();
    let contact = found.next().ok_or_else(Problem::not_found)?;
    if found.next().is_some() {
        return Err(Problem::invalid("email", "Several contacts have this address: name one by id."));
    }
    let about = allow::<_, act::TrackEvent>(&caller.by, contact)?;
    data_events::track(&app.d, &about, NewEvent { name, metadata, happened_at, key: None }).await?;
    Ok(StatusCode::ACCEPTED)
}
