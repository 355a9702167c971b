//! Making a company, or changing one.

use axum::Json;
use axum::extract::State;
use domain::companies::{self, CompanyError};
use domain::limits;
use privacy::Personal;
use privacy::access::{act, allow};

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
    let permit = reading(&app, &caller.by).await?;
    shown(&app, &permit, &find(&app, &caller.by, &id.to_string()).await?).await.map(Json)
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
            Ok(()) => {
                let permit = reading(&app, &caller.by).await?;
                return shown(&app, &permit, &find(&app, &caller.by, &id).await?).await.map(Json);
            }
            Err(CompanyError::ChangedMeanwhile) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::changed_meanwhile())
}
