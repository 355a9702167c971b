//! Pages of the server and of the workspace's allowed origins may call the messenger's JSON; nobody else's.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::refusals::Cause;
use privacy::Id;
use privacy::ids::Workspace;

use super::{frame, session};
use crate::app::App;
use crate::edge::refusal::Asked;
use crate::edge::{Origin, Peer, Refusal, cors, csrf};
use crate::inbox::problem::Problem;
use crate::refused;

/// Middleware: answers preflights, and marks answers to listed origins. Who else asks is refused before anything is done,
/// and entered.
pub(super) async fn mark(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked: HeaderMap = request.headers().clone();
    if !asked.contains_key(header::ORIGIN) || csrf::from_here(&request) {
        return next.run(request).await;
    }
    let (told, peer) = (Asked::of(&request), request.extensions().get().copied());
    let listed = match listed(&app, peer, request.uri().path(), &asked).await {
        Ok(Some(listed)) => listed,
        Ok(None) => return not_listed().answer(&told),
        Err(problem) => return problem.into_response(),
    };
    if request.method() == Method::OPTIONS {
        return cors::preflight(&asked, &listed);
    }
    let mut response = next.run(request).await;
    cors::mark(&asked, response.headers_mut(), &listed);
    response
}

/// The origins that may call, where the one that asks is among them or the server's own.
async fn listed(
    app: &App,
    peer: Option<Peer>,
    path: &str,
    asked: &HeaderMap,
) -> Result<Option<Vec<Origin>>, Problem> {
    session::asks(app, peer)?;
    let id = path.strip_prefix("/messenger/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let settings = match frame::shown(app, id).await {
        Ok(shown) => shown.settings,
        Err(Problem::NotFound) => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let origin = asked.get(header::ORIGIN).and_then(|origin| Origin::parse(origin.to_str().ok()?).ok());
    if origin.is_some_and(|origin| frame::is_allowed(app, &settings, &origin)) {
        let listed = settings.allowed_origins.iter().filter_map(|origin| Origin::parse(origin).ok());
        return Ok(Some(listed.collect()));
    }
    if let Ok(id) = id.parse::<Id<Workspace>>() {
        refused::note(app, id, Cause::CallOrigin).await;
    }
    Ok(None)
}

fn not_listed() -> Refusal {
    let text = "This website may not call the messenger: the workspace's settings name the origins that may.";
    Refusal::new(StatusCode::FORBIDDEN, "origin_not_allowed", text)
}
