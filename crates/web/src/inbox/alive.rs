//! What the scripts of a page ask before they send a form: whether the session lives, and which token its forms carry now.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::session::SignedIn;

/// `GET /session`: the token of whoever is signed in; none where nobody is.
pub(super) async fn session(who: Result<SignedIn, Response>) -> Response {
    match who {
        Ok(who) => Json(json!({ "csrf": who.csrf.as_str() })).into_response(),
        Err(failed) if failed.status().is_server_error() => failed,
        Err(_) => Json(json!({ "csrf": null })).into_response(),
    }
}
