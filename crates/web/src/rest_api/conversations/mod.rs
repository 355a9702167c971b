//! Conversations over the API. A `created_at` in a request is ignored: what happened, happened when it was received.

mod attached;
mod create;
mod customers;
mod delete;
mod list;
mod manage;
mod redact;
mod reply;
mod show;
mod update;
pub(super) mod who;

use std::collections::HashMap;

use domain::teammates::{self, TeammateShown};
use privacy::Id;
use privacy::access::Permit;
use privacy::ids::Teammate;

pub(super) use create::create;
pub(super) use customers::{attach, detach};
pub(super) use delete::delete;
pub(super) use list::{list, summaries};
pub(super) use manage::manage;
pub(super) use redact::redact;
pub(super) use reply::reply;
pub(super) use show::show;
pub(super) use update::update;
pub(super) use who::admin;

use super::error::Problem;
use super::query::Query;
use super::shapes::text::Display;
use crate::app::App;

/// The words for whether a conversation comes first: those of every version. There are two degrees here.
pub(super) const PRIORITIES: [(&str, bool); 4] =
    [("priority", true), ("not_priority", false), ("high", true), ("none", false)];

/// All teammates by id, to name authors.
pub(super) async fn colleagues(
    app: &App,
    permit: &Permit,
) -> Result<HashMap<Id<Teammate>, TeammateShown>, Problem> {
    let all = teammates::everyone(&app.d, permit).await?;
    Ok(all.into_iter().map(|teammate| (teammate.id, teammate)).collect())
}

/// How the caller wants texts: HTML, unless `display_as=plaintext` says otherwise.
fn display(query: &Query) -> Display {
    if query.get("display_as") == Some("plaintext") { Display::Plain } else { Display::Html }
}
