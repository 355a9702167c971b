//! Changing what a conversation is called, what is noted of it, whether it comes first and whether it was read.

use axum::Json;
use axum::extract::State;
use domain::conversations::{self, AttributeChanges, Conversation as Held};
use domain::limits;
use privacy::Id;
use privacy::access::{Actor, allow};
use privacy::ids::Conversation as ConversationKind;

use super::super::caller::Caller;
use super::super::custom_attributes;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, Said};
use super::super::path::IdOf;
use super::super::query::Query;
use super::super::shapes::conversation::Conversation;
use super::display;
use super::show::shown;
use crate::app::App;

/// The conversation with the fields that were given; the others stay as they are.
pub(in super::super) async fn update(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ConversationKind>,
    query: Query,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Conversation>, Problem> {
    let title = fields.line("title", limits::SHORT_TEXT_BYTES)?;
    let changes = AttributeChanges { title: title.into(), custom: custom_attributes::read(&mut fields)? };
    let words = [("priority", true), ("not_priority", false)];
    let (priority, read) = (fields.word("priority", &words)?, fields.flag("read")?);
    let by = caller.by;
    if changes.title.is_some() || changes.custom.is_some() {
        let held = allow(&by, find(&app, &by, id).await?)?;
        conversations::change_attributes(&app.d, held, changes).await?;
    }
    if let Said::Value(first) = priority {
        let held = allow(&by, find(&app, &by, id).await?)?;
        conversations::set_priority(&app.d, &held, first).await?;
    }
    let answer = shown(&app, &by, id, display(&query)).await?;
    if let Said::Value(read) = read {
        let held = allow(&by, find(&app, &by, id).await?)?;
        conversations::set_read(&app.d, &held, read).await?;
        return shown(&app, &by, id, display(&query)).await.map(Json);
    }
    Ok(Json(answer))
}

async fn find(app: &App, by: &Actor, id: Id<ConversationKind>) -> Result<Held, Problem> {
    conversations::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)
}
