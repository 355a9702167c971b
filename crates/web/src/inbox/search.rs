//! Finding conversations by who they are with and what was said in them. Names and texts are sealed: whole addresses, ids and
//! phone numbers are found everywhere by their blind indexes, names and messages among the conversations that changed last,
//! and then, as often as somebody asks, among so many older ones.

use std::collections::HashSet;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::contacts::{self, Condition as Known, Contact, ContactShown, Sort as Oldness};
use domain::conversations::{self, Compare, Condition, Listed, Place, Sort};
use domain::{limits, macros, messages};
use privacy::access::Permit;
use privacy::ids::Contact as ContactKind;
use privacy::purpose::Purpose;
use privacy::{Id, Personal, Time};

use super::acts::{bad, form};
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{Found, FoundPerson, Listing, Searched, Viewing, palette_fragment};
use super::{listed, pages, show};
use crate::app::App;
use crate::console::desk::Desk;
use crate::edge::rate::Kind;
use crate::messenger::allowed;
use crate::words::fill;

/// How many conversations of the people who are found.
const FOUND: i64 = 50;
/// How many people are found by a whole address, id or number.
const PEOPLE: i64 = 20;
/// How many pages of older conversations are looked at for one asking, unless enough are found before.
const OLDER_PAGES: usize = 4;
/// How many are enough.
const ENOUGH: usize = 50;
/// How many characters may stand before what is found, and how many are shown of more.
const SHOWN_WHOLE: usize = 40;
const SHOWN_BEFORE: usize = 20;
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
        let (wanted, from) = asked(&app, &who, &headers, request).await?;
        let looked = match &wanted.from {
            None => find(&app, &who, &wanted.text).await?,
            Some(place) => older(&app, &who, &wanted.text, *place).await?,
        };
        let row = |one: &Listed| show::row(one, one.conversation.unread, None, who.language);
        let rows = looked.found.iter().map(row).collect();
        let searched = Searched {
            looked_at: wanted.looked_at.saturating_add(looked.count),
            since: looked.since.map(Time::micros),
            next: looked.next.map(listed::place),
            text: wanted.text,
        };
        let list = listed::found(&app, &who, rows, searched).await?;
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
    let (wanted, _) = asked(&app, who, &headers, request).await?;
    let text = wanted.text;
    let listed = find(&app, who, &text).await?.found;
    let mut met: HashSet<Id<ContactKind>> = HashSet::new();
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
        conversations: listed
            .iter()
            .take(OFFERED)
            .map(|one| show::row(one, false, None, who.language))
            .collect(),
        macros: macros_of(&app, who, &text).await?,
        folders: listed::named(&app, who, |name| has(name, &text)).await?.into_iter().take(OFFERED).collect(),
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

/// What is looked for, and from where on.
struct Wanted {
    text: String,
    /// Older ones than this are looked at.
    from: Option<Place>,
    /// So many were looked at before.
    looked_at: u64,
}

/// The text of a form that brought the session's token, of somebody who has not asked too often; and the list from which
/// it was sent.
async fn asked(
    app: &App,
    who: &SignedIn,
    headers: &HeaderMap,
    request: Request,
) -> Result<(Wanted, listed::Asked), Problem> {
    not_too_often(app, who, Kind::Search)?;
    let form = form(who, headers, request).await?;
    let text = form.trimmed("q");
    if text.len() > limits::SHORT_TEXT_BYTES {
        let words = &who.language.words().problems;
        return Err(bad(&fill(words.search_too_long, "count", &limits::SHORT_TEXT_BYTES.to_string())));
    }
    let from =
        form.text("after").map(|at| listed::place_of(at).ok_or_else(|| bad("after is a place in a list")));
    let looked_at = form.text("looked").and_then(|number| number.parse().ok()).unwrap_or_default();
    Ok((Wanted { text, from: from.transpose()?, looked_at }, listed::Asked::of(&form)))
}

/// Whether the teammate has not done something of that kind too often.
pub(super) fn not_too_often(app: &App, who: &SignedIn, kind: Kind) -> Result<(), Problem> {
    let key = format!("{}/{}", who.actor.workspace(), who.actor.id());
    allowed(app.rates.check(kind, key.as_bytes()))
}

/// The people who are found, those first who are known by exactly this. Who searches is entered.
pub(super) async fn people(
    app: &App,
    who: &SignedIn,
    text: &str,
) -> Result<Vec<(Contact, ContactShown)>, Problem> {
    not_too_often(app, who, Kind::Search)?;
    let found = find(app, who, text).await?.found;
    let permit = contacts::search_permit(&app.d, &who.actor).await?;
    let keys = app.d.keys(who.actor.workspace()).await?;
    let mut people = Vec::new();
    for contact in exact(app, &permit, text).await? {
        let shown = contacts::show(&keys, &permit, &contact)?;
        people.push((contact, shown));
    }
    people.extend(found.into_iter().map(|one| (one.contact, one.person)));
    let mut met = HashSet::new();
    people.retain(|(contact, _)| met.insert(contact.id));
    Ok(people)
}

/// Whoever is known by exactly this.
async fn exact(app: &App, permit: &Permit, text: &str) -> Result<Vec<Contact>, Problem> {
    let newest = Oldness { by_update: true, ascends: false };
    Ok(contacts::search(&app.d, permit, &known(text), newest, None, PEOPLE).await?.contacts)
}

/// What was found, and how far was looked for it.
#[derive(Default)]
struct Looked {
    found: Vec<Listed>,
    /// So many conversations were looked at by name and message.
    count: u64,
    /// When the oldest of them changed last.
    since: Option<Time>,
    /// Where those begin that were not looked at, if there are any.
    next: Option<Place>,
}

/// The conversations that are found, those of people who are known by exactly this first. Who searches is entered.
async fn find(app: &App, who: &SignedIn, text: &str) -> Result<Looked, Problem> {
    if text.is_empty() {
        return Ok(Looked::default());
    }
    let permit = contacts::search_permit(&app.d, &who.actor).await?;
    let people = exact(app, &permit, text).await?;
    let mut exact: Vec<Condition> = people.iter().map(|contact| Condition::Contact(contact.id)).collect();
    exact.extend(text.trim_start_matches('#').parse().ok().map(|id| Condition::Id(Compare::Is, id)));
    let exact = Condition::Any(exact);
    let found = conversations::page(&app.d, &permit, &exact, Sort::NEWEST, None, FOUND).await?;
    let mut looked = Looked { found, ..Looked::default() };
    look_on(app, &permit, text, &mut looked).await?;
    Ok(looked)
}

/// The conversations that are found among the next older ones, by name and message. Who searches is entered.
async fn older(app: &App, who: &SignedIn, text: &str, from: Place) -> Result<Looked, Problem> {
    if text.is_empty() {
        return Ok(Looked::default());
    }
    let permit = contacts::search_permit(&app.d, &who.actor).await?;
    let mut looked = Looked { next: Some(from), ..Looked::default() };
    for page in 0..OLDER_PAGES {
        // Each page costs as much as a search.
        if page > 0 && not_too_often(app, who, Kind::Search).is_err() {
            break;
        }
        look_on(app, &permit, text, &mut looked).await?;
        if looked.next.is_none() || looked.found.len() >= ENOUGH {
            break;
        }
    }
    Ok(looked)
}

/// Looks at one page more.
async fn look_on(app: &App, permit: &Permit, text: &str, looked: &mut Looked) -> Result<(), Problem> {
    let any = Condition::Every(Vec::new());
    let page = conversations::page(&app.d, permit, &any, Sort::NEWEST, looked.next, limits::PAGE).await?;
    looked.count += page.len() as u64;
    let goes_on = i64::try_from(page.len()).is_ok_and(|found| found >= limits::PAGE);
    looked.next = page.last().filter(|_| goes_on).map(|last| last.conversation.place(Sort::NEWEST));
    looked.since = page.last().map(|last| last.conversation.moved_at).or(looked.since);
    let met: HashSet<_> = looked.found.iter().map(|one| one.conversation.id).collect();
    let ids: Vec<_> = page.iter().map(|one| one.conversation.id).collect();
    let mut said = messages::said(&app.d, permit, &ids, |said| has(said, text)).await?;
    for mut one in page {
        let email = one.person.email.as_deref().unwrap_or_default();
        let known = has(one.person.called(), text) || has(email, text) || has(&one.last, text);
        let said = said.remove(&one.conversation.id);
        if met.contains(&one.conversation.id) || !(known || said.is_some()) {
            continue;
        }
        // What was found is shown, where the last message is not it.
        if let Some(said) = said.filter(|_| !known) {
            (one.last, one.last_by_contact) = (around(&said.text, text), said.by_contact);
        }
        looked.found.push(one);
    }
    Ok(())
}

/// The line in which something stands, from shortly before it on.
fn around(text: &str, wanted: &str) -> String {
    let line = text.lines().find(|line| has(line, wanted)).unwrap_or(text);
    let lower = line.to_lowercase();
    let before = lower
        .find(&wanted.to_lowercase())
        .and_then(|at| lower.get(..at))
        .map_or(0, |start| start.chars().count());
    if before <= SHOWN_WHOLE {
        return line.to_owned();
    }
    std::iter::once('…').chain(line.chars().skip(before - SHOWN_BEFORE)).collect()
}

/// Whoever is known by exactly this text.
fn known(text: &str) -> Known {
    let personal = || Personal::new(text.to_owned());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let mut any = vec![Known::Email(Some(personal())), Known::ExternalId(Some(personal()))];
    // Everything else has the same number: none.
    if digits >= 5 {
        any.push(Known::Phone(Some(personal())));
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
