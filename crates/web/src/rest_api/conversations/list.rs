//! Pages of conversations, the one that changed last first. Without their parts.

use axum::Json;
use axum::extract::State;
use domain::conversations::{self, Begun, Filter, Folder, Place, Sort};
use privacy::access::{Permit, act, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::paging::Page;
use super::super::query::Query;
use super::super::shapes::attachment::Links;
use super::super::shapes::conversation::{Around, Conversation};
use super::super::shapes::list::ConversationList;
use super::super::shapes::part::{People, Showing};
use super::show::{first_reply, people, references, taking_part};
use super::{colleagues, display};
use crate::app::App;

const PER_PAGE: i64 = 20;

/// A page of conversations.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<ConversationList<Conversation>>, Problem> {
    let page = Page::of(&query, PER_PAGE)?;
    let permit = conversations::permit_for(&caller.by)?;
    let all = Filter { folder: Folder::All, state: None, contact: None };
    let mut found = conversations::list(&app.d, &permit, all, page.after, page.rows()).await?;
    let pages = page.cut(&mut found.conversations, found.total, place);
    let shown = summaries(&app, &caller, &permit, &query, found.conversations).await?;
    Ok(Json(ConversationList::of(shown, found.total, pages)))
}

/// Conversations without their parts, as lists and searches show them.
pub(in super::super) async fn summaries(
    app: &App,
    caller: &Caller,
    permit: &Permit,
    query: &Query,
    found: Vec<Begun>,
) -> Result<Vec<Conversation>, Problem> {
    let by = &caller.by;
    let keys = app.d.keys(by.workspace()).await?;
    let colleagues = colleagues(app, permit).await?;
    let links = Links { origin: &app.public_origin, keys: &keys, permit, now: app.d.now() };
    let mut shown = Vec::with_capacity(found.len());
    for Begun { conversation, contact, person, first } in found {
        let held = allow::<_, act::ReadConversations>(by, conversation)?.into_thing();
        let contacts =
            if held.people.is_empty() { vec![(contact, person)] } else { people(app, permit, &held).await? };
        let people = People { contacts: &contacts, teammates: &colleagues };
        let showing = Showing { people, links: &links, display: display(query) };
        let around = Around {
            first_reply: first_reply(&first, &[]),
            teammates: taking_part(&held, &first, &[]),
            tags: conversations::applied_to(&app.d, permit, held.workspace, held.id).await?,
            attributes: conversations::attributes(&app.d, permit, &held).await?,
            contacts: references(&contacts),
            source: showing.source(first, conversations::written_on(&app.d, permit, &held).await?),
            parts: None,
        };
        shown.push(Conversation::of(&held, around, caller.version));
    }
    Ok(shown)
}

fn place(begun: &Begun) -> Place {
    begun.conversation.place(Sort::LATEST)
}
