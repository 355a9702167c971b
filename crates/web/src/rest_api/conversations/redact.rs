//! Redacting a part or the first message of a conversation: its text can never be opened again, in no copy.

use axum::Json;
use axum::extract::State;
use domain::conversations;
use domain::erasure::{self, EraseError, Source};
use domain::messages;
use privacy::access::{act, allow};
use privacy::ids::{Conversation as ConversationKind, Message};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use super::super::shapes::conversation::Conversation;
use super::super::shapes::text::Display;
use super::show::changed;
use crate::app::App;

#[derive(Clone, Copy)]
enum What {
    Part,
    Source,
}

/// Redacts what the body names, and answers with the conversation.
pub(in super::super) async fn redact(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Conversation>, Problem> {
    let words = [("conversation_part", What::Part), ("source", What::Source)];
    let what = required(fields.word("type", &words)?, "type")?;
    let conversation =
        required(fields.id::<ConversationKind>("conversation_id", Problem::not_found)?, "conversation_id")?;
    let field = match what {
        What::Part => "conversation_part_id",
        What::Source => "source_id",
    };
    let message = required(fields.id::<Message>(field, Problem::no_such_part)?, field)?;
    let found = conversations::find(&app.d, caller.by.workspace(), conversation).await?;
    let held = allow::<_, act::RedactMessage>(&caller.by, found.ok_or_else(Problem::not_found)?)?;
    let requested =
        messages::redact(&app.d, held, message, Source::Api).await.map_err(|error| match error {
            EraseError::NotFound => Problem::no_such_part(),
            other => other.into(),
        })?;
    erasure::start(&app.d, caller.by.workspace(), requested.erasure);
    changed(&app, &caller, conversation, Display::Html).await
}
