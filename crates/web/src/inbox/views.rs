//! Views: the screen where a teammate keeps choices of conversations under a name.

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::conversations::State as Standing;
use domain::views::{self, Choice, Order as Kept, View, ViewError, ViewShown, Whose};
use domain::{tags, teammates, teams, workspaces};
use privacy::access::{Allowed, act, allow};
use privacy::ids::View as ViewKind;
use privacy::purpose::Purpose;
use privacy::{Id, Personal};
use serde::Deserialize;

use super::problem::Problem;
use super::session::SignedIn;
use super::view::{
    Folder, Listing, Order, State as Shown, Tag, ViewChoice, ViewForm, ViewRow, ViewsPage, views_page,
};
use super::{listed, page_headers, show};
use crate::app::App;
use crate::edge::form::Form;
use crate::words::Language;

/// A name and some codes and ids.
const FORM_BYTES: usize = 16 * 1024;

/// What the screen was just sent back from, and the list from which somebody came.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
    #[serde(flatten)]
    list: listed::Asked,
}

/// `GET /inbox/views`: the form for a new one begins with the list from which somebody came.
pub(super) async fn screen(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let words = &who.language.words().views;
    let said = match asked.done.as_str() {
        "changed" => Some(words.changed),
        "deleted" => Some(words.deleted),
        _ => None,
    };
    let typed = ViewForm { choice: begun(asked.list.listing()), ..ViewForm::default() };
    let drawn = draw(&app, &who, said, None, typed).await;
    drawn.unwrap_or_else(|problem| problem.as_page(who.language))
}

/// `POST /inbox/views`: to the new view.
pub(super) async fn make(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = who.form(&headers, request, FORM_BYTES).await?;
        let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
        let allowed = allow::<_, act::ManageViews>(&who.actor, workspace)?;
        let typed = typed(&form, None);
        let made = match chosen(&typed.choice) {
            Ok(choice) => {
                let name = Personal::new(typed.name.clone());
                views::create(&app.d, &allowed, name, &choice, typed.shared).await
            }
            Err(error) => Err(error),
        };
        match made {
            Ok(id) => {
                let listing = Listing::default().of(Folder::View(id.raw().get()), Shown::Open);
                Ok(Redirect::to(&listing.address(None)).into_response())
            }
            Err(error) => refused(&app, &who, error, typed).await,
        }
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// `POST /inbox/views/{id}`
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
        let name = Personal::new(typed.name.clone());
        let changed = match chosen(&typed.choice) {
            Ok(_) if held.thing().version != typed.version => Err(ViewError::ChangedMeanwhile),
            Ok(choice) => views::update(&app.d, &held, name, &choice, typed.shared).await,
            Err(error) => Err(error),
        };
        match changed {
            Ok(()) => Ok(Redirect::to("/inbox/views?done=changed").into_response()),
            Err(error) => refused(&app, &who, error, typed).await,
        }
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// `POST /inbox/views/{id}/delete`
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
            views::delete(&app.d, &held).await
        } else {
            Err(ViewError::ChangedMeanwhile)
        };
        match deleted {
            Ok(()) => Ok(Redirect::to("/inbox/views?done=deleted").into_response()),
            Err(error) => refused(&app, &who, error, ViewForm::default()).await,
        }
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

async fn draw(
    app: &App,
    who: &SignedIn,
    good: Option<&'static str>,
    bad: Option<&'static str>,
    typed: ViewForm,
) -> Result<Response, Problem> {
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    allow::<_, act::ManageViews>(&who.actor, workspace.clone())?;
    let shares = allow::<_, act::ShareViews>(&who.actor, workspace.clone()).is_ok();
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let all = views::list(&app.d, &about).await?;
    let tags = tags::list(&app.d, &about).await?.into_iter();
    let status = if bad.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ViewsPage {
        language: who.language,
        workspace_name: workspaces::shown(&app.d, &workspace, &about).await?.name,
        csrf: who.csrf.as_str().to_owned(),
        views: all.into_iter().map(|one| row(one, shares)).collect(),
        teammates: teammates::list(&app.d, &about).await?.iter().map(show::teammate).collect(),
        teams: show::teams(&teams::names(&app.d, &about).await?),
        tags: tags.map(|(id, name)| Tag { id: id.to_string(), name }).collect(),
        shares,
        good,
        bad,
        typed,
    };
    Ok((status, page_headers(), Html(views_page(&page).into_string())).into_response())
}

fn row(one: ViewShown, shares: bool) -> ViewRow {
    let id = one.id.to_string();
    ViewRow {
        address: Listing::default().of(Folder::View(one.id.raw().get()), Shown::Open).address(None),
        changeable: shares || !one.shared,
        form: ViewForm {
            id: Some(id),
            version: one.version,
            name: one.name,
            choice: written(&one.choice),
            shared: one.shared,
        },
    }
}

/// A view that the teammate sees; somebody else's own is not there for them.
async fn seen(app: &App, who: &SignedIn, id: &str) -> Result<Allowed<View, act::ManageViews>, Problem> {
    let id: Id<ViewKind> = id.parse().map_err(|_| Problem::NotFound)?;
    let found = views::find(&app.d, &who.actor, id).await?.ok_or(Problem::NotFound)?;
    Ok(allow(&who.actor, found)?)
}

/// The choice that comes nearest to a list.
fn begun(listing: Listing) -> ViewChoice {
    let whose = match listing.folder {
        Folder::Mine => "mine",
        Folder::Unassigned => "nobody",
        Folder::Mentions | Folder::All | Folder::Team(_) | Folder::View(_) => "anybody",
    };
    ViewChoice {
        state: listing.state.as_str().to_owned(),
        whose: whose.to_owned(),
        team: if let Folder::Team(id) = listing.folder { id.to_string() } else { String::new() },
        tag: String::new(),
        priority: false,
        order: listing.order,
    }
}

/// A choice as a form has it.
fn written(choice: &Choice) -> ViewChoice {
    let whose = match choice.whose {
        Whose::Anybody => "anybody".to_owned(),
        Whose::Mine => "mine".to_owned(),
        Whose::Nobody => "nobody".to_owned(),
        Whose::Of(teammate) => format!("teammate-{teammate}"),
    };
    ViewChoice {
        state: choice.state.map(|state| state.code().to_owned()).unwrap_or_default(),
        whose,
        team: choice.team.map(|id| id.to_string()).unwrap_or_default(),
        tag: choice.tag.map(|id| id.to_string()).unwrap_or_default(),
        priority: choice.priority,
        order: show::order(choice.order),
    }
}

fn typed(form: &Form, id: Option<String>) -> ViewForm {
    ViewForm {
        id,
        version: version(form),
        name: form.trimmed("name"),
        choice: ViewChoice {
            state: form.trimmed("state"),
            whose: form.trimmed("whose"),
            team: form.trimmed("team"),
            tag: form.trimmed("tag"),
            priority: form.text("priority") == Some("yes"),
            order: Order::parse(&form.trimmed("sort")).unwrap_or_default(),
        },
        shared: form.text("shared") == Some("yes"),
    }
}

/// The version of the view that was shown; one that no view has where none is told.
fn version(form: &Form) -> i64 {
    form.text("version").and_then(|version| version.parse().ok()).unwrap_or_default()
}

/// What a form chooses; an empty field chooses nothing.
fn chosen(written: &ViewChoice) -> Result<Choice, ViewError> {
    let whose = match written.whose.as_str() {
        "" | "anybody" => Some(Whose::Anybody),
        "mine" => Some(Whose::Mine),
        "nobody" => Some(Whose::Nobody),
        other => other.strip_prefix("teammate-").and_then(|id| id.parse().ok()).map(Whose::Of),
    };
    Ok(Choice {
        state: maybe(&written.state, Standing::of_code)?,
        whose: whose.ok_or(ViewError::NoSuchChoice)?,
        team: maybe(&written.team, |id| id.parse().ok())?,
        tag: maybe(&written.tag, |id| id.parse().ok())?,
        priority: written.priority,
        order: Kept::of_code(written.order.as_str()).ok_or(ViewError::NoSuchChoice)?,
    })
}

fn maybe<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ViewError> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(ViewError::NoSuchChoice) }
}

async fn refused(app: &App, who: &SignedIn, error: ViewError, typed: ViewForm) -> Result<Response, Problem> {
    if let ViewError::Trouble(trouble) = error {
        return Err(trouble.into());
    }
    let meanwhile = matches!(error, ViewError::ChangedMeanwhile);
    let typed = if meanwhile { over_the_newest(app, who, typed).await? } else { typed };
    draw(app, who, None, Some(says(&error, who.language)), typed).await
}

/// What was typed, to be saved once more by whoever has looked at it again.
async fn over_the_newest(app: &App, who: &SignedIn, typed: ViewForm) -> Result<ViewForm, Problem> {
    let Some(id) = typed.id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(typed) };
    let found = views::find(&app.d, &who.actor, id).await?;
    Ok(ViewForm { version: found.map_or(typed.version, |view| view.version), ..typed })
}

/// What stood in the way, as a sentence of the reader's language.
const fn says(error: &ViewError, language: Language) -> &'static str {
    let words = &language.words().views;
    match error {
        ViewError::BadName => words.bad_name,
        ViewError::NoSuchChoice => words.no_such_choice,
        ViewError::TooMany => words.too_many,
        ViewError::Denied(_) => words.not_yours,
        ViewError::ChangedMeanwhile | ViewError::Trouble(_) => words.meanwhile,
    }
}
