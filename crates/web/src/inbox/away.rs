//! Saying that oneself is away, or back.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::REFERER;
use axum::response::{IntoResponse, Redirect, Response};
use domain::teammates::{self, Presence};

use super::acts::{bad, form};
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;

/// `POST /inbox/away`: back to where they were.
pub(super) async fn away(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = async {
        let form = form(&who, &headers, request).await?;
        let presence = match form.text("presence") {
            Some("away") => Presence::Away { reassigns: form.text("reassigns") == Some("yes") },
            Some("back") => Presence::Back,
            _ => return Err(bad("presence is away or back")),
        };
        teammates::set_presence(&app.d, &who.actor, who.id, presence).await?;
        Ok(Redirect::to(came_from(&headers)).into_response())
    };
    done.await.unwrap_or_else(|problem: Problem| problem.as_page(who.language))
}

/// The address in the inbox from which a form was sent, as far as the browser tells.
fn came_from(headers: &HeaderMap) -> &str {
    let from = headers.get(REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let after_scheme = from.split_once("://").map_or("", |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or_default();
    let inside =
        path.strip_prefix("/inbox").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if inside { path } else { "/inbox" }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_inbox() {
        for (from, to) in [
            ("https://desk.example/inbox", "/inbox"),
            ("https://desk.example/inbox/7?folder=mine", "/inbox/7?folder=mine"),
            ("https://desk.example:8443/inbox?folder=all&state=open", "/inbox?folder=all&state=open"),
            ("https://desk.example/inboxes", "/inbox"),
            ("https://desk.example//inbox", "/inbox"),
            ("https://desk.example/settings", "/inbox"),
            ("https://desk.example", "/inbox"),
            ("/inbox/7", "/inbox"),
            ("", "/inbox"),
        ] {
            let headers = HeaderMap::from_iter([(REFERER, HeaderValue::from_static(from))]);
            assert_eq!(came_from(&headers), to, "{from}");
        }
        assert_eq!(came_from(&HeaderMap::new()), "/inbox");
    }
}
