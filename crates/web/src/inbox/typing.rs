//! What a teammate does in a conversation at this moment: told at once, kept nowhere.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use domain::conversations::{self, Busy};
use privacy::Id;
use privacy::access::{act, allow};
use serde::Deserialize;

use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::rate::Kind;
use crate::messenger::allowed;

/// What is done; a reply is written where nothing is said.
#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    does: String,
}

impl Default for Asked {
    fn default() -> Self {
        Self { does: "comment".to_owned() }
    }
}

/// `POST /inbox/{id}/typing?does=comment`, `note` or `look`; by scripts alone.
pub(super) async fn typing(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    if !who.has_token(headers.get("csrf").and_then(|value| value.to_str().ok())) {
        return Err(Problem::Forged);
    }
    let does = match asked.does.as_str() {
        "comment" => Busy::Writing,
        "note" => Busy::Noting,
        "look" => Busy::Looking,
        _ => return Err(Problem::Bad("does is comment, note or look".to_owned())),
    };
    allowed(
        app.rates.check(Kind::Typing, format!("{}/{}", who.actor.workspace(), who.actor.id()).as_bytes()),
    )?;
    let id: Id<privacy::ids::Conversation> = id.parse().map_err(|_| Problem::NotFound)?;
    let found = conversations::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)?;
    let held = allow::<_, act::Reply>(&who.actor, found).map_err(|_| Problem::NotFound)?;
    conversations::busy(&app.d, &held, does);
    Ok(StatusCode::NO_CONTENT)
}
