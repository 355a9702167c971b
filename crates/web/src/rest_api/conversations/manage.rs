//! Closing, opening, snoozing and assigning. A text that comes along is sent first, as a comment of its own.

use axum::Json;
use axum::extract::State;
use domain::conversations::{self, AssignError, Conversation as Held, To as Assignee};
use domain::messages::{self, Author, Draft, Kind};
use domain::{teammates, teams};
use privacy::access::{Actor, allow, answers};
use privacy::ids::{Conversation as ConversationKind, Teammate};
use privacy::{Id, Personal, Time};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::super::html::text_of;
use super::super::path::IdOf;
use super::super::shapes::conversation::Conversation;
use super::super::shapes::text::Display;
use super::show::changed;
use super::who;
use crate::app::App;

#[derive(Clone, Copy)]
enum Word {
    Close,
    Open,
    Snooze,
    Assign,
}

enum To {
    Close,
    Open,
    Snooze(Time),
    Assign(Assignee),
}

/// What a teammate does with the conversation of that id.
pub(in super::super) async fn manage(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ConversationKind>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Conversation>, Problem> {
    let words = [
        ("close", Word::Close),
        ("open", Word::Open),
        ("snoozed", Word::Snooze),
        ("assignment", Word::Assign),
    ];
    let word = required(fields.word("message_type", &words)?, "message_type")?;
    let to = to(&app, word, &mut fields)?;
    let body = fields.text("body", PLAIN)?.value().map(text_of).filter(|text| !text.trim().is_empty());
    let held = find(&app, &caller.by, id).await?;
    let admin = who::admin(&app, &caller.by, &mut fields).await?;
    there(&app, &caller.by, &to).await?;
    match body {
        Some(body) => {
            say(&app, &caller.by, held, admin, body).await?;
            let said = async { apply(&app, &caller.by, find(&app, &caller.by, id).await?, admin, to).await };
            said.await.map_err(Problem::once_made)?;
        }
        None => apply(&app, &caller.by, held, admin, to).await?,
    }
    changed(&app, &caller, id, Display::Html).await
}

fn to(app: &App, word: Word, fields: &mut Fields) -> Result<To, Problem> {
    Ok(match word {
        Word::Close => To::Close,
        Word::Open => To::Open,
        Word::Snooze => {
            let until = required(fields.time("snoozed_until")?, "snoozed_until")?;
            if until <= app.d.now() {
                return Err(Problem::invalid("snoozed_until", "snoozed_until must be a time to come."));
            }
            To::Snooze(until)
        }
        Word::Assign => To::Assign(assignee(fields)?),
    })
}

/// `0` takes the conversation from teammate and team alike.
fn assignee(fields: &mut Fields) -> Result<Assignee, Problem> {
    let kinds = [("admin", true), ("team", false)];
    let to_admin = fields.word("type", &kinds)?.value().unwrap_or(true);
    let id = required(fields.id_text("assignee_id", 64)?, "assignee_id")?;
    match (id.as_str(), to_admin) {
        ("0", _) => Ok(Assignee::Both(None, None)),
        (id, true) => {
            let teammate = id.parse().map_err(|_| AssignError::NoSuchTeammate)?;
            Ok(Assignee::Teammate(Some(teammate)))
        }
        (id, false) => Ok(Assignee::Team(Some(id.parse().map_err(|_| AssignError::NoSuchTeam)?))),
    }
}

/// Nothing is said to a contact before it is known that whoever gets the conversation is there and answers people.
async fn there(app: &App, by: &Actor, to: &To) -> Result<(), AssignError> {
    match to {
        To::Assign(Assignee::Teammate(Some(id))) => {
            match teammates::actor(&app.d, by.workspace(), *id).await?.ok_or(AssignError::NoSuchTeammate)? {
                Actor::Teammate { role, .. } if !answers(role) => Err(AssignError::CannotAnswer),
                _ => Ok(()),
            }
        }
        To::Assign(Assignee::Team(Some(id))) => {
            let found = teams::find(&app.d, by.workspace(), *id).await?;
            found.map(drop).ok_or(AssignError::NoSuchTeam)
        }
        _ => Ok(()),
    }
}

async fn find(app: &App, by: &Actor, id: Id<ConversationKind>) -> Result<Held, Problem> {
    conversations::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)
}

async fn say(app: &App, by: &Actor, held: Held, admin: Id<Teammate>, body: String) -> Result<(), Problem> {
    let (author, body) = (Author::Teammate(admin), Personal::new(body));
    let draft = Draft { kind: Kind::Comment, author, body, files: Vec::new(), key: None };
    messages::send(&app.d, allow(by, held)?, draft).await?;
    Ok(())
}

async fn apply(app: &App, by: &Actor, held: Held, admin: Id<Teammate>, to: To) -> Result<(), Problem> {
    let (d, author) = (&app.d, Author::Teammate(admin));
    match to {
        To::Close => conversations::close(d, allow(by, held)?, author).await.map(drop)?,
        To::Open => conversations::open(d, allow(by, held)?, author).await.map(drop)?,
        To::Snooze(until) => conversations::snooze(d, allow(by, held)?, author, until).await.map(drop)?,
        To::Assign(to) => conversations::assign_to(d, allow(by, held)?, author, to).await.map(drop)?,
    }
    Ok(())
}
