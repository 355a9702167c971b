//! What a contact did: page by page from the newest on, or summed up by name.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::contacts::{self, Contact};
use domain::data_events::{self, Before};
use domain::limits;
use privacy::Personal;
use privacy::access::Actor;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::query::Query;
use super::super::shapes::event::{EventList, EventSummary, Whose};
use crate::app::App;

/// As many as clients expect who do not say.
const PER_PAGE: i64 = 15;

/// The events of whom `user_id`, `intercom_user_id` or `email` names; with `summary`, how often they did what.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Response, Problem> {
    if query.get("type") != Some("user") {
        return Err(Problem::invalid("type", "type must be user."));
    }
    let size = size(query.get("per_page"))?;
    let after = query.get("before").map_or(Ok(Before::ALL), place)?;
    let summary = flag(query.get("summary"))?;
    let contact = whose(&app, &caller.by, &query).await?;
    let (about, permit) = contacts::read_by(&app.d, &caller.by, contact.id).await?;
    let shown = contacts::show(&app.d.keys(contact.workspace).await?, &permit, about.thing())?;
    let whose = Whose { id: contact.id.to_string(), user_id: shown.external_id, email: shown.email };
    if summary {
        let all = data_events::summary(&app.d, &about, &permit).await?;
        return Ok(Json(EventSummary::of(whose, all)).into_response());
    }
    let mut events = data_events::list(&app.d, &about, &permit, after, size + 1).await?;
    let more = events.len() > usize::try_from(size).unwrap_or(usize::MAX);
    events.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let last = events.last().filter(|_| more);
    // The address names nobody but by the id that we gave them: what else they are known by is no part of an address.
    let next = last.map(|last| {
        let place = Before::of(last);
        let base = &app.public_origin;
        format!("{base}/events?type=user&intercom_user_id={}&per_page={size}&before={place}", contact.id)
    });
    Ok(Json(EventList::of(&whose, events, next)).into_response())
}

async fn whose(app: &App, by: &Actor, query: &Query) -> Result<Contact, Problem> {
    let (d, workspace) = (&app.d, by.workspace());
    if let Some(id) = query.get("intercom_user_id") {
        let id = id.parse().map_err(|_| Problem::not_found())?;
        return contacts::find(d, workspace, id).await?.ok_or_else(Problem::not_found);
    }
    let known = |name| query.get(name).map(|given| Personal::new(given.to_owned()));
    if let Some(id) = known("user_id") {
        return contacts::find_by_external_id(d, workspace, &id).await?.ok_or_else(Problem::not_found);
    }
    let email = known("email").ok_or_else(|| Problem::missing("user_id"))?;
    let mut found = contacts::find_by_email(d, workspace, &email).await?.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Problem::not_found()),
        (Some(_), Some(_)) => {
            let text = "Several contacts have this address: name one by intercom_user_id.";
            Err(Problem::invalid("email", text))
        }
    }
}

fn size(given: Option<&str>) -> Result<i64, Problem> {
    let Some(given) = given else { return Ok(PER_PAGE) };
    let plain = given.len() <= 3 && given.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| given.parse().ok()).flatten().filter(|size| (1..=limits::PAGE).contains(size));
    let allowed = || format!("per_page must be a whole number from 1 to {}.", limits::PAGE);
    number.ok_or_else(|| Problem::invalid("per_page", allowed()))
}

fn flag(given: Option<&str>) -> Result<bool, Problem> {
    match given {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Problem::invalid("summary", "summary must be true or false.")),
    }
}

fn place(given: &str) -> Result<Before, Problem> {
    let wrong = || Problem::invalid("before", "before must come from pages.next of the page before.");
    Before::read(given).ok_or_else(wrong)
}
