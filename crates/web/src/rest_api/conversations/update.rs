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
use super::super::given::{Given, PLAIN};
use super::super::path::IdOf;
use super::super::query::Query;
use super::super::shapes::conversation::Conversation;
use super::show::shown;
use super::{PRIORITIES, display};
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
    let (priority, read) = (fields.word("priority", &PRIORITIES)?, fields.flag("read")?);
    if fields.has("company_id") {
        let allowed = "A conversation has no company here: its contacts have theirs.";
        return Err(Problem::invalid("company_id", allowed));
    }
    let mut made = false;
    let wanted = Wanted { changes, priority: priority.value(), read: read.value() };
    let answer = async {
        carry_out(&app, &caller.by, id, wanted, &mut made).await?;
        shown(&app, &caller, id, display(&query)).await
    };
    let answer = answer.await;
    answer.map(Json).map_err(|problem| if made { problem.once_made() } else { problem })
}

struct Wanted {
    changes: AttributeChanges,
    priority: Option<bool>,
    read: Option<bool>,
}

/// One after the other; `made` says whether any was done.
async fn carry_out(
    app: &App,
    by: &Actor,
    id: Id<ConversationKind>,
    wanted: Wanted,
    made: &mut bool,
) -> Result<(), Problem> {
    if wanted.changes.title.is_some() || wanted.changes.custom.is_some() {
        conversations::change_attributes(&app.d, allow(by, find(app, by, id).await?)?, wanted.changes)
            .await?;
        *made = true;
    }
    if let Some(first) = wanted.priority {
        conversations::set_priority(&app.d, &allow(by, find(app, by, id).await?)?, first).await?;
        *made = true;
    }
    if let Some(read) = wanted.read {
        conversations::set_read(&app.d, &allow(by, find(app, by, id).await?)?, read).await?;
        *made = true;
    }
    Ok(())
}

async fn find(app: &App, by: &Actor, id: Id<ConversationKind>) -> Result<Held, Problem> {
    conversations::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)
}
