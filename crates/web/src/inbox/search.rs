//! Finding conversations by who they are with. Names and texts are sealed: whole addresses, ids and phone numbers are found
//! everywhere by their blind indexes, names and last messages among the conversations that changed last.

use std::collections::HashSet;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::contacts::{self, Condition as Known, Sort as Oldness};
use domain::conversations::{self, Compare, Condition, Listed, Sort};
use domain::{limits, macros};
use privacy::ids::Contact;
use privacy::purpose::Purpose;
use privacy::{Id, Personal};

use super::acts::form;
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{Found, FoundPerson, Listing, Viewing, palette_fragment};
use super::{listed, pages, show};
use crate::app::App;
use crate::console::desk::Desk;
use crate::edge::rate::Kind;
use crate::messenger::allowed;

/// How many conversations of the people who are found.
const FOUND: i64 = 50;
/// How many people are found by a whole address, id or number.
const PEOPLE: i64 = 20;
/// How many things of a kind the palette shows.
const OFFERED: usize = 6;

/// `POST /inbox/search`: the list for the page's script, the whole page for a form. What is searched for never stands in
/// an address.
pub(super) async fn search(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let script = headers.contains_key("csrf");
    let answer = async {
        let (text, from) = asked(&app, &who, &headers, request).await?;
        let found = find(&app, &who, &text).await?;
        let rows = found.iter().map(|one| show::row(one, one.conversation.unread, None)).collect();
        let list = listed::found(&app, &who, rows, text).await?;
        if script {
            Ok(pages::list_of(&app, &who, from, &list))
        } else {
            Box::pin(pages::page_of(&app, &who, from, list)).await
        }
    };
    match Box::pin(answer).await {
        Ok(response) => response,
        Err(problem) if script => problem.as_json(who.language),
        Err(problem) => problem.as_page(who.language),
    }
}

/// `POST /inbox/palette`, by scripts alone: people, conversations, macros and settings.
pub(super) async fn palette(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let who = &desk.who;
    let (text, _) = asked(&app, who, &headers, request).await?;
    let listed = find(&app, who, &text).await?;
    let mut met: HashSet<Id<Contact>> = HashSet::new();
    let people =
        listed.iter().filter(|one| met.insert(one.contact.id)).take(OFFERED).map(|one| FoundPerson {
            id: one.contact.id.to_string(),
            name: one.person.called().to_owned(),
            email: one.person.email.clone(),
            conversation: one.conversation.id.to_string(),
        });
    let words = who.language.words();
    let sections = desk.sections().into_iter().map(|section| (section.says(words).0, section.path()));
    let found = Found {
        people: people.collect(),
        conversations: listed.iter().take(OFFERED).map(|one| show::row(one, false, None)).collect(),
        macros: macros_of(&app, who, &text).await?,
        settings: sections.filter(|(title, _)| has(title, &text)).collect(),
    };
    let viewing = Viewing {
        language: who.language,
        csrf: String::new(),
        listing: Listing::default(),
        now: app.d.now().micros(),
    };
    Ok(pages::fragment(palette_fragment(&viewing, &found)))
}

/// The text of a form that brought the session's token, of somebody who has not asked too often; and the list from which
/// it was sent.
async fn asked(
    app: &App,
    who: &SignedIn,
    headers: &HeaderMap,
    request: Request,
) -> Result<(String, listed::Asked), Problem> {
    not_too_often(app, who)?;
    let form = form(who, headers, request).await?;
    let text = form.trimmed("q");
    if text.len() > limits::SHORT_TEXT_BYTES {
        return Err(Problem::Bad(format!("q has at most {} bytes", limits::SHORT_TEXT_BYTES)));
    }
    Ok((text, listed::Asked::of(&form)))
}

/// Whether the teammate has not looked for people too often.
pub(super) fn not_too_often(app: &App, who: &SignedIn) -> Result<(), Problem> {
    let key = format!("{}/{}", who.actor.workspace(), who.actor.id());
    allowed(app.rates.check(Kind::Search, key.as_bytes()))
}

/// The conversations that are found, those of people who are known by exactly this first. Who searches is entered.
async fn find(app: &App, who: &SignedIn, text: &str) -> Result<Vec<Listed>, Problem> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let permit = contacts::search_permit(&app.d, &who.actor).await?;
    let newest = Oldness { by_update: true, ascends: false };
    let people = contacts::search(&app.d, &permit, &known(text), newest, None, PEOPLE).await?;
    let mut exact: Vec<Condition> =
        people.contacts.iter().map(|contact| Condition::Contact(contact.id)).collect();
    exact.extend(text.trim_start_matches('#').parse().ok().map(|id| Condition::Id(Compare::Is, id)));
    let exact = Condition::Any(exact);
    let mut found = conversations::page(&app.d, &permit, &exact, Sort::NEWEST, None, FOUND).await?;
    let any = Condition::Every(Vec::new());
    let recent = conversations::page(&app.d, &permit, &any, Sort::NEWEST, None, limits::PAGE).await?;
    let met: HashSet<_> = found.iter().map(|one| one.conversation.id).collect();
    let fits = |one: &Listed| {
        let email = one.person.email.as_deref().unwrap_or_default();
        has(one.person.called(), text) || has(email, text) || has(&one.last, text)
    };
    found.extend(recent.into_iter().filter(|one| !met.contains(&one.conversation.id) && fits(one)));
    found.truncate(usize::try_from(FOUND).unwrap_or_default());
    Ok(found)
}

/// Whoever is known by exactly this text.
fn known(text: &str) -> Known {
    let personal = || Personal::new(text.to_owned());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let mut any = vec![Known::Email(personal()), Known::ExternalId(personal())];
    // Everything else has the same number: none.
    if digits >= 5 {
        any.push(Known::Phone(personal()));
    }
    Known::Any(any)
}

async fn macros_of(app: &App, who: &SignedIn, text: &str) -> Result<Vec<(String, String)>, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let all = macros::list(&app.d, &about).await?.into_iter();
    let named = all.filter(|one| has(&one.name, text)).take(OFFERED);
    Ok(named.map(|one| (one.id.to_string(), one.name)).collect())
}

/// Whether a text holds another, in any case.
fn has(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(&wanted.to_lowercase())
}
