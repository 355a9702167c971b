//! The console: what is set for a workspace and by whom, one page a matter. Every page is judged by the one policy.

pub(crate) mod desk;
mod index;
mod invitations;
mod join;
mod mail;
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
        .route("/settings/invitations", post(invitations::invite))
        .route("/settings/invitations/{id}/renew", post(invitations::renew))
        .route("/settings/invitations/{id}/revoke", post(invitations::revoke))
        .route("/invitation/{workspace}/{secret}", get(join::screen).post(join::join))
        .route("/settings/mail", get(mail::screen).post(mail::save))
        .route("/settings/mail/test", post(mail::test))
        .route("/settings/mail/remove", post(mail::remove))
        .route("/settings/mail/{id}/again", post(mail::again))
        .route("/settings/mail/{id}/discard", post(mail::discard))
        .route("/settings/tokens", get(tokens::screen).post(tokens::make))
        .route("/settings/tokens/{id}/revoke", post(tokens::revoke))
}
