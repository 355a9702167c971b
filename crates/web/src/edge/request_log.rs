//! One line and two metrics a request, none with anything personal: the route's template stands for the path.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use privacy::Random;
use tokio::time::Instant;

use super::RequestId;
use super::watched::{Watched, Watcher};

/// The answer's header with the request's id.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What is logged for a request that nobody waited for: its sender went away before there was an answer.
const ABANDONED: &str = "499";

/// Middleware: gives the request its id and writes its line when the answer's last byte was handed on.
pub async fn log(State(random): State<Random>, mut request: Request, next: Next) -> Response {
    let id = RequestId::fresh(&random);
    request.extensions_mut().insert(id);
    let mut line = Line::of(&request, id);
    let mut response = next.run(request).await;
    line.answered(response.status());
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(HEADER, value);
    }
    response.map(|body| Body::new(Watched::new(body, line)))
}

/// What one line says; written when it is dropped.
struct Line {
    id: RequestId,
    method: &'static str,
    route: String,
    began: Instant,
    answer: Option<(StatusCode, Duration)>,
    bytes: usize,
}

impl Line {
    fn of(request: &Request, id: RequestId) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            id,
            method: known(request.method()),
            route: route.map_or_else(|| "unmatched".to_owned(), |route| route.as_str().to_owned()),
            began: Instant::now(),
            answer: None,
            bytes: 0,
        }
    }

    fn answered(&mut self, status: StatusCode) {
        self.answer = Some((status, self.began.elapsed()));
    }
}

impl Watcher for Line {
    fn sent(&mut self, bytes: usize) {
        self.bytes += bytes;
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let (status, took) = match &self.answer {
            Some((status, took)) => (status.as_str().to_owned(), *took),
            None => (ABANDONED.to_owned(), self.began.elapsed()),
        };
        let route = std::mem::take(&mut self.route);
        tracing::info!(
            method = self.method,
            route,
            status,
            duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            bytes = self.bytes,
            request_id = %self.id,
            "request"
        );
        metrics::histogram!("http_request_duration_seconds", "route" => route.clone()).record(took);
        metrics::counter!("http_requests_total", "route" => route, "method" => self.method, "status" => status)
            .increment(1);
    }
}

/// Methods are the caller's to invent; a label is not.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests;
