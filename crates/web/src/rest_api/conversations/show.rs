//! One conversation with its parts: the newest 500 of them, and its first message as its source.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use domain::contacts::{Contact, ContactShown};
use domain::conversations::{self, Conversation as Held, State as Standing};
use domain::messages::{self, Author, Kind, PartShown, Which};
use domain::{contacts, limits};
use privacy::access::{Allowed, Permit, act};
use privacy::ids::{Contact as ContactKind, Conversation as ConversationKind, Teammate};
use privacy::{Id, Time};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::query::Query;
use super::super::shapes::attachment::Links;
use super::super::shapes::conversation::{Around, Conversation};
use super::super::shapes::part::{People, Showing};
use super::super::shapes::text::Display;
use super::{colleagues, display};
use crate::app::App;

/// The conversation of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ConversationKind>,
    query: Query,
) -> Result<Json<Conversation>, Problem> {
    shown(&app, &caller, id, display(&query)).await.map(Json)
}

/// The conversation, opened for somebody who is entered as its reader.
pub(super) async fn shown(
    app: &App,
    caller: &Caller,
    id: Id<ConversationKind>,
    display: Display,
) -> Result<Conversation, Problem> {
    let (read, permit) = conversations::read_by(&app.d, &caller.by, id).await?;
    let (first, parts) = thread(app, &read, &permit).await?;
    let held = read.thing();
    let keys = app.d.keys(held.workspace).await?;
    let contacts = people(app, &permit, held).await?;
    let colleagues = colleagues(app, &permit).await?;
    let links = Links { origin: &app.public_origin, keys: &keys, permit: &permit, now: app.d.now() };
    let people = People { contacts: &contacts, teammates: &colleagues };
    let showing = Showing { people, links: &links, display };
    let around = Around {
        first_reply: first_reply(&first, &parts),
        teammates: taking_part(held, &first, &parts),
        tags: conversations::applied_to(&app.d, &permit, held.workspace, held.id).await?,
        attributes: conversations::attributes(&app.d, &permit, held).await?,
        contacts: references(&contacts),
        source: showing.source(first, conversations::written_on(&app.d, &permit, held).await?),
        parts: Some((showing.parts(parts, Standing::Open), held.next_seq - 1)),
    };
    Ok(Conversation::of(held, around, caller.version))
}

/// The same after a change was made to it.
pub(super) async fn changed(
    app: &App,
    caller: &Caller,
    id: Id<ConversationKind>,
    display: Display,
) -> Result<Json<Conversation>, Problem> {
    shown(app, caller, id, display).await.map(Json).map_err(Problem::once_made)
}

/// Everybody who is in the conversation, opened.
pub(super) async fn people(
    app: &App,
    permit: &Permit,
    held: &Held,
) -> Result<Vec<(Contact, ContactShown)>, Problem> {
    let keys = app.d.keys(held.workspace).await?;
    let mut all = Vec::new();
    for id in held.contacts() {
        if let Some(contact) = contacts::find(&app.d, held.workspace, id).await? {
            let shown = contacts::show(&keys, permit, &contact)?;
            all.push((contact, shown));
        }
    }
    if all.is_empty() { Err(Problem::not_found()) } else { Ok(all) }
}

/// Their ids, and their ids at the customer's.
pub(super) fn references(all: &[(Contact, ContactShown)]) -> Vec<(Id<ContactKind>, Option<String>)> {
    all.iter().map(|(contact, shown)| (contact.id, shown.external_id.clone())).collect()
}

/// The first message, and the newest parts after it.
async fn thread(
    app: &App,
    read: &Allowed<Held, act::ReadConversations>,
    permit: &Permit,
) -> Result<(PartShown, Vec<PartShown>), Problem> {
    let mut parts = messages::thread(&app.d, read, permit, Which::Latest, limits::PARTS).await?;
    let first = match parts.first() {
        Some(first) if first.seq == 0 => Some(parts.remove(0)),
        _ => messages::thread(&app.d, read, permit, Which::After(-1), 1).await?.pop(),
    };
    Ok((first.ok_or_else(Problem::not_found)?, parts))
}

/// When the contact first wrote, as far as the parts go back.
pub(super) fn first_reply(first: &PartShown, parts: &[PartShown]) -> Option<Time> {
    let wrote = |part: &&PartShown| part.kind == Kind::Comment && part.author.author.is_contact();
    std::iter::once(first).chain(parts).find(wrote).map(|part| part.created_at)
}

/// The teammates who wrote, and the one who looks after it.
pub(super) fn taking_part(held: &Held, first: &PartShown, parts: &[PartShown]) -> BTreeSet<Id<Teammate>> {
    let wrote = std::iter::once(first).chain(parts).filter_map(|part| match part.author.author {
        Author::Teammate(id) => Some(id),
        Author::Contact(_) | Author::System => None,
    });
    wrote.chain(held.assignee).collect()
}
