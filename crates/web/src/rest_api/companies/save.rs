//! Making a company, or changing one.

use axum::Json;
use axum::extract::State;
use domain::companies::{self, CompanyError};
use domain::limits;
use privacy::Personal;
use privacy::access::{Actor, act, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use super::super::path::Part;
use super::super::shapes::company::Company;
use super::{find, given, reading, shown, workplace};
use crate::app::App;

/// Makes the company with this `company_id`, or changes it if it is there.
pub(in super::super) async fn save(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Company>, Problem> {
    let here = workplace::<act::ManageCompanies>(&app, &caller.by).await?;
    let own = required(fields.id_text("company_id", limits::SHORT_TEXT_BYTES)?, "company_id")?;
    if own.chars().any(char::is_control) {
        return Err(Problem::invalid("company_id", "company_id must have no control characters."));
    }
    let given = given::read(&mut fields)?;
    let id = companies::save(&app.d, &here, Personal::new(own), &given).await?;
    changed(&app, &caller.by, &id.to_string()).await
}

/// Changes the company of that id; a change that met another one is made again.
pub(in super::super) async fn update(
    State(app): State<App>,
    caller: Caller,
    Part(id): Part,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<Company>, Problem> {
    let given = given::read(&mut fields)?;
    for _ in 0..limits::TRIES {
        let held = allow::<_, act::ManageCompanies>(&caller.by, find(&app, &caller.by, &id).await?)?;
        match companies::update(&app.d, &held, &given).await {
            Ok(()) => return changed(&app, &caller.by, &id).await,
            Err(CompanyError::ChangedMeanwhile) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::changed_meanwhile())
}

/// The company after a change was made to it.
async fn changed(app: &App, by: &Actor, id: &str) -> Result<Json<Company>, Problem> {
    let answer = async { shown(app, &reading(app, by).await?, &find(app, by, id).await?).await };
    answer.await.map(Json).map_err(Problem::once_made)
}
