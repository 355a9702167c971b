//! Companies over the API, and which contacts belong to them.

mod given;
mod list;
mod members;
mod save;
mod scroll;
mod show;

pub(super) use list::{list, page};
pub(super) use members::{attach, contacts, detach, of_contact};
pub(super) use save::{save, update};
pub(super) use scroll::scroll;
pub(super) use show::{delete, show};

use axum::http::StatusCode;
use domain::companies::{self, Company as Held};
use domain::workspaces::{self, Workspace};
use privacy::Id;
use privacy::access::{Actor, Allowed, Permit, act, allow, permit};
use privacy::ids::Company as CompanyKind;
use privacy::purpose::Purpose;

use super::error::Problem;
use super::shapes::company::Company;
use crate::app::App;

/// A company that is not there.
fn unknown() -> Problem {
    Problem::of(StatusCode::NOT_FOUND, "company_not_found", "There is no company with this id.")
}

/// The caller's workspace, for somebody who may do this in it.
async fn workplace<A: act::Act>(app: &App, by: &Actor) -> Result<Allowed<Workspace, A>, Problem> {
    let found = workspaces::find(&app.d, by.workspace()).await?.ok_or_else(Problem::not_found)?;
    Ok(allow(by, found)?)
}

/// The permit to open companies: they are the customer's own.
async fn reading(app: &App, by: &Actor) -> Result<Permit, Problem> {
    workplace::<act::ReadContacts>(app, by).await?;
    Ok(permit(by, Purpose::Administration)?)
}

async fn find(app: &App, by: &Actor, id: &str) -> Result<Held, Problem> {
    let id: Id<CompanyKind> = id.parse().map_err(|_| unknown())?;
    companies::find(&app.d, by.workspace(), id).await?.ok_or_else(unknown)
}

async fn shown(app: &App, permit: &Permit, held: &Held) -> Result<Company, Problem> {
    Ok(Company::of(held, companies::show(&app.d, permit, held).await?))
}
