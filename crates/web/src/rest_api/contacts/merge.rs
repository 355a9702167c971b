//! Merging a lead into a user.

use axum::Json;
use axum::extract::State;
use domain::contacts;
use privacy::Id;
use privacy::access::{Allowed, act, allow};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::super::shapes::contact::Contact;
use super::show::shown;
use crate::app::App;

/// The user, with what was the lead's.
pub(in super::super) async fn merge(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Contact>, Problem> {
    let from = named(&mut fields, "from")?;
    let into = named(&mut fields, "into")?;
    let (from, into) = (find(&app, &caller, from).await?, find(&app, &caller, into).await?);
    contacts::merge(&app.d, &from, &into).await?;
    shown(&app, &caller.by, into.thing().id).await.map(Json)
}

fn named(fields: &mut Fields, field: &'static str) -> Result<Id<ContactKind>, Problem> {
    required(fields.id(field, Problem::not_found)?, field)
}

async fn find(
    app: &App,
    caller: &Caller,
    id: Id<ContactKind>,
) -> Result<Allowed<contacts::Contact, act::UpdateContact>, Problem> {
    let found = contacts::find(&app.d, caller.by.workspace(), id).await?;
    Ok(allow(&caller.by, found.ok_or_else(Problem::not_found)?)?)
}
