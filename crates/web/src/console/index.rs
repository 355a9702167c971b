//! The list of all pages that the reader's role opens: the whole screen on a phone.

use axum::response::Response;
use maud::html;

use super::desk::Desk;

/// `GET /settings`
pub(super) async fn screen(desk: Desk) -> Response {
    desk.draw(None, None, &html! {})
}
