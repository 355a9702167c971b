//! What a teammate's browser tells by a sound and on the desktop: what is new for them, whatever they look at.

use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use domain::notices;
use privacy::Time;
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;

/// What is committed later than it was written is found by looking back so far; the browser knows what it told.
const AGAIN: Duration = Duration::from_mins(1);
/// Whoever comes back after longer is told of so much, and reads the list for the rest.
const LONGEST: Duration = Duration::from_hours(24);

/// Since when, in microseconds: what the answer before said is `now`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: Option<String>,
}

/// `GET /inbox/notices?after=`, by scripts alone.
pub(super) async fn notices(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Problem> {
    let now = app.d.now();
    let after = asked.after.and_then(|after| after.parse().ok()).map(Time::from_micros);
    let after = after.ok_or_else(|| Problem::Bad("after is a time in microseconds".to_owned()))?;
    let then = before(after, AGAIN).max(before(now, LONGEST));
    let told = notices::since(&app.d, &who.actor, who.id, then).await?;
    let told = told.into_iter().map(|one| {
        json!({
            "conversation": one.conversation.to_string(),
            "name": one.name,
            "why": one.why.code(),
            "seq": one.seq,
            "at": one.at.micros(),
        })
    });
    Ok(Json(json!({ "now": now.micros(), "notices": told.collect::<Vec<_>>() })))
}

fn before(at: Time, by: Duration) -> Time {
    let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    Time::from_micros(at.micros().saturating_sub(by))
}
