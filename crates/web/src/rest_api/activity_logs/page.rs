//! One page of the log, by its number.

use activity_log::Action;
use domain::activity::{self, Filter};
use domain::{api_tokens, teammates};
use privacy::Time;
use privacy::access::Actor;

use super::super::error::Problem;
use super::super::shapes::activity_log::{ActivityLog, ActivityLogs, Numbered};
use crate::app::App;
use crate::told::Cast;

/// Entries on a page unless asked otherwise.
pub(super) const PER_PAGE: i64 = 20;
/// The most entries on a page.
pub(super) const LARGEST: i64 = 250;

/// Which page of what.
pub(super) struct Asked {
    pub(super) after: Time,
    pub(super) before: Option<Time>,
    /// Only these acts; `Some` of none: nothing fits.
    pub(super) acts: Option<Vec<Action>>,
    pub(super) page: i64,
    pub(super) per_page: i64,
}

/// The page, whose reader is entered before anything is opened; `next` makes the address of a page.
pub(super) async fn page(
    app: &App,
    by: &Actor,
    asked: Asked,
    next: impl Fn(i64) -> String,
) -> Result<ActivityLogs, Problem> {
    let (reader, permit) = activity::read_by(&app.d, by).await?;
    if asked.acts.as_ref().is_some_and(Vec::is_empty) {
        return Ok(ActivityLogs::of(Vec::new(), Numbered::of(asked.page, asked.per_page, 0, None)));
    }
    activity::catch_up(&app.d, by.workspace()).await;
    let wanted = Filter {
        acts: asked.acts.unwrap_or_default(),
        from: Some(asked.after),
        until: asked.before,
        without_contacts: true,
        ..Filter::default()
    };
    let skipped = (asked.page - 1).saturating_mul(asked.per_page);
    let found = activity::list(&app.d, &reader, &wanted, skipped, asked.per_page).await?;
    let total = activity::count(&app.d, &reader, &wanted).await?;
    let known = teammates::everyone(&app.d, &permit).await?;
    let cast = Cast {
        teammates: known.into_iter().map(|one| (one.id, one)).collect(),
        tokens: api_tokens::owners(&app.d, by.workspace()).await?,
        ..Cast::default()
    };
    let pages = total.max(0).saturating_add(asked.per_page - 1) / asked.per_page;
    let next = (asked.page < pages).then(|| next(asked.page + 1));
    let logs = found.iter().map(|logged| ActivityLog::of(logged, &cast)).collect();
    Ok(ActivityLogs::of(logs, Numbered::of(asked.page, asked.per_page, pages, next)))
}
