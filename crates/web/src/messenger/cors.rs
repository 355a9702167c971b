//! Pages of the workspace's allowed origins may call the messenger's JSON; nobody else's.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::edge::{Origin, cors};

/// Middleware: answers preflights, and marks answers to listed origins.
pub(super) async fn mark(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked: HeaderMap = request.headers().clone();
    if !asked.contains_key("origin") {
        return next.run(request).await;
    }
    let allowed = allowed(&app, request.uri().path()).await;
    if request.method() == Method::OPTIONS {
        return cors::preflight(&asked, &allowed);
    }
    let mut response = next.run(request).await;
    cors::mark(&asked, response.headers_mut(), &allowed);
    response
}

async fn allowed(app: &App, path: &str) -> Vec<Origin> {
    let Some(id) = path.strip_prefix("/messenger/").and_then(|rest| rest.split('/').next()) else {
        return Vec::new();
    };
    let Ok(shown) = super::frame::shown(app, id).await else { return Vec::new() };
    shown.settings.allowed_origins.iter().filter_map(|origin| Origin::parse(origin).ok()).collect()
}
