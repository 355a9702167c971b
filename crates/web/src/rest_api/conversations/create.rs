//! Starting a conversation in a contact's name.

use axum::Json;
use axum::extract::State;
use domain::messages::{Author, Draft, Kind};
use domain::{conversations, limits};
use privacy::Personal;
use privacy::access::{act, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, WITH_FILES, required};
use super::super::shapes::message::{Message, Written};
use super::attached::files;
use super::who::{self, Names};
use crate::app::App;

const FROM: Names = Names { own: "id", email: false };

/// A new conversation; the answer is its first message.
pub(in super::super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<WITH_FILES>,
) -> Result<Json<Message>, Problem> {
    let mut from = required(fields.object("from")?, "from")?;
    let kinds = [("user", ()), ("lead", ()), ("contact", ())];
    required(from.word("type", &kinds)?, "from.type")?;
    let body = fields.text("body", limits::MESSAGE_BYTES)?.value().unwrap_or_default();
    let files = files(&app, &mut fields)?;
    let found = who::contacts(&app, &caller.by, &mut from, &FROM).await?;
    let contact = found.into_iter().next().ok_or_else(Problem::not_found)?;
    let author = Author::Contact(contact.id);
    let contact = allow::<_, act::StartConversation>(&caller.by, contact)?;
    let text = Personal::new(body.clone());
    let draft = Draft { kind: Kind::Comment, author, body: text, files, key: None };
    let started = conversations::start(&app.d, &contact, draft).await?;
    // It is there by now, and not to be begun again because the moment could not be read.
    let held = conversations::find(&app.d, caller.by.workspace(), started.conversation).await.ok().flatten();
    Ok(Json(Message::of(Written {
        kind: "user_message",
        id: started.message,
        created_at: held.map_or(app.d.now(), |held| held.created_at),
        body,
        conversation: started.conversation,
    })))
}
