//! Setting a teammate away, or back. There are no reasons to choose from: `away_status_reason_id` is ignored.

use axum::Json;
use axum::extract::State;
use domain::teammates::{self, Presence};
use privacy::ids::Teammate;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use super::super::path::IdOf;
use super::super::shapes::admin::Admin;
use super::show::{NOT_THERE, shown};
use crate::app::App;

/// The teammate of that id as they are then.
pub(in super::super) async fn away(
    State(app): State<App>,
    caller: Caller,
    id: Result<IdOf<Teammate>, Problem>,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Admin>, Problem> {
    let IdOf(id) = id.map_err(|_| NOT_THERE)?;
    let away = required(fields.flag("away_mode_enabled")?, "away_mode_enabled")?;
    let reassigns = required(fields.flag("away_mode_reassign")?, "away_mode_reassign")?;
    let presence = if away { Presence::Away { reassigns } } else { Presence::Back };
    teammates::set_presence(&app.d, &caller.by, id, presence).await?;
    shown(&app, &caller, id).await.map(Json).map_err(Problem::once_made)
}
