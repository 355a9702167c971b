//! The id in an address. One that cannot be an id is answered as one that is not there.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use privacy::Id;
use privacy::ids::Kind;

use super::error::Problem;

/// The text that stands in the address for its one variable part.
pub(super) struct Part(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Part {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let part = Path::<String>::from_request_parts(parts, state).await;
        part.map(|Path(part)| Self(part)).map_err(|_| Problem::not_found())
    }
}

/// The texts that stand in the address for its two variable parts.
pub(super) struct Pair(pub(super) String, pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Pair {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pair = Path::<(String, String)>::from_request_parts(parts, state).await;
        pair.map(|Path((one, other))| Self(one, other)).map_err(|_| Problem::not_found())
    }
}

/// The id that stands there.
pub(super) struct IdOf<K: Kind>(pub(super) Id<K>);

impl<S: Send + Sync, K: Kind> FromRequestParts<S> for IdOf<K> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Part(part) = Part::from_request_parts(parts, state).await?;
        part.parse().map(Self).map_err(|_| Problem::not_found())
    }
}
