//! A teammate's first message to a contact, which begins a conversation.

use axum::Json;
use axum::extract::State;
use domain::conversations;
use domain::messages::{Author, Draft, Kind};
use privacy::Personal;
use privacy::access::{act, allow};

use super::super::caller::Caller;
use super::super::conversations::who::{self, Names};
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use super::super::html::text_of;
use super::super::shapes::message::{Message, Written};
use super::super::shapes::text::Display;
use crate::app::App;

const TO: Names = Names { own: "id", email: true };

/// Writes to the contact whom `to` names, in the name of the teammate whom `from` does. The conversation is there whether
/// they answer or not, and their messenger shows it; mail tells only those who have written themselves.
pub(in super::super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Message>, Problem> {
    let by = caller.by;
    required(fields.word("message_type", &[("inapp", ()), ("in_app", ())])?, "message_type")?;
    let mut from = required(fields.object("from")?, "from")?;
    required(from.word("type", &[("admin", ())])?, "from.type")?;
    let author = who::named_admin(&app, &by, &mut from, "id").await?;
    if fields.has("cc") || fields.has("bcc") {
        let field = if fields.has("cc") { "cc" } else { "bcc" };
        return Err(Problem::invalid(field, "A message goes to one contact: name them in to."));
    }
    let mut to = required(fields.object("to")?, "to")?;
    required(to.word("type", &[("user", ()), ("lead", ()), ("contact", ())])?, "to.type")?;
    let body = text_of(fields.text("body", PLAIN)?.value().unwrap_or_default());
    let mut found = who::contacts(&app, &by, &mut to, &TO).await?.into_iter();
    let contact = match (found.next(), found.next()) {
        (Some(one), None) => allow::<_, act::StartConversation>(&by, one)?,
        (None, _) => return Err(Problem::not_found()),
        (Some(_), Some(_)) => {
            return Err(Problem::invalid("to.email", "Several contacts have this address: name one by id."));
        }
    };
    let author = Author::Teammate(author);
    let text = Personal::new(body.clone());
    let draft = Draft { kind: Kind::Comment, author, body: text, files: Vec::new(), key: None };
    let started = conversations::start(&app.d, &contact, draft).await?;
    // It is there by now, and not to be begun again because the moment could not be read.
    let held = conversations::find(&app.d, by.workspace(), started.conversation).await.ok().flatten();
    Ok(Json(Message::of(Written {
        kind: "admin_message",
        id: started.message,
        created_at: held.map_or(app.d.now(), |held| held.created_at),
        body: Display::Html.body(body).unwrap_or_default(),
        conversation: started.conversation,
    })))
}
