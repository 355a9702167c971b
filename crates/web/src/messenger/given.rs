//! What a messenger sends.

use axum::body::Body;
use axum::http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::edge::body::read_json;
use crate::inbox::problem::Problem;

/// The object in a body of at most `max` bytes; `expected` says what it is to hold.
pub(super) async fn object<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
    max: usize,
    expected: &str,
) -> Result<T, Problem> {
    let value = read_json(headers, body, max).await?;
    let given = value.is_object().then(|| serde_json::from_value(value).ok()).flatten();
    given.ok_or_else(|| bad(expected))
}

/// What was sent cannot be taken, and why.
pub(super) fn bad(what: &str) -> Problem {
    Problem::Bad(what.to_owned())
}
