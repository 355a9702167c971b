//! Teammates over the API.

mod away;
mod list;
mod me;
mod show;

use domain::workspaces::{self, Workspace};
use privacy::access::{Actor, Allowed, Permit, act, allow, permit};
use privacy::purpose::Purpose;

pub(super) use away::away;
pub(super) use list::list;
pub(super) use me::me;
pub(super) use show::show;

use super::error::Problem;
use crate::app::App;

/// The caller's workspace, for a caller who may see who works there, with the permit to open their names.
pub(super) async fn workplace(
    app: &App,
    by: &Actor,
) -> Result<(Allowed<Workspace, act::ReadTeammates>, Permit), Problem> {
    let found = workspaces::find(&app.d, by.workspace()).await?.ok_or_else(Problem::not_found)?;
    Ok((allow(by, found)?, permit(by, Purpose::Administration)?))
}
