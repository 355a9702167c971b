//! One contact.

use axum::Json;
use axum::extract::State;
use domain::contacts;
use privacy::Id;
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::IdOf;
use super::super::shapes::contact::Contact;
use crate::app::App;

/// The contact of that id.
pub(in super::super) async fn show(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
) -> Result<Json<Contact>, Problem> {
    shown(&app, &caller, id).await.map(Json)
}

/// The same after a change was made to them.
pub(in super::super) async fn changed(
    app: &App,
    caller: &Caller,
    id: Id<ContactKind>,
) -> Result<Json<Contact>, Problem> {
    shown(app, caller, id).await.map(Json).map_err(Problem::once_made)
}

/// The contact, opened for somebody who is entered as its reader.
pub(in super::super) async fn shown(
    app: &App,
    caller: &Caller,
    id: Id<ContactKind>,
) -> Result<Contact, Problem> {
    let by = &caller.by;
    let (contact, permit) = contacts::read_by(&app.d, by, id).await?;
    let keys = app.d.keys(by.workspace()).await?;
    let shown = contacts::show(&keys, &permit, contact.thing())?;
    let with = contacts::attached(&app.d, &contact).await?;
    Ok(Contact::of(contact.thing(), shown, &with, caller.version))
}
