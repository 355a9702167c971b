//! The inbox's page and the fragments that keep it up to date.

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::{tags, teammates, teams, workspaces};
use privacy::Id;
use privacy::access::{act, allow};
use privacy::ids::Conversation as ConversationKind;
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::opened::Look;
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{self, Away, InboxPage, List, Listing, Viewing};
use super::{listed, opened, page_headers, show};
use crate::app::App;

/// What the address says about the list and the thread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(flatten)]
    list: listed::Asked,
    selected: Option<String>,
    before: Option<i64>,
    shown: Option<i64>,
    /// Nobody has it before them.
    glance: bool,
    person: Option<String>,
    #[serde(rename = "macro")]
    uses: Option<String>,
}

impl Asked {
    /// What of a conversation is looked at by whoever has it open.
    const fn look(&self) -> Look {
        Look { before: self.before, shown: self.shown, glance: self.glance }
    }

    fn viewing(&self, app: &App, who: &SignedIn) -> Viewing {
        viewing(app, who, self.list.listing())
    }
}

fn viewing(app: &App, who: &SignedIn, listing: Listing) -> Viewing {
    Viewing { language: who.language, csrf: who.csrf.as_str().to_owned(), listing, now: app.d.now().micros() }
}

/// `/`: to the inbox, or to the door.
pub(super) async fn home() -> Redirect {
    Redirect::to("/inbox")
}

/// `GET /inbox`
pub(super) async fn inbox(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let drawn = page(&app, &who, &asked, None, None).await;
    drawn.unwrap_or_else(|problem| problem.as_page(who.language))
}

/// `GET /inbox/{id}`
pub(super) async fn conversation(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let drawn = match id.parse() {
        Ok(id) => page(&app, &who, &asked, Some(id), None).await,
        Err(_) => Err(Problem::NotFound),
    };
    drawn.unwrap_or_else(|problem| problem.as_page(who.language))
}

/// The page with what was found in place of a folder's list.
pub(super) async fn page_of(
    app: &App,
    who: &SignedIn,
    from: listed::Asked,
    list: List,
) -> Result<Response, Problem> {
    let asked = Asked { list: from, ..Asked::default() };
    page(app, who, &asked, None, Some(list)).await
}

async fn page(
    app: &App,
    who: &SignedIn,
    asked: &Asked,
    open: Option<Id<ConversationKind>>,
    found: Option<List>,
) -> Result<Response, Problem> {
    let meant = match listed::meant(app, who, &asked.list).await {
        // What is open or was found outlives the view in which it stood.
        Err(Problem::NotFound) if open.is_some() || found.is_some() => listed::Meant::default(),
        meant => meant?,
    };
    let viewing = viewing(app, who, meant.listing);
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    let sees_log = allow::<_, act::ReadActivityLog>(&who.actor, workspace.clone()).is_ok();
    let sees_erasures = allow::<_, act::ReadErasures>(&who.actor, workspace.clone()).is_ok();
    let keeps_views = allow::<_, act::ManageViews>(&who.actor, workspace.clone()).is_ok();
    let workspace = workspaces::shown(&app.d, &workspace, &about).await?;
    let mut all = teammates::list(&app.d, &about).await?;
    // Whoever looks takes most for themselves.
    all.sort_by_key(|one| one.id != who.id);
    let me = all.iter().find(|one| one.id == who.id).ok_or(Problem::SignedOut)?;
    let away = me.away_since.map(|since| Away { since: since.micros(), reassigns: me.away_reassigns });
    let me = show::teammate(me);
    let (thread, person) = match open {
        Some(id) => {
            let look = Look { before: asked.before, ..Look::default() };
            let thread = Box::pin(opened::thread(app, who, id, look, asked.uses.as_deref())).await?;
            (Some(thread), Some(Box::pin(opened::person(app, who, id, asked.person.as_deref())).await?))
        }
        None => (None, None),
    };
    let selected = open.map(|id| id.to_string());
    let list = match found {
        Some(list) => list,
        None => Box::pin(listed::list(app, who, &asked.list, &meant, selected.as_deref())).await?,
    };
    let teams = teams::names(&app.d, &about).await?;
    let tag_names = tags::list(&app.d, &about).await?.into_iter().map(|(_, name)| name).collect();
    let page = InboxPage {
        viewing,
        me,
        away,
        workspace_name: workspace.name,
        sees_log,
        sees_erasures,
        keeps_views,
        teammates: all.iter().map(show::teammate).collect(),
        assignees: show::assignees(&all),
        teams: show::teams(&teams),
        tag_names,
        list,
        thread,
        person,
    };
    Ok((page_headers(), Html(view::inbox_page(&page).into_string())).into_response())
}

/// `GET /inbox/list`
pub(super) async fn list(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let meant = listed::meant(&app, &who, &asked.list).await?;
    let list = listed::list(&app, &who, &asked.list, &meant, asked.selected.as_deref()).await?;
    Ok(fragment(view::list_fragment(&viewing(&app, &who, meant.listing), &list)))
}

/// A list that was found, for the page's script.
pub(super) fn list_of(app: &App, who: &SignedIn, from: listed::Asked, list: &List) -> Response {
    let asked = Asked { list: from, ..Asked::default() };
    fragment(view::list_fragment(&asked.viewing(app, who), list))
}

/// `GET /inbox/{id}/thread`
pub(super) async fn thread_of(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let thread = opened::thread(&app, &who, id, asked.look(), asked.uses.as_deref()).await?;
    Ok(fragment(view::thread_fragment(&asked.viewing(&app, &who), &thread)))
}

/// `GET /inbox/{id}/person`
pub(super) async fn person_of(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let person = opened::person(&app, &who, id, asked.person.as_deref()).await?;
    Ok(fragment(view::person_fragment(&asked.viewing(&app, &who), &person)))
}

pub(super) fn fragment(markup: maud::Markup) -> Response {
    (page_headers(), Html(markup.into_string())).into_response()
}
