//! What a client may say of a company, field by field. An empty text says that there is none.

use domain::companies::Given;
use domain::limits;

use super::super::custom_attributes;
use super::super::error::Problem;
use super::super::given::Fields;

/// The most that a company may be said to pay each month, or to employ.
const MOST: i64 = 9_007_199_254_740_991;

/// Reads and checks the fields.
pub(super) fn read(fields: &mut Fields) -> Result<Given, Problem> {
    Ok(Given {
        name: fields.line("name", limits::SHORT_TEXT_BYTES)?.into(),
        plan: fields.line("plan", limits::SHORT_TEXT_BYTES)?.into(),
        size: fields.whole("size", MOST)?.value(),
        website: fields.line("website", limits::SHORT_TEXT_BYTES)?.into(),
        industry: fields.line("industry", limits::SHORT_TEXT_BYTES)?.into(),
        monthly_spend: fields.whole("monthly_spend", MOST)?.value(),
        remote_created_at: fields.time("remote_created_at")?.value().map(privacy::Time::seconds),
        custom: custom_attributes::read(fields)?,
    })
}
