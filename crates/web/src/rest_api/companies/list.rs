//! Companies: all of them page by page, or the one with an id at the customer's.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use domain::companies;
use privacy::Personal;

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::numbered::Turned;
use super::super::query::Query;
use super::super::shapes::company::{Company, NumberedList};
use super::{reading, shown, unknown};
use crate::app::App;

const PER_PAGE: i64 = 15;

/// The company whose `company_id` is asked for, else a page of all. Names are sealed and find nothing.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Response, Problem> {
    for sealed in ["name", "tag_id", "segment_id"] {
        if query.get(sealed).is_some() {
            let allowed = "Companies are found by company_id alone: their names are sealed, and they have no tags or segments.";
            return Err(Problem::invalid(sealed, allowed));
        }
    }
    if let Some(own) = query.get("company_id") {
        let permit = reading(&app, &caller.by).await?;
        let own = Personal::new(own.to_owned());
        let found = companies::find_by_external_id(&app.d, caller.by.workspace(), &own).await?;
        return Ok(Json(shown(&app, &permit, &found.ok_or_else(unknown)?).await?).into_response());
    }
    Ok(paged(&app, &caller, &query).await?.into_response())
}

/// A page of all companies.
pub(in super::super) async fn page(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<NumberedList<Company>>, Problem> {
    paged(&app, &caller, &query).await
}

async fn paged(app: &App, caller: &Caller, query: &Query) -> Result<Json<NumberedList<Company>>, Problem> {
    let page = Turned::of(query, PER_PAGE)?;
    let oldest_first = match query.get("order") {
        None | Some("desc") => false,
        Some("asc") => true,
        Some(_) => return Err(Problem::invalid("order", "order must be asc or desc.")),
    };
    let permit = reading(app, &caller.by).await?;
    let found =
        companies::list(&app.d, caller.by.workspace(), oldest_first, (page.skipped(), page.size)).await?;
    let mut data = Vec::with_capacity(found.companies.len());
    for held in &found.companies {
        data.push(shown(app, &permit, held).await?);
    }
    let order = if oldest_first { "?order=asc" } else { "" };
    let base = format!("{}/companies{order}", app.public_origin);
    Ok(Json(NumberedList::of(data, found.total, page.stands(found.total, &base))))
}
