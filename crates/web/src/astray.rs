//! Browsers that lost their way: who asks for the address of a form comes to the page that has it, and who asks for what is not
//! there sees a page that says so.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, AUTHORIZATION};
use axum::response::{IntoResponse, Redirect, Response};

use crate::inbox::problem::page;
use crate::inbox::session::language;
use crate::inbox::view::Notice;

/// Whether a browser asks for a page; programs bring a token.
pub(crate) fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let page = request.method().is_safe() && !request.headers().contains_key(AUTHORIZATION);
    page && accept.is_some_and(|accept| accept.contains("text/html"))
}

/// For what only forms are sent to.
pub(crate) async fn not_that_method(request: Request) -> Response {
    if wants_page(&request) {
        return Redirect::to(&page_of(request.uri().path())).into_response();
    }
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}

/// For what is nowhere.
pub(crate) fn nothing_here(request: &Request) -> Response {
    page(StatusCode::NOT_FOUND, language(request.headers()), Notice::NotFound)
}

/// The page on which the form of that address stands.
fn page_of(path: &str) -> String {
    let mut names = path.split('/').skip(1);
    match (names.next().unwrap_or_default(), names.next().unwrap_or_default(), names.next()) {
        ("settings", "invitations", _) => "/settings/teammates".to_owned(),
        ("settings", section, _) => format!("/settings/{section}"),
        ("inbox", "bulk" | "search" | "palette" | "people", _) => "/inbox".to_owned(),
        ("inbox", "erasures", Some(id)) => format!("/inbox/erasures/{id}"),
        ("inbox", page, _) => format!("/inbox/{page}"),
        _ => "/inbox".to_owned(),
    }
}
