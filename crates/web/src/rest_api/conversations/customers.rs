//! Bringing further contacts into a conversation, and taking them out of it.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, Arrival, Contact, CreateError};
use domain::conversations::{self, Conversation as Held};
use domain::limits;
use privacy::access::{Actor, allow};
use privacy::ids::{Contact as ContactKind, Conversation as ConversationKind};
use privacy::{Id, Personal};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::super::path::{IdOf, Pair};
use super::super::shapes::conversation::Conversation;
use super::super::shapes::text::Display;
use super::show::changed;
use super::who::{self, Names};
use crate::app::App;

const CUSTOMER: Names = Names { own: "intercom_user_id", email: false };

/// Brings the contact in who is named; where only an address is, and nobody has it, a lead is made.
pub(in super::super) async fn attach(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ConversationKind>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Conversation>, Problem> {
    let held = find(&app, &caller.by, id).await?;
    let author = who::admin_or_own(&app, &caller.by, &mut fields).await?;
    let mut customer = required(fields.object("customer")?, "customer")?;
    let allowed = allow(&caller.by, held)?;
    let contact = customer_of(&app, &caller.by, allowed.thing(), &mut customer).await?;
    conversations::attach(&app.d, allowed, author, &contact).await?;
    changed(&app, &caller, id, Display::Html).await
}

/// Takes the contact of that id out.
pub(in super::super) async fn detach(
    State(app): State<App>,
    caller: Caller,
    Pair(id, contact): Pair,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Conversation>, Problem> {
    let id: Id<ConversationKind> = id.parse().map_err(|_| Problem::not_found())?;
    let contact: Id<ContactKind> = contact.parse().map_err(|_| Problem::not_found())?;
    let held = find(&app, &caller.by, id).await?;
    let author = who::admin_or_own(&app, &caller.by, &mut fields).await?;
    let allowed = allow(&caller.by, held)?;
    conversations::detach(&app.d, allowed, author, contact).await?;
    changed(&app, &caller, id, Display::Html).await
}

async fn find(app: &App, by: &Actor, id: Id<ConversationKind>) -> Result<Held, Problem> {
    conversations::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found)
}

async fn customer_of(app: &App, by: &Actor, held: &Held, fields: &mut Fields) -> Result<Contact, Problem> {
    if let Some(email) = fields.line("email", limits::SHORT_TEXT_BYTES)?.value() {
        return by_address(app, by, held, email).await;
    }
    let found = who::contacts(app, by, fields, &CUSTOMER).await?;
    found.into_iter().next().ok_or_else(Problem::not_found)
}

async fn by_address(app: &App, by: &Actor, held: &Held, email: Personal<String>) -> Result<Contact, Problem> {
    if let Some(one) = known(app, by, &email).await? {
        return Ok(one);
    }
    if !email.is(|text| contacts::is_email(text)) {
        return Err(Problem::invalid("customer.email", "customer.email must be an e-mail address."));
    }
    // Nobody is made who could not be brought in.
    conversations::room(&app.d, held).await?;
    let made = contacts::create_by_address(&app.d, by, email.clone(), Arrival::OnPurpose).await;
    let made = made.map_err(|error| match error {
        CreateError::Trouble(trouble) => Problem::from(trouble),
        CreateError::Denied(denied) => denied.into(),
        CreateError::Suppressed | CreateError::ExternalIdTaken(_) => Problem::changed_meanwhile(),
    })?;
    match made {
        Some(id) => contacts::find(&app.d, by.workspace(), id).await?.ok_or_else(Problem::not_found),
        // Somebody came to have the address at the same moment.
        None => known(app, by, &email).await?.ok_or_else(Problem::changed_meanwhile),
    }
}

/// The one contact who has the address.
async fn known(app: &App, by: &Actor, email: &Personal<String>) -> Result<Option<Contact>, Problem> {
    let mut found = contacts::find_by_email(&app.d, by.workspace(), email).await?.into_iter();
    match (found.next(), found.next()) {
        (_, Some(_)) => {
            let text = "Several contacts have this address: name one by id.";
            Err(Problem::invalid("customer.email", text))
        }
        (one, None) => Ok(one),
    }
}
