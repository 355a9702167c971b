//! Writing a note about a contact.

use axum::Json;
use axum::extract::State;
use domain::{contacts, notes};
use privacy::Personal;
use privacy::access::{Actor, act, allow};
use privacy::ids::Contact as ContactKind;

use super::super::caller::Caller;
use super::super::conversations::admin;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN};
use super::super::html::text_of;
use super::super::path::IdOf;
use super::super::shapes::note::Note;
use super::show::shown;
use crate::app::App;

/// A note in the name of the teammate whom `admin_id` names; without one, of the token's own.
pub(in super::super) async fn create(
    State(app): State<App>,
    caller: Caller,
    IdOf(id): IdOf<ContactKind>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Note>, Problem> {
    let body = fields.text("body", PLAIN)?.value().unwrap_or_default();
    let found = contacts::find(&app.d, caller.by.workspace(), id).await?.ok_or_else(Problem::not_found)?;
    let about = allow::<_, act::Note>(&caller.by, found)?;
    let author = match caller.by {
        Actor::Token { teammate, .. } if !fields.has("admin_id") => teammate,
        _ => admin(&app, &caller.by, &mut fields).await?,
    };
    let note = notes::add(&app.d, &about, author, Personal::new(text_of(body))).await?;
    shown(&app, &caller, note).await.map(Json).map_err(Problem::once_made)
}
