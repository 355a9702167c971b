//! Tags: the list with how often each is used, a new one, another name, and deleting one.

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::tags::{self, Tag, TagError, TagShown, Uses};
use privacy::Personal;
use privacy::access::{Allowed, act, allow};

use super::desk::{Asked, Desk};
use super::view::{Said, Section, TagForm, TagRow, TagsPage, tags_page};
use super::workspace::is_name;
use crate::app::App;
use crate::inbox::problem::Problem;
use crate::inbox::view::Count;

/// `GET /settings/tags`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let words = &desk.words().tags;
    let said = match asked.done.as_str() {
        "made" => Some(Said::Good(words.done_made)),
        "renamed" => Some(Said::Good(words.done_renamed)),
        "deleted" => Some(Said::Good(words.done_deleted)),
        _ => None,
    };
    let drawn = draw(&app, &desk, said, None).await;
    desk.or_problem(drawn)
}

async fn draw(
    app: &App,
    desk: &Desk,
    said: Option<Said>,
    typed: Option<TagForm>,
) -> Result<Response, Problem> {
    desk.allowed::<act::ManageTags>()?;
    let count = |uses: Uses| Count { number: uses.number.unsigned_abs(), more: uses.more };
    let row = |tag: TagShown| TagRow {
        id: tag.id.to_string(),
        name: tag.name,
        conversations: count(tag.conversations),
        people: count(tag.contacts),
    };
    let mut tags: Vec<TagRow> = tags::in_use(&app.d, &desk.about()?).await?.into_iter().map(row).collect();
    tags.sort_by_cached_key(|tag| tag.name.to_lowercase());
    let refused = typed.is_some();
    let page = TagsPage { tags, typed };
    let content = tags_page(desk.who.language, desk.who.csrf.as_str(), &page);
    if refused {
        return Ok(desk.draw_refused(Section::Tags, &content));
    }
    Ok(desk.draw(Some(Section::Tags), said, &content))
}

/// `POST /settings/tags`
pub(super) async fn make(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let made = async {
        let workspace = desk.allowed::<act::ManageTags>()?;
        let form = desk.form(&headers, request).await?;
        let name = form.trimmed("name");
        let made = match given(&name) {
            Ok(given) => tags::create(&app.d, &workspace, desk.who.id, given).await.map(|_| ()),
            Err(error) => Err(error),
        };
        after(&app, &desk, made, "made", (None, name)).await
    };
    let made = made.await;
    desk.or_problem(made)
}

/// `POST /settings/tags/{id}/name`
pub(super) async fn rename(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let renamed = async {
        let form = desk.form(&headers, request).await?;
        let tag = found(&app, &desk, &id).await?;
        let name = form.trimmed("name");
        let renamed = match given(&name) {
            Ok(given) => tags::rename(&app.d, &tag, given).await,
            Err(error) => Err(error),
        };
        after(&app, &desk, renamed, "renamed", (Some(id), name)).await
    };
    let renamed = renamed.await;
    desk.or_problem(renamed)
}

/// `POST /settings/tags/{id}/delete`
pub(super) async fn delete(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let deleted = async {
        desk.form(&headers, request).await?;
        let tag = found(&app, &desk, &id).await?;
        match tags::delete(&app.d, &tag).await {
            Ok(()) => Ok(desk.back(Section::Tags, Ok("deleted"))),
            // Somebody else deleted it at the same moment.
            Err(TagError::ChangedMeanwhile) => Err(Problem::NotFound),
            Err(error) => Err(error.into()),
        }
    };
    let deleted = deleted.await;
    desk.or_problem(deleted)
}

async fn found(app: &App, desk: &Desk, id: &str) -> Result<Allowed<Tag, act::ManageTags>, Problem> {
    // Who may not is told so before they learn which tags there are.
    desk.allowed::<act::ManageTags>()?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let tag = tags::find(&app.d, desk.workspace.id, id).await?.ok_or(Problem::NotFound)?;
    Ok(allow(&desk.who.actor, tag)?)
}

fn given(name: &str) -> Result<Personal<String>, TagError> {
    if is_name(name) { Ok(Personal::new(name.to_owned())) } else { Err(TagError::BadName) }
}

/// Back to the page, or the page with what was typed and why it was not taken.
async fn after(
    app: &App,
    desk: &Desk,
    done: Result<(), TagError>,
    word: &str,
    (id, name): (Option<String>, String),
) -> Result<Response, Problem> {
    let words = &desk.words().tags;
    let why_not = match done {
        Ok(()) => return Ok(desk.back(Section::Tags, Ok(word))),
        Err(TagError::BadName) => words.bad_name,
        Err(TagError::NameTaken) => words.name_taken,
        Err(TagError::TooMany) => words.too_many,
        Err(TagError::ChangedMeanwhile) => words.meanwhile,
        Err(error) => return Err(error.into()),
    };
    draw(app, desk, None, Some(TagForm { id, name, why_not })).await
}
