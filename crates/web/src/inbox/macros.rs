//! Macros: their screen, where they are made and changed, and those that fit a conversation, filled for its person.

use std::collections::HashMap;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::macros::{self, Filling, Macro, MacroError, MacroShown, fill};
use domain::{contacts, conversations, teams, workspaces};
use privacy::access::{Allowed, act, allow};
use privacy::ids::{Conversation, Macro as MacroKind, Team};
use privacy::purpose::Purpose;
use privacy::{Id, Personal};
use serde::Deserialize;

use super::problem::Problem;
use super::session::SignedIn;
use super::view::{MacroForm, MacroRow, MacrosPage, MacrosToUse, macros_page, macros_to_use};
use super::{page_headers, show};
use crate::app::App;
use crate::edge::form::Form;
use crate::words::Language;

/// A name, a text of the longest kind, percent-encoded.
const FORM_BYTES: usize = 256 * 1024;

/// What the screen was just sent back from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

/// `GET /inbox/macros`
pub(super) async fn screen(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let words = &who.language.words().macros;
    let said = match asked.done.as_str() {
        "made" => Some(words.made),
        "changed" => Some(words.changed),
        "deleted" => Some(words.deleted),
        _ => None,
    };
    let drawn = draw(&app, &who, said, None).await;
    drawn.unwrap_or_else(|problem| problem.as_page(who.language))
}

/// `POST /inbox/macros`
pub(super) async fn make(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = who.form(&headers, request, FORM_BYTES).await?;
        let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
        let allowed = allow::<_, act::ManageMacros>(&who.actor, workspace)?;
        let typed = typed(&form, None);
        let (name, body) = (Personal::new(typed.name.clone()), Personal::new(typed.body.clone()));
        let made = match team_of(&typed) {
            Ok(team) => macros::create(&app.d, &allowed, who.id, name, body, team).await.map(|_| ()),
            Err(error) => Err(error),
        };
        after(&app, &who, made, "made", typed).await
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// `POST /inbox/macros/{id}`
pub(super) async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = who.form(&headers, request, FORM_BYTES).await?;
        let held = seen(&app, &who, &id).await?;
        let typed = typed(&form, Some(id));
        let (name, body) = (Personal::new(typed.name.clone()), Personal::new(typed.body.clone()));
        let changed = match team_of(&typed) {
            Ok(_) if held.thing().version != typed.version => Err(MacroError::ChangedMeanwhile),
            Ok(team) => macros::update(&app.d, &held, name, body, team).await,
            Err(error) => Err(error),
        };
        after(&app, &who, changed, "changed", typed).await
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// `POST /inbox/macros/{id}/delete`
pub(super) async fn delete(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = who.form(&headers, request, FORM_BYTES).await?;
        let held = seen(&app, &who, &id).await?;
        let deleted = if held.thing().version == version(&form) {
            macros::delete(&app.d, &held).await
        } else {
            Err(MacroError::ChangedMeanwhile)
        };
        after(&app, &who, deleted, "deleted", MacroForm::default()).await
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// `GET /inbox/{id}/macros`: those that fit the conversation, each a link that puts its text into the composer.
pub(super) async fn to_use(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Response {
    let drawn = async {
        let id: Id<Conversation> = id.parse().map_err(|_| Problem::NotFound)?;
        let (held, permit) = conversations::read_by(&app.d, &who.actor, id).await?;
        allow::<_, act::Reply>(&who.actor, held.thing().clone())?;
        let (contact, _) = contacts::read_by(&app.d, &who.actor, held.thing().contact).await?;
        let keys = app.d.keys(held.thing().workspace).await?;
        let person = contacts::show(&keys, &permit, contact.thing())?;
        let page = MacrosToUse {
            language: who.language,
            conversation: id.to_string(),
            macros: filled(&app, &who, person.name).await?,
        };
        Ok((page_headers(), Html(macros_to_use(&page).into_string())).into_response())
    };
    drawn.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// The macros that a teammate sees, filled for somebody of that name.
async fn filled(app: &App, who: &SignedIn, contact: Option<String>) -> Result<Vec<MacroRow>, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    let all = domain::teammates::list(&app.d, &about).await?;
    let me = all.into_iter().find(|one| one.id == who.id).ok_or(Problem::SignedOut)?;
    let workspace = workspaces::shown(&app.d, &workspace, &about).await?.name;
    let with = Filling { contact, teammate: me.name, workspace };
    let row = |one: MacroShown| MacroRow { body: fill(&one.body, &with), ..row(one, &HashMap::new()) };
    Ok(macros::list(&app.d, &about).await?.into_iter().map(row).collect())
}

/// The filled text of one of them; nothing where there is none of that id.
pub(super) async fn filled_one(
    app: &App,
    who: &SignedIn,
    contact: Option<String>,
    id: &str,
) -> Result<String, Problem> {
    let all = filled(app, who, contact).await?;
    Ok(all.into_iter().find(|one| one.id == id).map(|one| one.body).unwrap_or_default())
}

async fn draw(
    app: &App,
    who: &SignedIn,
    good: Option<&'static str>,
    refused: Option<(String, MacroForm)>,
) -> Result<Response, Problem> {
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    allow::<_, act::ManageMacros>(&who.actor, workspace.clone())?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let names = teams::names(&app.d, &about).await?;
    let all = macros::list(&app.d, &about).await?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (bad, typed) = refused.unzip();
    let page = MacrosPage {
        language: who.language,
        workspace_name: workspaces::shown(&app.d, &workspace, &about).await?.name,
        csrf: who.csrf.as_str().to_owned(),
        macros: all.into_iter().map(|one| row(one, &names)).collect(),
        teams: show::teams(&names),
        places: &macros::PLACES,
        good,
        bad,
        typed: typed.unwrap_or_default(),
    };
    Ok((status, page_headers(), Html(macros_page(&page).into_string())).into_response())
}

fn row(one: MacroShown, teams: &HashMap<Id<Team>, String>) -> MacroRow {
    MacroRow {
        id: one.id.to_string(),
        version: one.version,
        name: one.name,
        body: one.body,
        team: one.team.map(|id| show::team(id, teams)),
    }
}

/// A macro that the teammate sees; one of a team that is not theirs is not there for them.
async fn seen(app: &App, who: &SignedIn, id: &str) -> Result<Allowed<Macro, act::ManageMacros>, Problem> {
    let id: Id<MacroKind> = id.parse().map_err(|_| Problem::NotFound)?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let theirs = macros::list(&app.d, &about).await?.iter().any(|one| one.id == id);
    let found = macros::find(&app.d, who.actor.workspace(), id).await?;
    Ok(allow(&who.actor, found.filter(|_| theirs).ok_or(Problem::NotFound)?)?)
}

fn typed(form: &Form, id: Option<String>) -> MacroForm {
    let body = form.text("body").unwrap_or_default().to_owned();
    MacroForm { id, version: version(form), name: form.trimmed("name"), body, team: form.trimmed("team") }
}

/// The version of the macro that was shown; one that no macro has where none is told.
fn version(form: &Form) -> i64 {
    form.text("version").and_then(|version| version.parse().ok()).unwrap_or_default()
}

fn team_of(typed: &MacroForm) -> Result<Option<Id<Team>>, MacroError> {
    if typed.team.is_empty() {
        return Ok(None);
    }
    typed.team.parse().map(Some).map_err(|_| MacroError::NoSuchTeam)
}

async fn after(
    app: &App,
    who: &SignedIn,
    done: Result<(), MacroError>,
    word: &str,
    typed: MacroForm,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/inbox/macros?done={word}")).into_response()),
        Err(MacroError::Trouble(trouble)) => Err(trouble.into()),
        Err(error) => {
            let meanwhile = matches!(error, MacroError::ChangedMeanwhile);
            let typed = if meanwhile { over_the_newest(app, who, typed).await? } else { typed };
            draw(app, who, None, Some((says(&error, who.language), typed))).await
        }
    }
}

/// What was typed, to be saved once more by whoever has looked at it again.
async fn over_the_newest(app: &App, who: &SignedIn, typed: MacroForm) -> Result<MacroForm, Problem> {
    let Some(id) = typed.id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(typed) };
    let found = macros::find(&app.d, who.actor.workspace(), id).await?;
    Ok(MacroForm { version: found.map_or(typed.version, |one| one.version), ..typed })
}

/// What stood in the way, as a sentence of the reader's language.
fn says(error: &MacroError, language: Language) -> String {
    let words = &language.words().macros;
    let said = match error {
        MacroError::BadName => words.bad_name,
        MacroError::BadBody => words.bad_body,
        MacroError::BadPlace => words.bad_place,
        MacroError::NoSuchTeam => words.no_such_team,
        MacroError::TooMany => words.too_many,
        MacroError::ChangedMeanwhile | MacroError::Trouble(_) => words.meanwhile,
    };
    said.to_owned()
}
