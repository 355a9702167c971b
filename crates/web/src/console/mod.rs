//! The console: what is set for a workspace and by whom, one page a matter. Every page is judged by the one policy.

mod desk;
mod index;
mod teammates;
mod tokens;
pub mod view;
mod workspace;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// The console's routes.
pub fn router() -> Router<App> {
    Router::new()
        .route("/settings", get(index::screen))
        .route("/settings/workspace", get(workspace::screen).post(workspace::save))
        .route("/settings/teammates", get(teammates::screen))
        .route("/settings/teammates/{id}/role", post(teammates::role))
        .route("/settings/teammates/{id}/deactivate", post(teammates::deactivate))
        .route("/settings/teammates/{id}/reactivate", post(teammates::reactivate))
        .route("/settings/tokens", get(tokens::screen).post(tokens::make))
        .route("/settings/tokens/{id}/revoke", post(tokens::revoke))
}
