//! Reading what a hold keeps: a door that asks why, and behind it a screen on which nothing can be done but read. Whoever
//! may not gets the answer of what is not there.

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::contacts::ContactShown;
use domain::data_events::Before;
use domain::holds::{self, HoldError, HoldShown, Kept, Reading};
use domain::messages::{Which, thread};
use domain::notes::NoteShown;
use domain::{attachments, conversations, teammates, teams, workspaces};
use privacy::ids::{Conversation, Hold as HoldKind};
use privacy::purpose::Purpose;
use privacy::{Id, Personal};
use serde::Deserialize;

use super::holds::{ground, scope, told, what};
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{
    KeptConversation, KeptDeeds, KeptDoor, KeptNote, KeptNotes, KeptPage, KeptTalk, Listing, UnderHold,
    Viewing, WrittenOn, kept_door, kept_page,
};
use super::{page_headers, show};
use crate::app::App;
use crate::files::download;

/// A reason and a token.
const FORM_BYTES: usize = 16 * 1024;
/// Parts of a conversation on one page.
const PARTS: i64 = 50;
/// Events, or notes about the person, on one page.
const EVENTS: i64 = 50;
/// In the address in place of an event: from the newest on.
const NEWEST: &str = "newest";

/// `GET /inbox/holds/{id}/kept`
pub(super) async fn door(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Response {
    answered(at_door(&app, &who, &id).await, &who)
}

async fn at_door(app: &App, who: &SignedIn, id: &str) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let hold = holds::readable(&app.d, &who.actor, id).await.map_err(|error| hidden(error, who))?;
    let page = KeptDoor {
        language: who.language,
        workspace_name: workspace_name(app, who).await?,
        csrf: who.csrf.as_str().to_owned(),
        hold: under_hold(&hold, who),
    };
    Ok((page_headers(), Html(kept_door(&page).into_string())).into_response())
}

/// `POST /inbox/holds/{id}/kept`
pub(super) async fn ask(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    answered(asked(&app, &who, &id, &headers, request).await, &who)
}

async fn asked(
    app: &App,
    who: &SignedIn,
    id: &str,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let id: Id<HoldKind> = id.parse().map_err(|_| Problem::NotFound)?;
    let reason = who.form(headers, request, FORM_BYTES).await?.personal("reason");
    let reason = reason.unwrap_or_else(|| Personal::new(String::new()));
    let asked = holds::ask_to_read(&app.d, &who.actor, id, &reason).await;
    let asked = asked.map_err(|error| hidden(error, who))?;
    Ok(Redirect::to(&format!("/inbox/holds/{id}/kept/{asked}")).into_response())
}

/// Which conversation is open, and which of its parts; or which of the events, or the notes after how many.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    conversation: Option<String>,
    before: Option<i64>,
    events: Option<String>,
    notes: Option<i64>,
}

/// `GET /inbox/holds/{id}/kept/{reading}`
pub(super) async fn screen(
    State(app): State<App>,
    who: SignedIn,
    Path((id, asked)): Path<(String, String)>,
    Query(open): Query<Asked>,
) -> Response {
    answered(shown(&app, &who, (&id, &asked), &open).await, &who)
}

async fn shown(
    app: &App,
    who: &SignedIn,
    (id, asked): (&str, &str),
    open: &Asked,
) -> Result<Response, Problem> {
    let reading = reading(app, who, id, asked).await?;
    let address = format!("/inbox/holds/{id}/kept/{asked}");
    let person = reading.person(&app.d).await.map_err(|error| hidden(error, who))?;
    let conversations = reading.conversations(&app.d).await?;
    let chosen = match (&open.conversation, conversations.as_slice()) {
        (Some(id), _) => Some(id.parse().map_err(|_| Problem::NotFound)?),
        (None, [only]) if open.events.is_none() && open.notes.is_none() => Some(only.id),
        (None, _) => None,
    };
    let talk = match chosen {
        Some(id) => Some(talk(app, who, &reading, (id, open.before), &address).await?),
        None => None,
    };
    let deeds = match &open.events {
        Some(after) => Some(deeds(app, who, &reading, after).await?),
        None => None,
    };
    let notes = match open.notes {
        Some(skip) => Some(notes(app, who, &reading, skip).await?),
        None => None,
    };
    let row = |kept: Kept| KeptConversation {
        id: kept.id.to_string(),
        created_at: kept.created_at.micros(),
        updated_at: kept.updated_at.micros(),
        parts: u64::try_from(kept.parts).unwrap_or_default(),
    };
    let page = KeptPage {
        viewing: viewing(app, who),
        workspace_name: workspace_name(app, who).await?,
        hold: under_hold(&reading.hold, who),
        name: person.called().to_owned(),
        known: known(person, who),
        conversations: conversations.into_iter().map(row).collect(),
        talk,
        did: u64::try_from(reading.deeds(&app.d).await?).unwrap_or_default(),
        deeds,
        noted: u64::try_from(reading.noted(&app.d).await?).unwrap_or_default(),
        notes,
        address,
    };
    Ok((page_headers(), Html(kept_page(&page).into_string())).into_response())
}

async fn talk(
    app: &App,
    who: &SignedIn,
    reading: &Reading,
    (id, before): (Id<Conversation>, Option<i64>),
    address: &str,
) -> Result<KeptTalk, Problem> {
    let (held, permit) = reading.conversation(&app.d, id).await?;
    let on = conversations::written_on(&app.d, &permit, held.thing()).await?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let known = show::colleagues(&teammates::list(&app.d, &about).await?);
    let teams = teams::names(&app.d, &about).await?;
    let parts = thread(&app.d, &held, &permit, before.map_or(Which::Latest, Which::Before), PARTS).await?;
    let files = format!("{address}/{id}/files");
    Ok(KeptTalk {
        id: id.to_string(),
        written_on: on.map(|on| WrittenOn { url: on.url, referrer: on.referrer }),
        earlier: parts.first().map(|part| part.seq).filter(|seq| *seq > 0),
        parts: parts.into_iter().map(|part| show::part(part, &files, &known, &teams)).collect(),
    })
}

async fn deeds(app: &App, who: &SignedIn, reading: &Reading, after: &str) -> Result<KeptDeeds, Problem> {
    let after = match after {
        NEWEST => Before::ALL,
        place => Before::read(place).ok_or(Problem::NotFound)?,
    };
    let mut events = reading.events(&app.d, after, EVENTS + 1).await.map_err(|error| hidden(error, who))?;
    let most = usize::try_from(EVENTS).unwrap_or_default();
    let more = events.len() > most;
    events.truncate(most);
    let earlier = events.last().filter(|_| more).map(|last| Before::of(last).to_string());
    Ok(KeptDeeds { events: events.into_iter().map(show::event).collect(), earlier })
}

async fn notes(app: &App, who: &SignedIn, reading: &Reading, skip: i64) -> Result<KeptNotes, Problem> {
    let skip = Some(skip).filter(|skip| *skip >= 0).ok_or(Problem::NotFound)?;
    let page = reading.notes(&app.d, skip, EVENTS).await.map_err(|error| hidden(error, who))?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let known = show::colleagues(&teammates::list(&app.d, &about).await?);
    let shown = |note: NoteShown| KeptNote {
        author: known.get(&note.author).map(|author| author.name.clone()).unwrap_or_default(),
        text: note.body,
        at: note.created_at.micros(),
    };
    let earlier = skip.checked_add(EVENTS).filter(|next| *next < page.total);
    Ok(KeptNotes { notes: page.notes.into_iter().map(shown).collect(), earlier })
}

/// `GET /inbox/holds/{id}/kept/{reading}/{conversation}/files/{file}`
pub(super) async fn file(
    State(app): State<App>,
    who: SignedIn,
    Path((id, asked, conversation, file)): Path<(String, String, String, String)>,
) -> Result<Response, Problem> {
    let reading = reading(&app, &who, &id, &asked).await?;
    let conversation = conversation.parse().map_err(|_| Problem::NotFound)?;
    let file = file.parse().map_err(|_| Problem::NotFound)?;
    let (held, permit) = reading.conversation(&app.d, conversation).await?;
    Ok(download(attachments::open(&app.d, &held, &permit, file).await?))
}

async fn reading(app: &App, who: &SignedIn, id: &str, asked: &str) -> Result<Reading, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let asked = asked.parse().map_err(|_| Problem::NotFound)?;
    holds::reading(&app.d, &who.actor, id, asked).await.map_err(|error| hidden(error, who))
}

fn answered(found: Result<Response, Problem>, who: &SignedIn) -> Response {
    found.unwrap_or_else(|problem| problem.as_page(who.language))
}

/// Who may not read is told what is told of a hold that is not there.
fn hidden(error: HoldError, who: &SignedIn) -> Problem {
    match error {
        HoldError::Denied(_) => Problem::NotFound,
        error => told(error, &who.language.words().holds),
    }
}

async fn workspace_name(app: &App, who: &SignedIn) -> Result<String, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    Ok(workspaces::shown(&app.d, &workspace, &about).await?.name)
}

fn viewing(app: &App, who: &SignedIn) -> Viewing {
    let (csrf, now) = (who.csrf.as_str().to_owned(), app.d.now().micros());
    Viewing { language: who.language, csrf, listing: Listing::default(), now }
}

fn under_hold(hold: &HoldShown, who: &SignedIn) -> UnderHold {
    let words = &who.language.words().holds;
    UnderHold {
        id: hold.id.to_string(),
        contact_id: hold.contact.to_string(),
        what: what(hold, who.language),
        ground: ground(hold.ground, words),
        scope: scope(hold.scope, words),
    }
}

/// What is kept of the person themselves, by its name.
fn known(person: ContactShown, who: &SignedIn) -> Vec<(String, String)> {
    let words = &who.language.words().person;
    let given =
        [(words.email, person.email), (words.phone, person.phone), (words.external_id, person.external_id)];
    let given = given.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?)));
    given
        .chain(person.custom_attributes.into_iter().map(|(name, value)| (name, show::text(&value))))
        .collect()
}
