//! What a client may say of a company, field by field. An empty text says that there is none.

use domain::companies::{Given, MOST};
use domain::limits;
use privacy::{Personal, Time};

use super::super::custom_attributes;
use super::super::error::Problem;
use super::super::given::{Fields, Said};

/// Reads and checks the fields.
pub(super) fn read(fields: &mut Fields) -> Result<Given, Problem> {
    Ok(Given {
        name: fields.line("name", limits::SHORT_TEXT_BYTES)?.into(),
        plan: plan(fields)?.into(),
        size: fields.amount("size", MOST)?.into(),
        website: fields.line("website", limits::SHORT_TEXT_BYTES)?.into(),
        industry: fields.line("industry", limits::SHORT_TEXT_BYTES)?.into(),
        monthly_spend: fields.amount("monthly_spend", MOST)?.into(),
        remote_created_at: Option::from(fields.time("remote_created_at")?)
            .map(|at: Option<Time>| at.map(Time::seconds)),
        custom: custom_attributes::read(fields)?,
    })
}

/// A plan by its name, or as answers show it: an object with a name, or an empty one.
fn plan(fields: &mut Fields) -> Result<Said<Personal<String>>, Problem> {
    if !fields.is_object("plan") {
        return fields.line("plan", limits::SHORT_TEXT_BYTES);
    }
    let Said::Value(mut plan) = fields.object("plan")? else { return Ok(Said::Nothing) };
    Ok(match plan.line("name", limits::SHORT_TEXT_BYTES)? {
        Said::Nothing => Said::Null,
        said => said,
    })
}
