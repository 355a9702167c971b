//! The tags of a contact.

use axum::Json;
use axum::extract::State;
use domain::{contacts, tags};
use privacy::Id;
use privacy::access::{Actor, act, allow};
use privacy::ids::{Contact as ContactKind, Tag as TagKind};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN};
use super::super::path::{IdOf, Pair};
use super::super::shapes::tag::{Tag, TagList};
use super::{named, names, not_there};
use crate::app::App;

/// The tags of the contact of that id.
pub(in super::super) async fn list_of_contact(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
) -> Result<Json<TagList>, Problem> {
    contacts::read_by(&app.d, &caller.by, id).await?;
    let names = names(&app, &caller.by).await?;
    let all = tags::of_contact(&app.d, caller.by.workspace(), id).await?;
    let shown = all.iter().filter_map(|one| Some(Tag::on(one, names.get(&one.tag)?.clone())));
    Ok(Json(TagList::of(shown.collect())))
}

/// Puts the tag that the body names on the contact.
pub(in super::super) async fn add_to_contact(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Tag>, Problem> {
    let found = contacts::find(&app.d, caller.by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
    let contact = allow::<_, act::Tag>(&caller.by, found)?;
    let tag = named(&app, &caller.by, &mut fields, not_there).await?;
    let Actor::Token { teammate, .. } = caller.by else { return Err(Problem::forbidden()) };
    tags::label_contact(&app.d, &contact, teammate, tag.id).await?;
    shown(&app, &caller.by, id, tag.id).await.map_err(Problem::once_made)
}

/// Takes the tag from the contact; the answer is the tag as it was.
pub(in super::super) async fn remove_from_contact(
    State(app): State<App>,
    caller: Caller,
    Pair(contact, tag): Pair,
) -> Result<Json<Tag>, Problem> {
    let id: Id<ContactKind> = contact.parse().map_err(|_| Problem::not_found())?;
    let tag: Id<TagKind> = tag.parse().map_err(|_| not_there())?;
    let found = contacts::find(&app.d, caller.by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
    let contact = allow::<_, act::Tag>(&caller.by, found)?;
    let answer = shown(&app, &caller.by, id, tag).await?;
    tags::untag_contact(&app.d, &contact, tag).await?;
    Ok(answer)
}

async fn shown(
    app: &App,
    by: &Actor,
    contact: Id<ContactKind>,
    tag: Id<TagKind>,
) -> Result<Json<Tag>, Problem> {
    let all = tags::of_contact(&app.d, by.workspace(), contact).await?;
    let on = all.iter().find(|one| one.tag == tag).ok_or_else(not_there)?;
    let name = names(app, by).await?.remove(&tag).ok_or_else(not_there)?;
    Ok(Json(Tag::on(on, name)))
}
