//! Finding a contact by the id they have at the customer's.

use axum::Json;
use axum::extract::State;
use domain::contacts;
use privacy::Personal;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::Part;
use super::super::shapes::contact::Contact;
use super::show::shown;
use crate::app::App;

/// The contact with that external id.
pub(in super::super) async fn find_by_external_id(
    State(app): State<App>,
    caller: Caller,
    Part(external_id): Part,
) -> Result<Json<Contact>, Problem> {
    let external_id = Personal::new(external_id);
    let found = contacts::find_by_external_id(&app.d, caller.by.workspace(), &external_id).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    shown(&app, &caller, found.id).await.map(Json)
}
