//! What may stand after the question mark. Parameters that are not known are ignored, as clients expect.

use axum::extract::{FromRequestParts, Query as Pairs};
use axum::http::request::Parts;

use super::error::Problem;

/// The parameters of a request's address.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The parameter's first value, if it was given and is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs = Pairs::try_from_uri(&parts.uri);
        pairs
            .map(|Pairs(pairs)| Self(pairs))
            .map_err(|_| Problem::invalid("query", "The query must be name=value pairs."))
    }
}

#[cfg(test)]
pub(super) fn of(pairs: &[(&str, &str)]) -> Query {
    Query(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}
