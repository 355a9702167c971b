//! Creating a contact. Who says nothing of the role means a user, as in the reference.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, ContactRole};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given as Body, PLAIN};
use super::super::shapes::contact::Contact;
use super::attributes::Given;
use super::show::changed;
use crate::app::App;

/// A new contact.
pub(in super::super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Body(fields): Body<PLAIN>,
) -> Result<Json<Contact>, Problem> {
    let given = Given::read(fields)?;
    if !given.names_somebody() {
        return Err(Problem::missing("email, external_id or role"));
    }
    super::check_owner(&app, &caller.by, given.owner()).await?;
    let role = given.role.unwrap_or(ContactRole::User);
    let id = contacts::create(&app.d, &caller.by, role, given.into_attributes()).await?;
    changed(&app, &caller, id).await
}
