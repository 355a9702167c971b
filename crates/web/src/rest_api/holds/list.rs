//! Pages of holds, those to be reviewed first.

use axum::Json;
use axum::extract::State;
use domain::holds::{self, HoldShown};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::paging::Page;
use super::super::query::Query;
use super::super::shapes::hold::Hold;
use super::super::shapes::list::List;
use crate::app::App;

const PER_PAGE: i64 = 50;

/// `GET /holds`: those in force; with `past=true` those that are over too.
pub(in super::super) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<List<Hold>>, Problem> {
    let page = Page::of(&query, PER_PAGE)?;
    let past = match query.get("past") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Problem::invalid("past", "past must be true or false.")),
    };
    let mut found = holds::list(&app.d, &caller.by, past, page.after, page.rows()).await?;
    let pages = page.cut(&mut found.holds, found.total, HoldShown::place);
    let now = app.d.now();
    let data = found.holds.into_iter().map(|hold| Hold::of(hold, now)).collect();
    Ok(Json(List::of(data, found.total, pages)))
}
