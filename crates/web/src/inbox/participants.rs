//! Bringing further people into a conversation, and taking them out of it.

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use domain::contacts::{self, Arrival, Attributes, Contact, CreateError, is_email};
use domain::conversations::{self, Conversation, ParticipantError};
use domain::limits;
use domain::messages::Author;
use privacy::access::{act, allow};
use privacy::{Id, Personal};
use serde_json::json;

use super::acts::{Done, answer, bad, form, found};
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{Candidates, candidates_fragment, candidates_page};
use super::{page_headers, pages, search, show};
use crate::app::App;
use crate::edge::form::Form;
use crate::edge::rate::Kind;
use crate::words::RefusalWords;

/// How many people are offered.
const OFFERED: usize = 8;

/// `POST /inbox/{id}/people/find`: whoever could be brought in, by name, whole address or id.
pub(super) async fn find(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let script = headers.contains_key("csrf");
    let drawn = async {
        let form = form(&who, &headers, request).await?;
        let candidates = candidates(&app, &who, &id, form.trimmed("who")).await?;
        if script {
            return Ok::<_, Problem>(pages::fragment(candidates_fragment(&candidates)));
        }
        Ok((page_headers(), Html(candidates_page(&candidates).into_string())).into_response())
    };
    match Box::pin(drawn).await {
        Ok(response) => response,
        Err(problem) if script => problem.as_json(who.language),
        Err(problem) => problem.as_page(who.language),
    }
}

async fn candidates(app: &App, who: &SignedIn, id: &str, text: String) -> Result<Candidates, Problem> {
    let held = allow::<_, act::ManageParticipants>(&who.actor, found(app, who, id).await?)?.into_thing();
    if text.is_empty() || text.len() > limits::SHORT_TEXT_BYTES || text.chars().any(char::is_control) {
        return Err(bad(who.language.words().refusal.one_line));
    }
    let people = search::people(app, who, &text).await?;
    let known =
        people.iter().any(|(_, shown)| shown.email.as_deref().is_some_and(|email| same(email, &text)));
    let within = held.contacts();
    let new = (!known && is_email(&text)).then_some(text);
    let erased = match &new {
        Some(email) => {
            contacts::is_barred(&app.d, held.workspace, &with(Personal::new(email.clone()))).await?
        }
        None => false,
    };
    let others = people.into_iter().filter(|(contact, _)| !within.contains(&contact.id));
    Ok(Candidates {
        language: who.language,
        csrf: who.csrf.as_str().to_owned(),
        conversation: held.id.to_string(),
        people: others.take(OFFERED).map(|(contact, shown)| show::participant(&contact, shown)).collect(),
        new,
        erased,
    })
}

fn with(email: Personal<String>) -> Attributes {
    Attributes { email: Some(email), ..Attributes::default() }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident => $does:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(app): State<App>,
            who: SignedIn,
            Path(id): Path<String>,
            headers: HeaderMap,
            request: Request,
        ) -> Response {
            let done = match form(&who, &headers, request).await {
                Ok(form) => match found(&app, &who, &id).await {
                    Ok(held) => $does(&app, &who, held, &form).await,
                    Err(problem) => Err(problem),
                },
                Err(problem) => Err(problem),
            };
            answer(&headers, &id, done, &who)
        }
    };
}

act! {
    /// `POST /inbox/{id}/people/add`: the contact of an id, or a new lead with an address that nobody has.
    add => do_add
}
act! {
    /// `POST /inbox/{id}/people/remove`
    remove => do_remove
}

async fn do_add(app: &App, who: &SignedIn, held: Conversation, form: &Form) -> Done {
    let words = &who.language.words().refusal;
    let allowed = allow::<_, act::ManageParticipants>(&who.actor, held)?;
    // Nobody is made who could not be brought in.
    conversations::room(&app.d, allowed.thing()).await.map_err(|error| refused(error, words))?;
    let contact = if let Some(email) = form.personal("email") {
        let returns = form.text("returns") == Some("yes");
        by_address(app, who, email, if returns { Arrival::OnPurpose } else { Arrival::Silent }).await?
    } else {
        let id: Id<_> = form.text("contact").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
        contacts::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)?
    };
    let brought = conversations::attach(&app.d, allowed, Author::of(&who.actor), &contact).await;
    brought.map(|()| json!({})).map_err(|error| refused(error, words))
}

/// A new lead with the address; one who came to have it meanwhile is meant.
async fn by_address(
    app: &App,
    who: &SignedIn,
    email: Personal<String>,
    arrival: Arrival,
) -> Result<Contact, Problem> {
    let (words, workspace) = (&who.language.words().refusal, who.actor.workspace());
    let email = email.map(|text| text.trim().to_owned());
    if !email.is(|text| is_email(text) && text.len() <= limits::SHORT_TEXT_BYTES) {
        return Err(bad(words.not_an_address));
    }
    // Whether somebody has an address is told here as by a search, and entered as one.
    search::not_too_often(app, who, Kind::Search)?;
    contacts::search_permit(&app.d, &who.actor).await?;
    let mut known = contacts::find_by_email(&app.d, workspace, &email).await?.into_iter();
    match (known.next(), known.next()) {
        (Some(one), None) => return Ok(one),
        (Some(_), Some(_)) => return Err(bad(words.several_people)),
        (None, _) => {}
    }
    let made = contacts::create_by_address(&app.d, &who.actor, email, arrival).await;
    let id = made.map_err(|error| match error {
        CreateError::Trouble(trouble) => Problem::from(trouble),
        CreateError::Denied(denied) => denied.into(),
        CreateError::Suppressed => bad(words.erased),
        CreateError::ExternalIdTaken(_) => bad(words.changed_meanwhile),
    })?;
    let id = id.ok_or_else(|| bad(words.changed_meanwhile))?;
    contacts::find(&app.d, workspace, id).await?.ok_or(Problem::NotFound)
}

async fn do_remove(app: &App, who: &SignedIn, held: Conversation, form: &Form) -> Done {
    let contact = form.text("contact").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
    let taken =
        conversations::detach(&app.d, allow(&who.actor, held)?, Author::of(&who.actor), contact).await;
    taken.map(|()| json!({})).map_err(|error| refused(error, &who.language.words().refusal))
}

fn refused(error: ParticipantError, words: &RefusalWords) -> Problem {
    match error {
        ParticipantError::TooMany => bad(words.people_full),
        ParticipantError::NotIn => bad(words.not_in),
        ParticipantError::LastOne => bad(words.last_person),
        ParticipantError::Held => bad(words.held),
        other => other.into(),
    }
}
