//! The REST API, on the wire as Intercom's own clients expect it: one folder a noun, one file a verb.

mod activity_logs;
mod admins;
mod answer;
mod caller;
mod companies;
mod contacts;
mod conversations;
mod custom_attributes;
mod error;
mod errors_of_work;
mod events;
mod given;
mod holds;
mod html;
mod messages;
mod notes;
mod numbered;
mod paging;
mod path;
mod query;
mod search;
mod secure_mode_secrets;
mod shapes;
mod tags;
mod teams;
mod version;
mod visitors;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post, put};

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
        .route("/admins/{id}/away", put(admins::away))
        .route("/contacts", get(contacts::list).post(contacts::create))
        .route("/contacts/merge", post(contacts::merge))
        .route("/contacts/search", post(search::search_contacts))
        .route("/contacts/{id}", get(contacts::show).put(contacts::update).delete(contacts::delete))
        .route("/contacts/{id}/block", post(contacts::block))
        .route("/contacts/{id}/erasure", get(contacts::erasure))
        .route("/visitors", get(visitors::show).put(visitors::update))
        .route("/visitors/convert", post(visitors::convert))
        .route("/companies", get(companies::list).post(companies::save))
        .route("/companies/list", post(companies::page))
        .route("/companies/scroll", get(companies::scroll))
        .route("/companies/{id}", get(companies::show).put(companies::update).delete(companies::delete))
        .route("/companies/{id}/contacts", get(companies::contacts))
        .route("/contacts/{id}/companies", get(companies::of_contact).post(companies::attach))
        .route("/contacts/{contact}/companies/{company}", delete(companies::detach))
        .route("/contacts/{id}/notes", get(notes::list).post(notes::create))
        .route("/contacts/{id}/tags", get(tags::list_of_contact).post(tags::add_to_contact))
        .route("/contacts/{contact}/tags/{tag}", delete(tags::remove_from_contact))
        .route("/notes/{id}", get(notes::show))
        .route("/contacts/{id}/erasure/receipts/{kind}", get(contacts::receipt))
        .route("/contacts/find_by_external_id/{external_id}", get(contacts::find_by_external_id))
        .route("/conversations", get(conversations::list).post(conversations::create))
        .route("/conversations/redact", post(conversations::redact))
        .route("/conversations/search", post(search::search_conversations))
        .route(
            "/conversations/{id}",
            get(conversations::show).put(conversations::update).delete(conversations::delete),
        )
        .route("/conversations/{id}/reply", post(conversations::reply))
        .route("/conversations/{id}/parts", post(conversations::manage))
        .route("/events", get(events::list).post(events::track))
        .route("/events/summaries", post(events::count))
        .route("/messages", post(messages::create))
        .route("/holds", get(holds::list).post(holds::place))
        .route("/holds/{id}", get(holds::show))
        .route("/holds/{id}/lift", post(holds::lift))
        .route("/conversations/{id}/customers", post(conversations::attach))
        .route("/conversations/{conversation}/customers/{contact}", delete(conversations::detach))
        .route("/conversations/{id}/tags", post(tags::add_to_conversation))
        .route("/conversations/{conversation}/tags/{tag}", delete(tags::remove_from_conversation))
        .route("/tags", get(tags::list).post(tags::create))
        .route("/tags/{id}", get(tags::show).delete(tags::delete))
        .route("/teams", get(teams::list))
        .route("/teams/{id}", get(teams::show))
        .route("/secure_mode_secrets", get(secure_mode_secrets::list).post(secure_mode_secrets::create))
        .route("/secure_mode_secrets/{id}", axum::routing::delete(secure_mode_secrets::delete))
        .route_layer(from_fn_with_state(app.clone(), caller::enter))
        .method_not_allowed_fallback(answer::not_that_method)
        .fallback(answer::nothing_here)
        .layer(from_fn_with_state(app.clone(), answer::answer))
        .with_state(app)
}
