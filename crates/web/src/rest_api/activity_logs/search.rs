//! The same, for some acts only.

use axum::Json;
use axum::extract::State;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN, required};
use super::super::shapes::activity_log::ActivityLogs;
use super::names;
use super::page::{Asked, LARGEST, PER_PAGE, page};
use crate::app::App;

/// The most names that one search may ask for.
const NAMES: usize = 250;

/// `POST /admins/activity_logs/search`
pub(in super::super) async fn search(
    State(app): State<App>,
    caller: Caller,
    Given(mut given): Given<PLAIN>,
) -> Result<Json<ActivityLogs>, Problem> {
    let after = required(given.time("created_at_after")?, "created_at_after")?;
    let before = given.time("created_at_before")?.value();
    let named = given.texts("event_types", NAMES)?;
    let acts = (!named.is_empty()).then(|| named.iter().flat_map(|name| names::acts(name)).collect());
    let number = given.whole("page", i64::from(u32::MAX))?.value().unwrap_or(1);
    let per_page = given.whole("per_page", LARGEST)?.value().unwrap_or(PER_PAGE);
    let asked = Asked { after, before, acts, page: number, per_page };
    // The page that follows is asked for with the same body and the next number.
    let next = |number: i64| format!("{}/admins/activity_logs/search?page={number}", app.public_origin);
    Ok(Json(page(&app, &caller.by, asked, next).await?))
}
