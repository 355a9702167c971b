//! Changing a contact. A change that met another one is made again over what that one left.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, UpdateError};
use domain::limits;
use privacy::access::{act, allow};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given as Body, PLAIN};
use super::super::path::IdOf;
use super::super::shapes::contact::Contact;
use super::attributes::Given;
use super::show::changed;
use crate::app::App;

/// The contact with the fields that were given; the others stay as they are.
pub(in super::super) async fn update(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
    Body(fields): Body<PLAIN>,
) -> Result<Json<Contact>, Problem> {
    let given = Given::read(fields)?;
    super::check_owner(&app, &caller.by, given.owner()).await?;
    let changes = given.into_changes();
    for _ in 0..limits::TRIES {
        let found =
            contacts::find(&app.d, caller.by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
        let contact = allow::<_, act::UpdateContact>(&caller.by, found)?;
        let changes = changes.clone().of(contact.thing());
        match contacts::update(&app.d, contact, changes).await {
            Ok(()) => return changed(&app, &caller, id).await,
            Err(UpdateError::ChangedMeanwhile) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::changed_meanwhile())
}
