//! Placing a hold on a contact or on one conversation.

use axum::Json;
use axum::extract::State;
use domain::holds::{self, Ground, HoldError, NewHold, On, Scope};
use domain::limits;
use privacy::ids::Hold as HoldKind;
use privacy::{Id, Personal, Time};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::super::shapes::hold::Hold;
use crate::app::App;

const GROUNDS: &[(&str, Ground)] = &[
    ("litigation", Ground::Litigation),
    ("statutory_retention", Ground::StatutoryRetention),
    ("authority", Ground::Authority),
    ("investigation", Ground::Investigation),
];
const SCOPES: &[(&str, Scope)] = &[("everything", Scope::Everything), ("messages", Scope::Messages)];

/// `POST /holds`
pub(in super::super) async fn place(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Hold>, Problem> {
    let on = on(&mut fields)?;
    let new = new(&mut fields, app.d.now())?;
    let placed: Result<Id<HoldKind>, HoldError> = holds::place(&app.d, &caller.by, on, new).await;
    let hold = holds::find(&app.d, &caller.by, placed?).await?;
    Ok(Json(Hold::of(hold, app.d.now())))
}

fn on(fields: &mut Fields) -> Result<On, Problem> {
    let contact = fields.id("contact_id", Problem::not_found)?.value();
    let conversation = fields.id("conversation_id", Problem::not_found)?.value();
    match (contact, conversation) {
        (Some(contact), None) => Ok(On::Contact(contact)),
        (None, Some(conversation)) => Ok(On::Conversation(conversation)),
        (None, None) => Err(Problem::missing("contact_id")),
        (Some(_), Some(_)) => Err(Problem::invalid(
            "conversation_id",
            "A hold is on a contact or on a conversation: give contact_id or conversation_id, not both.",
        )),
    }
}

fn new(fields: &mut Fields, now: Time) -> Result<NewHold, Problem> {
    let ground = required(fields.word("ground", GROUNDS)?, "ground")?;
    let scope = required(fields.word("scope", SCOPES)?, "scope")?;
    let basis = required(fields.text("basis", limits::MESSAGE_BYTES)?, "basis")?;
    if basis.trim().is_empty() {
        return Err(Problem::missing("basis"));
    }
    let to_come = |field: &'static str, at: Time| {
        if at > now { Ok(at) } else { Err(Problem::invalid(field, format!("{field} must be to come."))) }
    };
    let until = fields.time("until")?.value().map(|until| to_come("until", until)).transpose()?;
    let review_at = to_come("review_at", required(fields.time("review_at")?, "review_at")?)?;
    let nobody = || Problem::no_such_admin("reviewer_id");
    let reviewer = required(fields.id("reviewer_id", nobody)?, "reviewer_id")?;
    Ok(NewHold { ground, scope, basis: Personal::new(basis), until, review_at, reviewer })
}
