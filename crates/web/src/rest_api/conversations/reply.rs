//! Writing in a conversation: as a teammate to the contact, as a teammate to teammates, as the contact.

use axum::Json;
use axum::extract::State;
use domain::contacts::Contact;
use domain::conversations::{self, Condition, Conversation as Held, Sort};
use domain::limits;
use domain::messages::{self, Author, Draft, Kind};
use privacy::Personal;
use privacy::access::{Actor, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, WITH_FILES, required};
use super::super::html::text_of;
use super::super::path::Part;
use super::super::shapes::conversation::Conversation;
use super::super::shapes::text::Display;
use super::attached::files;
use super::show::changed;
use super::who::{self, Names};
use crate::app::App;

const CONTACT: Names = Names { own: "intercom_user_id", email: true };

#[derive(Clone, Copy)]
enum As {
    Admin,
    Contact,
}

/// A comment or note in the conversation of that id; `last` stands for the contact's newest one.
pub(in super::super) async fn reply(
    State(app): State<App>,
    caller: Caller,
    Part(id): Part,
    Given(mut fields): Given<WITH_FILES>,
) -> Result<Json<Conversation>, Problem> {
    let kinds = [("comment", Kind::Comment), ("note", Kind::Note)];
    let kind = required(fields.word("message_type", &kinds)?, "message_type")?;
    let writers = [("admin", As::Admin), ("user", As::Contact)];
    let (held, author) = match required(fields.word("type", &writers)?, "type")? {
        As::Admin => as_admin(&app, &caller.by, &id, &mut fields).await?,
        As::Contact if kind == Kind::Note => {
            return Err(Problem::invalid(
                "message_type",
                "message_type must be comment where a contact writes.",
            ));
        }
        As::Contact => as_contact(&app, &caller.by, &id, &mut fields).await?,
    };
    if fields.flag("skip_notifications")?.value() == Some(true) {
        let allowed = "Who left an address is told of answers that they have not seen: leave this out, or write a note.";
        return Err(Problem::invalid("skip_notifications", allowed));
    }
    // HTML may be longer than the text that it becomes, which the domain measures.
    let body = match author {
        Author::Teammate(_) => text_of(fields.text("body", PLAIN)?.value().unwrap_or_default()),
        _ => fields.text("body", limits::MESSAGE_BYTES)?.value().unwrap_or_default(),
    };
    let draft =
        Draft { kind, author, body: Personal::new(body), files: files(&app, &mut fields)?, key: None };
    let conversation = held.id;
    match kind {
        Kind::Note => messages::note(&app.d, allow(&caller.by, held)?, draft).await?,
        _ => messages::send(&app.d, allow(&caller.by, held)?, draft).await?,
    };
    changed(&app, &caller, conversation, Display::Html).await
}

async fn as_admin(app: &App, by: &Actor, id: &str, fields: &mut Fields) -> Result<(Held, Author), Problem> {
    let held = numbered(app, by, id).await?;
    Ok((held, Author::Teammate(who::admin(app, by, fields).await?)))
}

async fn as_contact(app: &App, by: &Actor, id: &str, fields: &mut Fields) -> Result<(Held, Author), Problem> {
    let meant = who::contacts(app, by, fields, &CONTACT).await?;
    let held = if id == "last" { newest(app, by, &meant).await? } else { numbered(app, by, id).await? };
    let within = held.contacts();
    let writer = meant.iter().find(|contact| within.contains(&contact.id));
    let author = writer.map(|contact| Author::Contact(contact.id));
    author.map(|author| (held, author)).ok_or_else(Problem::not_found)
}

async fn numbered(app: &App, by: &Actor, id: &str) -> Result<Held, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    conversations::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)
}

/// The newest conversation of the one contact who is meant.
async fn newest(app: &App, by: &Actor, meant: &[Contact]) -> Result<Held, Problem> {
    let contact = match meant {
        [] => return Err(Problem::not_found()),
        [contact] => contact.id,
        _ => return Err(Problem::invalid("email", "Several contacts have this address: name one by id.")),
    };
    let permit = conversations::permit_for(by)?;
    let theirs = Condition::Contact(contact);
    let found = conversations::page(&app.d, &permit, &theirs, Sort::NEWEST, None, 1).await?;
    found.into_iter().next().map(|listed| listed.conversation).ok_or_else(Problem::not_found)
}
