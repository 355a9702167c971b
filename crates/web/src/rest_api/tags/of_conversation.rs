//! The tags of a conversation, which its own answer lists.

use axum::Json;
use axum::extract::State;
use domain::conversations::{self, Conversation};
use privacy::Id;
use privacy::access::{Actor, Allowed, act, allow};
use privacy::ids::{Conversation as ConversationKind, Tag as TagKind};

use super::super::caller::Caller;
use super::super::conversations::admin;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN};
use super::super::path::{IdOf, Pair};
use super::super::shapes::tag::Tag;
use super::{named, names, unknown};
use crate::app::App;

/// Puts the tag that the body names on the conversation, in a teammate's name.
pub(in super::super) async fn add_to_conversation(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ConversationKind>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Tag>, Problem> {
    let held = held(&app, &caller.by, id).await?;
    let admin = admin(&app, &caller.by, &mut fields).await?;
    let tag = named(&app, &caller.by, &mut fields, unknown).await?;
    conversations::label(&app.d, &held, admin, tag.id).await?;
    let permit = conversations::permit_for(&caller.by)?;
    let all = conversations::applied_to(&app.d, &permit, caller.by.workspace(), id).await;
    let all = all.map_err(|trouble| Problem::from(trouble).once_made())?;
    let on = all.into_iter().find(|(applied, _)| applied.tag == tag.id);
    on.map(|(applied, name)| Json(Tag::on(&applied, name))).ok_or_else(unknown)
}

/// Takes the tag from the conversation; the answer is the tag.
pub(in super::super) async fn remove_from_conversation(
    State(app): State<App>,
    caller: Caller,
    Pair(conversation, tag): Pair,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Tag>, Problem> {
    let id: Id<ConversationKind> = conversation.parse().map_err(|_| Problem::not_found())?;
    let tag: Id<TagKind> = tag.parse().map_err(|_| unknown())?;
    let held = held(&app, &caller.by, id).await?;
    admin(&app, &caller.by, &mut fields).await?;
    conversations::untag(&app.d, &held, tag).await?;
    let names = names(&app, &caller.by).await.map_err(Problem::once_made)?;
    names.get(&tag).map(|name| Json(Tag::of(tag, name.clone()))).ok_or_else(unknown)
}

async fn held(
    app: &App,
    by: &Actor,
    id: Id<ConversationKind>,
) -> Result<Allowed<Conversation, act::Tag>, Problem> {
    let found = conversations::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(allow(by, found)?)
}
