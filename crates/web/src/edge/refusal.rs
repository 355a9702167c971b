//! An error that the edge answers itself, in the API's envelope, or as a line of text to a browser.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::RequestId;

/// A status, a stable code and a sentence; none holds anything of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// For programs, such as `body_too_large`.
    pub code: &'static str,
    /// For people: what was wrong, what is allowed.
    pub message: String,
}

/// What an answer needs to know of its request, kept while the handler has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    html: bool,
    id: Option<RequestId>,
}

impl Asked {
    /// Notes the id and whether HTML is asked for.
    pub fn of(request: &Request) -> Self {
        let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        let html = accept.is_some_and(|accept| accept.contains("text/html"));
        Self { html, id: request.extensions().get().copied() }
    }
}

impl Refusal {
    /// A refusal.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// The answer: a line of text if HTML was asked for, else JSON.
    pub fn answer(&self, asked: &Asked) -> Response {
        if asked.html { self.text() } else { self.envelope(asked.id) }
    }

    fn text(&self) -> Response {
        let media = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
        (self.status, media, format!("{}\n", self.message)).into_response()
    }

    fn envelope(&self, id: Option<RequestId>) -> Response {
        let envelope = json!({
            "type": "error.list",
            "request_id": id.map(|id| id.to_string()),
            "errors": [{ "code": self.code, "message": self.message }],
        });
        let media = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"))];
        (self.status, media, Body::from(envelope.to_string())).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.envelope(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_text_and_a_program_the_envelope() {
        let refusal = Refusal::new(StatusCode::FORBIDDEN, "forbidden", "No.");
        let json = refusal.answer(&Asked::default());
        assert_eq!(json.headers()[header::CONTENT_TYPE], "application/json; charset=utf-8");
        let request = Request::builder().header(header::ACCEPT, "text/html,*/*;q=0.8");
        let text = refusal.answer(&Asked::of(&request.body(Body::empty()).unwrap()));
        assert_eq!(text.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
        assert_eq!((json.status(), text.status()), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    }
}
