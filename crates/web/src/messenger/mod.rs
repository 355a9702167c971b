//! The messenger: the loader that a website includes, the frame it opens, and the frame's JSON API.

mod conversations;
mod cors;
mod frame;
mod given;
mod identity;
mod loader;
mod own_data;
mod reply;
mod session;
mod sightings;
mod track;
pub mod view;
mod written_on;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use frame::shown;
pub(crate) use session::allowed;
pub use sightings::Sightings;

use crate::app::App;

/// The messenger's routes.
pub fn router(app: &App) -> Router<App> {
    let json = Router::new()
        .route("/messenger/{app_id}/visitors", post(session::start))
        .route("/messenger/{app_id}/identify", post(identity::identify))
        .route("/messenger/{app_id}/sign-out", post(identity::sign_out))
        .route("/messenger/{app_id}/data", get(own_data::show))
        .route("/messenger/{app_id}/data/export", get(own_data::export))
        .route("/messenger/{app_id}/erase", post(own_data::erase))
        .route("/messenger/{app_id}/email", post(own_data::leave_address))
        .route("/messenger/{app_id}/conversations", get(conversations::list).post(conversations::start))
        .route("/messenger/{app_id}/conversations/{id}", get(conversations::read))
        .route("/messenger/{app_id}/conversations/{id}/read", post(conversations::seen))
        .route("/messenger/{app_id}/conversations/{id}/messages", post(conversations::send))
        .route("/messenger/{app_id}/conversations/{id}/typing", post(conversations::typing))
        .route("/messenger/{app_id}/track", post(track::track))
        .route("/messenger/{app_id}/strange-window", post(frame::strange_window))
        .route("/messenger/{app_id}/events", get(conversations::events))
        .layer(axum::middleware::from_fn_with_state(app.clone(), cors::mark));
    Router::new()
        .route("/reply/{app_id}/{secret}", get(reply::screen).post(reply::send))
        .route("/no-mail/{app_id}/{secret}", get(reply::stop_screen).post(reply::stop))
        .route("/widget/{app_id}", get(loader::loader))
        .route("/messenger/{app_id}/frame", get(frame::frame))
        .merge(json)
}
