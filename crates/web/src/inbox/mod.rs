//! The teammates' inbox: its doors, its pages, what can be done in it, and its live updates.

mod acts;
mod alive;
mod away;
mod bulk;
mod code;
mod companies;
mod doors;
mod drafts;
mod emoji;
mod erasures;
pub(crate) mod events;
mod files;
mod holds;
mod kept;
pub(crate) mod listed;
mod log;
mod log_names;
mod macros;
mod mentions;
pub(crate) mod next;
mod noted;
mod notices;
mod opened;
mod pages;
mod participants;
mod people;
pub(crate) mod problem;
mod search;
pub(crate) mod session;
mod show;
mod typing;
pub mod view;
mod views;

pub(crate) use doors::welcome;
pub(crate) use log::download;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName};
use axum::routing::{get, post};

use crate::app::App;
use crate::edge::csp;

/// The inbox's routes.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(pages::home))
        .route("/sign-in", get(doors::sign_in_page).post(doors::sign_in))
        .route("/sign-in/{workspace}", get(doors::sign_in_page_of).post(doors::sign_in_to))
        .route("/sign-in/{workspace}/code", get(code::screen).post(code::enter))
        .route("/sign-in/{workspace}/link/{secret}", get(doors::link))
        .route("/session", get(alive::session))
        .route("/sign-out", post(doors::sign_out))
        .route("/setup/{link}", get(doors::setup_page).post(doors::set_up))
        .route("/inbox", get(pages::inbox))
        .route("/inbox/list", get(pages::list))
        .route("/inbox/away", post(away::away))
        .route("/inbox/bulk", post(bulk::bulk))
        .route("/inbox/search", post(search::search))
        .route("/inbox/palette", post(search::palette))
        .route("/inbox/events", get(events::events))
        .route("/inbox/notices", get(notices::notices))
        .route("/inbox/emoji", get(emoji::emoji))
        .route("/inbox/log", get(log::screen))
        .route("/inbox/log/checkpoint", get(log::checkpoint))
        .route("/inbox/log/export", get(log::export))
        .route("/inbox/erasures", get(erasures::list))
        .route("/inbox/erasures/{id}", get(erasures::screen))
        .route("/inbox/erasures/{id}/steps", get(erasures::steps))
        .route("/inbox/erasures/{id}/receipts/{kind}", get(erasures::receipt))
        .route("/inbox/erasures/{id}/reviews/{conversation}/done", post(erasures::reviewed))
        .route("/inbox/erasures/{id}/reviews/{conversation}/delete", post(erasures::delete_reviewed))
        .route("/inbox/macros", get(macros::screen).post(macros::make))
        .route("/inbox/macros/{id}", post(macros::change))
        .route("/inbox/macros/{id}/delete", post(macros::delete))
        .route("/inbox/views", get(views::screen).post(views::make))
        .route("/inbox/views/{id}", post(views::change))
        .route("/inbox/views/{id}/delete", post(views::delete))
        .route("/inbox/holds", get(holds::list))
        .route("/inbox/holds/{id}/lift", post(holds::lift))
        .route("/inbox/holds/{id}/kept", get(kept::door).post(kept::ask))
        .route("/inbox/holds/{id}/kept/{reading}", get(kept::screen))
        .route("/inbox/holds/{id}/kept/{reading}/{conversation}/files/{file}", get(kept::file))
        .route("/inbox/people/{id}/edit", post(people::edit))
        .route("/inbox/people/{id}/block", post(people::block))
        .route("/inbox/people/{id}/unblock", post(people::unblock))
        .route("/inbox/people/{id}/attach", post(people::attach))
        .route("/inbox/people/{id}/detach", post(people::detach))
        .route("/inbox/people/{id}/company", post(people::company))
        .route("/inbox/people/{id}/merge", post(people::merge))
        .route("/inbox/people/{id}/tag", post(people::tag))
        .route("/inbox/people/{id}/untag", post(people::untag))
        .route("/inbox/people/{id}/note", post(people::note))
        .route("/inbox/people/{id}/hold", post(holds::place))
        .route("/inbox/people/{id}/export", get(people::export))
        .route("/inbox/people/{id}/erase", post(erasures::erase))
        .route("/inbox/{id}", get(pages::conversation))
        .route("/inbox/{id}/thread", get(pages::thread_of))
        .route("/inbox/{id}/person", get(pages::person_of))
        .route("/inbox/{id}/macros", get(macros::to_use))
        .route("/inbox/{id}/files/{file}", get(files::file))
        .route("/inbox/{id}/reply", post(acts::reply))
        .route("/inbox/{id}/close", post(acts::close))
        .route("/inbox/{id}/open", post(acts::open))
        .route("/inbox/{id}/snooze", post(acts::snooze))
        .route("/inbox/{id}/assign", post(acts::assign))
        .route("/inbox/{id}/priority", post(acts::priority))
        .route("/inbox/{id}/unread", post(acts::unread))
        .route("/inbox/{id}/remove", post(acts::remove))
        .route("/inbox/{id}/noted", post(acts::noted))
        .route("/inbox/{id}/tag", post(acts::tag))
        .route("/inbox/{id}/untag", post(acts::untag))
        .route("/inbox/{id}/people/find", post(participants::find))
        .route("/inbox/{id}/people/add", post(participants::add))
        .route("/inbox/{id}/people/remove", post(participants::remove))
        .route("/inbox/{id}/draft", post(drafts::draft))
        .route("/inbox/{id}/typing", post(typing::typing))
}

/// The headers of every page: scripts, styles and connections from the own origin only.
pub(crate) fn page_headers() -> [(HeaderName, HeaderValue); 1] {
    [(CONTENT_SECURITY_POLICY, csp::page())]
}
