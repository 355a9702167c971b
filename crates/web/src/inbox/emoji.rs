//! The emoji that the composer offers, with their names in the reader's language.

use axum::Json;
use axum::response::{IntoResponse, Response};

use super::session::SignedIn;
use crate::words::emoji as signs;

/// `GET /inbox/emoji`
pub(super) async fn emoji(who: SignedIn) -> Response {
    Json(signs(who.language)).into_response()
}
