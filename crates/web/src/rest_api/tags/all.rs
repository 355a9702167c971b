//! All tags, one of them, and its end.

use axum::Json;
use axum::extract::State;
use domain::tags;
use privacy::access::{act, allow};
use privacy::ids::Tag as TagKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::tag::{Gone, Tag, TagList};
use super::{names, names_permit, not_there};
use crate::app::App;

/// The tags of the caller's workspace.
pub(in super::super) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<TagList>, Problem> {
    let all = tags::list(&app.d, &names_permit(&caller.by)?).await?;
    Ok(Json(TagList::of(all.into_iter().map(|(id, name)| Tag::of(id, name)).collect())))
}

/// The tag of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    id: Result<IdOf<TagKind>, Problem>,
) -> Result<Json<Tag>, Problem> {
    let IdOf(id) = id.map_err(|_| not_there())?;
    let name = names(&app, &caller.by).await?.remove(&id).ok_or_else(not_there)?;
    Ok(Json(Tag::of(id, name)))
}

/// Deletes the tag of that id, and takes it from everything it is on.
pub(in super::super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    id: Result<IdOf<TagKind>, Problem>,
) -> Result<Json<Gone>, Problem> {
    let IdOf(id) = id.map_err(|_| not_there())?;
    let found = tags::find(&app.d, caller.by.workspace(), id).await?.ok_or_else(not_there)?;
    tags::delete(&app.d, &allow::<_, act::ManageTags>(&caller.by, found)?).await?;
    Ok(Json(Gone::of(id)))
}
