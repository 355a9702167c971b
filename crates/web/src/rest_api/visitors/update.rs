//! Noting a name or attributes of a visitor, who stays one.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, Changes, UpdateError};
use domain::limits;
use privacy::access::{act, allow};

use super::super::caller::Caller;
use super::super::custom_attributes;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN};
use super::super::shapes::visitor::Visitor;
use super::{find, named, shown};
use crate::app::App;

/// The visitor with the fields that were given; the others stay as they are.
pub(in super::super) async fn update(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Visitor>, Problem> {
    let id = named(&mut fields)?;
    let changes = Changes {
        name: fields.line("name", limits::SHORT_TEXT_BYTES)?.into(),
        custom_attributes: custom_attributes::read(&mut fields)?,
        ..Changes::default()
    };
    for _ in 0..limits::TRIES {
        let found = find(&app, &caller.by, &id).await?;
        let id = found.id;
        let visitor = allow::<_, act::UpdateContact>(&caller.by, found)?;
        match contacts::update(&app.d, visitor, changes.clone()).await {
            Ok(()) => return shown(&app, &caller.by, id).await.map(Json).map_err(Problem::once_made),
            Err(UpdateError::ChangedMeanwhile) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::changed_meanwhile())
}
