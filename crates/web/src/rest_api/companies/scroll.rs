//! All companies, a hundred at a time. Where a client stands is in what it was given, so that any number of them may walk at
//! once, and one that was broken off goes on.

use axum::Json;
use axum::extract::State;
use domain::companies;
use privacy::ids::Company as CompanyKind;
use privacy::{Id, Time};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::paging::{decode, encode};
use super::super::query::Query;
use super::super::shapes::company::Scrolled;
use super::{reading, shown};
use crate::app::App;

const AT_A_TIME: i64 = 100;

type Place = (Time, Id<CompanyKind>);

/// The next companies; an empty list, and nothing to go on with, at the end.
pub(in super::super) async fn scroll(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<Scrolled>, Problem> {
    let given = query.get("scroll_param").map(|given| decode::<Place>(given).ok_or_else(unknown));
    let (page, after) = given.transpose()?.map_or((1, None), |(page, place)| (page, Some(place)));
    let permit = reading(&app, &caller.by).await?;
    let found = companies::after(&app.d, caller.by.workspace(), after, AT_A_TIME).await?;
    let next = found.last().map(|last| encode(page.saturating_add(1), &(last.created_at, last.id)));
    let mut data = Vec::with_capacity(found.len());
    for held in &found {
        data.push(shown(&app, &permit, held).await?);
    }
    Ok(Json(Scrolled::of(data, next)))
}

fn unknown() -> Problem {
    Problem::invalid("scroll_param", "scroll_param must be one that the answer before gave.")
}
