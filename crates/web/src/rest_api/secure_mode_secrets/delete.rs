//! Deleting a secret: at once, with every messenger that it opened.

use axum::extract::State;
use axum::http::StatusCode;
use domain::identity_secrets::{self, DeleteError};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::path::Part;
use super::workspace;
use crate::app::App;

/// Deletes the secret of that id.
pub(in super::super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Part(id): Part,
) -> Result<StatusCode, Problem> {
    let of = workspace(&app, &caller).await?;
    let id = id.parse().map_err(|_| DeleteError::NotFound)?;
    identity_secrets::delete(&app.d, &of, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<DeleteError> for Problem {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::NotFound => Self::of(
                StatusCode::NOT_FOUND,
                "identity_verification_secret_not_found",
                "There is no identity verification secret with this id.",
            ),
            DeleteError::Trouble(trouble) => trouble.into(),
        }
    }
}
