//! What a teammate has begun to write, kept while they write.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use domain::drafts;
use domain::messages::Kind;
use privacy::Personal;
use privacy::access::{act, allow};

use super::acts::{bad, form, found};
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;

/// `POST /inbox/{id}/draft`, by scripts alone: the whole text each time, and an empty one when there is none any more.
pub(super) async fn draft(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<StatusCode, Problem> {
    let form = form(&who, &headers, request).await?;
    let kind = kind(form.text("kind").unwrap_or_default())?;
    let body = form.personal("body").unwrap_or_else(|| Personal::new(String::new()));
    let held = allow::<_, act::Reply>(&who.actor, found(&app, &who, &id).await?)?;
    drafts::keep(&app.d, &held, kind, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn kind(word: &str) -> Result<Kind, Problem> {
    match word {
        "comment" => Ok(Kind::Comment),
        "note" => Ok(Kind::Note),
        _ => Err(bad("kind is comment or note")),
    }
}
