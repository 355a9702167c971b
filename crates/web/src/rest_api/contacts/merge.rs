//! Merging a lead into a user.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::contacts;
use privacy::Id;
use privacy::access::{Allowed, act, allow};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::super::shapes::contact::Contact;
use super::show::changed;
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
    let asked = fields.flag("skip_duplicate_validation")?.value().unwrap_or_default();
    let strangers = caller.version.merges_only_the_same() && !asked;
    if strangers && !contacts::known_alike(&app.d, from.thing(), into.thing()).await? {
        return Err(Problem::of(
            StatusCode::BAD_REQUEST,
            "invalid_merge",
            "These contacts share no address and no phone number: pass skip_duplicate_validation=true to merge them all the same.",
        ));
    }
    contacts::merge(&app.d, &from, &into).await?;
    changed(&app, &caller, into.thing().id).await
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
