//! The outermost layer: turns whatever went wrong into the error envelope, with the request's id in it.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::error::Problem;
use crate::app::App;
use crate::astray;
use crate::edge::RequestId;

#[derive(Serialize)]
struct Envelope<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    request_id: String,
    errors: [OneError<'a>; 1],
}

#[derive(Serialize)]
struct OneError<'a> {
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

impl IntoResponse for Problem {
    /// The status, and the problem itself for `answer` to write out.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes a problem out as the error envelope; leaves every other answer as it is.
pub(super) async fn answer(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied();
    let id = id.unwrap_or_else(|| RequestId::fresh(&app.d.random));
    let head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if !head {
        *response.body_mut() = Body::from(written(&problem, id));
    }
    response
}

fn written(problem: &Problem, id: RequestId) -> Vec<u8> {
    let error = OneError { code: problem.code, message: &problem.message, field: problem.field.as_deref() };
    let envelope = Envelope { kind: "error.list", request_id: id.to_string(), errors: [error] };
    serde_json::to_vec(&envelope).unwrap_or_default()
}

/// For addresses that the API does not have; a browser sees a page.
pub(super) async fn nothing_here(request: Request) -> Response {
    if astray::wants_page(&request) {
        astray::nothing_here(&request)
    } else {
        Problem::no_such_address().into_response()
    }
}

/// For methods that an address does not take.
pub(super) async fn not_that_method() -> Problem {
    Problem::method_not_allowed()
}
