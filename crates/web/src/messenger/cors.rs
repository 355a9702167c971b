//! Pages of the workspace's allowed origins may call the messenger's JSON; nobody else's.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::refusals::Cause;
use privacy::Id;
use privacy::ids::Workspace;

use super::frame;
use crate::app::App;
use crate::edge::{Origin, cors};
use crate::refused;

/// Middleware: answers preflights, and marks answers to listed origins. Who else asks is entered.
pub(super) async fn mark(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked: HeaderMap = request.headers().clone();
    if !asked.contains_key(header::ORIGIN) {
        return next.run(request).await;
    }
    let allowed = allowed(&app, request.uri().path(), &asked).await;
    if request.method() == Method::OPTIONS {
        return cors::preflight(&asked, &allowed);
    }
    let mut response = next.run(request).await;
    cors::mark(&asked, response.headers_mut(), &allowed);
    response
}

async fn allowed(app: &App, path: &str, asked: &HeaderMap) -> Vec<Origin> {
    let Some(id) = path.strip_prefix("/messenger/").and_then(|rest| rest.split('/').next()) else {
        return Vec::new();
    };
    let Ok(shown) = frame::shown(app, id).await else { return Vec::new() };
    let origin = asked.get(header::ORIGIN).and_then(|origin| Origin::parse(origin.to_str().ok()?).ok());
    let known = origin.is_some_and(|origin| frame::is_allowed(app, &shown.settings, &origin));
    if !known && let Ok(id) = id.parse::<Id<Workspace>>() {
        refused::note(app, id, Cause::CallOrigin).await;
    }
    shown.settings.allowed_origins.iter().filter_map(|origin| Origin::parse(origin).ok()).collect()
}
