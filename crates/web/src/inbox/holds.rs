//! Holds: the list with their reviews, placing one from a person's card, lifting one.

use std::collections::HashMap;

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::contacts::pseudonym;
use domain::holds::{self, Ground, HoldError, HoldShown, NewHold, On, Scope};
use domain::{teammates, workspaces};
use privacy::Time;
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::page_headers;
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{HoldLine, HoldsPage, holds_page};
use crate::app::App;
use crate::edge::form::Form;
use crate::words::{HoldWords, Language, day_start, fill};

/// Holds on the list.
const LISTED: i64 = 500;
/// A basis in words, and a few codes.
const FORM_BYTES: usize = 64 * 1024;

/// Which holds the list shows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    past: Option<String>,
}

/// `GET /inbox/holds`
pub(super) async fn list(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    match listed(&app, &who, asked.past.is_some()).await {
        Ok(response) => response,
        Err(problem) => problem.as_page(who.language),
    }
}

async fn listed(app: &App, who: &SignedIn, past: bool) -> Result<Response, Problem> {
    let words = &who.language.words().holds;
    let found =
        holds::list(&app.d, &who.actor, past, None, LISTED).await.map_err(|error| told(error, words))?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    let names: HashMap<_, _> =
        teammates::everyone(&app.d, &about).await?.into_iter().map(|one| (one.id, one.name)).collect();
    let (now, reads) = (app.d.now(), privacy::access::permit(&who.actor, Purpose::Legal).is_ok());
    let line = |hold: HoldShown| HoldLine {
        readable: reads && hold.in_force(now),
        id: hold.id.to_string(),
        contact_id: hold.contact.to_string(),
        what: what(&hold, who.language),
        ground: ground(hold.ground, words),
        scope: scope(hold.scope, words),
        basis: hold.basis,
        placed_at: hold.placed_at.micros(),
        review_at: hold.review_at.micros(),
        reviewer: names.get(&hold.reviewer).cloned().unwrap_or_default(),
        until: hold.until.map(Time::micros),
        lifted_at: hold.lifted_at.map(Time::micros),
    };
    let page = HoldsPage {
        language: who.language,
        workspace_name: workspaces::shown(&app.d, &workspace, &about).await?.name,
        csrf: who.csrf.as_str().to_owned(),
        holds: found.holds.into_iter().map(line).collect(),
        past,
    };
    Ok((page_headers(), Html(holds_page(&page).into_string())).into_response())
}

/// The name that the program gave, not their own: a hold is about people whose data may already be restricted.
pub(super) fn what(hold: &HoldShown, language: Language) -> String {
    match hold.on {
        On::Contact(id) => pseudonym(&id),
        On::Conversation(id) => fill(language.words().erasure.conversation, "id", &id.to_string()),
    }
}

pub(super) const fn ground(ground: Ground, words: &HoldWords) -> &'static str {
    match ground {
        Ground::Litigation => words.litigation,
        Ground::StatutoryRetention => words.statutory_retention,
        Ground::Authority => words.authority,
        Ground::Investigation => words.investigation,
    }
}

pub(super) const fn scope(scope: Scope, words: &HoldWords) -> &'static str {
    match scope {
        Scope::Everything => words.everything,
        Scope::Messages => words.messages,
    }
}

/// `POST /inbox/people/{id}/hold`
pub(super) async fn place(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    to_list(do_place(&app, &who, &id, &headers, request).await, &who)
}

async fn do_place(
    app: &App,
    who: &SignedIn,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<(), Problem> {
    let words = &who.language.words().holds;
    let contact = id.parse().map_err(|_| Problem::NotFound)?;
    let form = who.form(headers, request, FORM_BYTES).await?;
    let new = new(&form).ok_or_else(|| Problem::Bad(words.bad_form.to_owned()))?;
    let placed = holds::place(&app.d, &who.actor, On::Contact(contact), new).await;
    placed.map(drop).map_err(|error| told(error, words))
}

fn new(form: &Form) -> Option<NewHold> {
    let day = |name| form.text(name).filter(|day| !day.is_empty());
    let until = match day("until") {
        Some(until) => Some(Time::from_micros(day_start(until)?)),
        None => None,
    };
    Some(NewHold {
        ground: Ground::of_code(form.text("ground")?)?,
        scope: Scope::of_code(form.text("scope")?)?,
        basis: form.personal("basis")?,
        until,
        review_at: Time::from_micros(day_start(day("review_at")?)?),
        reviewer: form.text("reviewer")?.parse().ok()?,
    })
}

/// `POST /inbox/holds/{id}/lift`
pub(super) async fn lift(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    to_list(do_lift(&app, &who, &id, &headers, request).await, &who)
}

async fn do_lift(
    app: &App,
    who: &SignedIn,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<(), Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    who.form(headers, request, FORM_BYTES).await?;
    holds::lift(&app.d, &who.actor, id).await.map_err(|error| told(error, &who.language.words().holds))
}

fn to_list(done: Result<(), Problem>, who: &SignedIn) -> Response {
    match done {
        Ok(()) => Redirect::to("/inbox/holds").into_response(),
        Err(problem) => problem.as_page(who.language),
    }
}

pub(super) fn told(error: HoldError, words: &HoldWords) -> Problem {
    match error {
        HoldError::NotFound => Problem::NotFound,
        HoldError::Erasing => Problem::Bad(words.erasing.to_owned()),
        HoldError::NoSuchTeammate | HoldError::Incomplete | HoldError::Shared => {
            Problem::Bad(words.bad_form.to_owned())
        }
        HoldError::NoReason => Problem::Bad(words.no_reason.to_owned()),
        HoldError::Denied(denied) => denied.into(),
        HoldError::Trouble(trouble) => trouble.into(),
    }
}
