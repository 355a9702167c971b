//! Telling what a contact did.

use axum::extract::State;
use axum::http::StatusCode;
use domain::contacts::Contact;
use domain::data_events::{self, NewEvent};
use domain::limits;
use privacy::access::{Allowed, act, allow};
use privacy::sealed::Json as Sealable;
use privacy::{Personal, Time};

use super::super::caller::Caller;
use super::super::conversations::who::{self, Names};
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use crate::app::App;

/// Keeps the event of whom `id`, `user_id` or `email` names. One that was told before changes nothing.
pub(in super::super) async fn track(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<StatusCode, Problem> {
    let name = required(fields.line("event_name", limits::EVENT_NAME_BYTES)?, "event_name")?;
    let happened_at: Time = required(fields.time("created_at")?, "created_at")?;
    let metadata = fields.object("metadata")?.value().map(|given| Personal::new(Sealable(given.into_map())));
    let about = about(&app, &caller, &mut fields).await?;
    data_events::track(&app.d, &about, NewEvent { name, metadata, happened_at, key: None }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Of whom something is told, if the caller may.
pub(super) async fn about(
    app: &App,
    caller: &Caller,
    fields: &mut Fields,
) -> Result<Allowed<Contact, act::TrackEvent>, Problem> {
    let names = Names { own: "id", email: true };
    let mut found = who::contacts(app, &caller.by, fields, &names).await?.into_iter();
    let contact = found.next().ok_or_else(Problem::not_found)?;
    if found.next().is_some() {
        return Err(Problem::invalid("email", "Several contacts have this address: name one by id."));
    }
    Ok(allow(&caller.by, contact)?)
}
