//! What teammates, tokens and the program did, newest first.

use axum::Json;
use axum::extract::State;
use privacy::Time;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::query::Query;
use super::super::shapes::activity_log::ActivityLogs;
use super::page::{Asked, LARGEST, PER_PAGE, page};
use crate::app::App;

/// `GET /admins/activity_logs?created_at_after=…`
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<ActivityLogs>, Problem> {
    let after = time(&query, "created_at_after")?.ok_or_else(|| Problem::missing("created_at_after"))?;
    let before = time(&query, "created_at_before")?;
    let (page_number, per_page) =
        (whole(&query, "page", 1, i64::from(u32::MAX))?, whole(&query, "per_page", PER_PAGE, LARGEST)?);
    let asked = Asked { after, before, acts: None, page: page_number, per_page };
    let next = |number: i64| {
        let before = before.map(|time| format!("&created_at_before={}", time.seconds())).unwrap_or_default();
        format!(
            "{}/admins/activity_logs?created_at_after={}{before}&per_page={per_page}&page={number}",
            app.public_origin,
            after.seconds()
        )
    };
    Ok(Json(page(&app, &caller.by, asked, next).await?))
}

fn time(query: &Query, name: &'static str) -> Result<Option<Time>, Problem> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (0..=253_402_300_799).contains(seconds));
    let wrong =
        || Problem::invalid(name, format!("{name} must be a time in whole seconds since 1970-01-01 UTC."));
    seconds.map(|seconds| Some(Time::from_seconds(seconds))).ok_or_else(wrong)
}

fn whole(query: &Query, name: &'static str, otherwise: i64, most: i64) -> Result<i64, Problem> {
    let Some(text) = query.get(name) else { return Ok(otherwise) };
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Problem::invalid(name, format!("{name} must be a whole number from 1 to {most}.")))
}
