//! Telling how often a contact did something.

use axum::extract::State;
use axum::http::StatusCode;
use domain::data_events::{self, NewCount, TrackError};
use domain::limits;
use privacy::Time;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Fields, Given, PLAIN, required};
use super::track::about;
use crate::app::App;

/// The list of counts, or one alone, as the clients send it.
const ALL: &str = "event_summaries";

/// Keeps how often whom `user_id`, `id` or `email` names did what; what was counted of the same name before is forgotten.
pub(in super::super) async fn count(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<StatusCode, Problem> {
    let about = about(&app, &caller, &mut fields).await?;
    let given = if fields.is_object(ALL) {
        fields.object(ALL)?.value().into_iter().collect()
    } else {
        fields.objects(ALL, limits::EVENT_COUNTS)?
    };
    if given.is_empty() {
        return Err(Problem::missing(ALL));
    }
    let now = app.d.now();
    let counts = given.into_iter().map(|one| read(one, now)).collect::<Result<_, _>>()?;
    data_events::count(&app.d, &about, counts).await?;
    Ok(StatusCode::OK)
}

fn read(mut fields: Fields, now: Time) -> Result<NewCount, Problem> {
    let name = required(fields.line("event_name", limits::EVENT_NAME_BYTES)?, fields.name("event_name"))?;
    let times = required(fields.whole("count", limits::EVENT_TIMES)?, fields.name("count"))?;
    let first = required(fields.time("first")?, fields.name("first"))?;
    let last = required(fields.time("last")?, fields.name("last"))?;
    let count = NewCount { name, times, first, last };
    count.check(now).map_err(|error| wrong(error, &fields))?;
    Ok(count)
}

fn wrong(error: TrackError, fields: &Fields) -> Problem {
    let said = |field, allowed: &str| {
        let field = fields.name(field);
        Problem::invalid(field.clone(), format!("{field} must {allowed}."))
    };
    match error {
        TrackError::InTheFuture => said("last", "not be in the future: seconds since 1970-01-01 UTC"),
        TrackError::TooOld => {
            let days = limits::EVENTS_KEPT.as_secs() / 86_400;
            said("last", &format!("be within the last {days} days: counts are kept no longer"))
        }
        TrackError::FirstAfterLast => said("first", "not be after last"),
        TrackError::BadName => said("event_name", "have something to read in it"),
        other => other.into(),
    }
}
