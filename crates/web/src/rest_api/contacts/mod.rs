//! Contacts over the API.

mod attributes;
mod block;
mod create;
mod delete;
mod erasure;
mod find;
mod list;
mod merge;
mod show;
mod update;

use domain::teammates;
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::Teammate;

pub(super) use block::block;
pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use erasure::{erasure, receipt};
pub(super) use find::find_by_external_id;
pub(super) use list::list;
pub(super) use merge::merge;
pub(super) use show::{changed, show};
pub(super) use update::update;

use super::error::Problem;
use crate::app::App;

/// Refuses an owner who is not a teammate of the caller's workspace.
async fn check_owner(app: &App, by: &Actor, owner: Option<Id<Teammate>>) -> Result<(), Problem> {
    match owner {
        Some(owner) if teammates::actor(&app.d, by.workspace(), owner).await?.is_none() => {
            Err(Problem::no_such_admin("owner_id"))
        }
        _ => Ok(()),
    }
}
