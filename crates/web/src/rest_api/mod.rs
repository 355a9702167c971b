//! The REST API, on the wire as Intercom's own clients expect it: one folder a noun, one file a verb.

mod activity_logs;
mod admins;
mod answer;
mod caller;
mod contacts;
mod conversations;
mod error;
mod given;
mod holds;
mod paging;
mod path;
mod query;
mod shapes;
mod version;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::app::App;

/// The API's addresses, and its error envelope for every address that it does not have.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/me", get(admins::me))
        .route("/admins", get(admins::list))
        .route("/admins/activity_logs", get(activity_logs::list))
        .route("/admins/activity_logs/search", post(activity_logs::search))
        .route("/admins/activity_log_event_types", get(activity_logs::types))
        .route("/log/{workspace}/checkpoint", get(activity_logs::checkpoint))
        .route("/log/{workspace}/export", get(activity_logs::export))
        .route("/log/{workspace}/key", get(activity_logs::key))
        .route("/log/{workspace}/tile/{*path}", get(activity_logs::tile))
        .route("/log/{workspace}/proof/{index}", get(activity_logs::proof))
        .route("/log/{workspace}/consistency", get(activity_logs::consistency))
        .route("/admins/{id}", get(admins::show))
        .route("/contacts", get(contacts::list).post(contacts::create))
        .route("/contacts/{id}", get(contacts::show).put(contacts::update).delete(contacts::delete))
        .route("/contacts/{id}/erasure", get(contacts::erasure))
        .route("/contacts/{id}/erasure/receipts/{kind}", get(contacts::receipt))
        .route("/contacts/find_by_external_id/{external_id}", get(contacts::find_by_external_id))
        .route("/conversations", get(conversations::list).post(conversations::create))
        .route("/conversations/redact", post(conversations::redact))
        .route("/conversations/{id}", get(conversations::show).delete(conversations::delete))
        .route("/conversations/{id}/reply", post(conversations::reply))
        .route("/conversations/{id}/parts", post(conversations::manage))
        .route("/holds", get(holds::list).post(holds::place))
        .route("/holds/{id}", get(holds::show))
        .route("/holds/{id}/lift", post(holds::lift))
        .route_layer(from_fn_with_state(app.clone(), caller::enter))
        .method_not_allowed_fallback(answer::not_that_method)
        .fallback(answer::nothing_here)
        .layer(from_fn_with_state(app.clone(), answer::answer))
        .with_state(app)
}
