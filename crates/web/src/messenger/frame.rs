//! The frame that the messenger's script opens on a website.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use domain::refusals::Cause;
use domain::workspaces::{self, Settings};
use privacy::Id;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::session::asks;
use super::sightings::asking;
use super::view::{Colour, FramePage, frame_page};
use crate::app::App;
use crate::assets;
use crate::edge::{Origin, Peer, csp};
use crate::inbox::problem::Problem;
use crate::refused;
use crate::words::Language;

/// What a website asks of the frame: the language that it speaks itself.
#[derive(Deserialize)]
pub(super) struct Asked {
    language: Option<String>,
}

/// `GET /messenger/{app_id}/frame`: may be framed by the workspace's origins only.
pub(super) async fn frame(
    State(app): State<App>,
    Path(app_id): Path<String>,
    Query(asked): Query<Asked>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asks(&app, Some(peer))?;
    let shown = shown(&app, &app_id).await?;
    if framing(&headers).is_some_and(|origin| !is_allowed(&app, &shown.settings, &origin))
        && let Ok(id) = app_id.parse()
    {
        refused::note(&app, id, Cause::FrameOrigin).await;
    }
    let policy = csp::frame(&shown.settings.allowed_origins).map_err(|_| Problem::NotFound)?;
    let named = asked.language.as_deref().and_then(Language::named);
    let language = match (shown.settings.messenger.language, named) {
        (None, Some(language)) => language,
        _ => language(&shown.settings, &headers),
    };
    let greeting = Some(shown.settings.greeting).filter(|greeting| !greeting.is_empty());
    let colour = Colour::parse(&shown.settings.colour);
    let messenger = shown.settings.messenger;
    let page = FramePage { app_id, workspace_name: shown.name, greeting, messenger, colour, language };
    let mut response = assets::page(frame_page(&page).into_string(), &headers);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// `POST /messenger/{app_id}/strange-window`: the frame did not listen to a window, for it is not the page around it.
pub(super) async fn strange_window(
    State(app): State<App>,
    Path(app_id): Path<String>,
    Extension(peer): Extension<Peer>,
) -> Result<StatusCode, Problem> {
    asks(&app, Some(peer))?;
    let id: Id<Workspace> = app_id.parse().map_err(|_| Problem::NotFound)?;
    refused::note(&app, id, Cause::WindowOrigin).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether pages of that origin may show the workspace's messenger.
pub(super) fn is_own(settings: &workspaces::Settings, origin: &Origin) -> bool {
    settings.allowed_origins.iter().any(|one| one == origin.as_str())
}

/// The website that would frame the page; its browser refuses where the policy of the answer does not name it.
fn framing(headers: &HeaderMap) -> Option<Origin> {
    let within = headers.get("sec-fetch-dest").is_some_and(|dest| dest != "document");
    asking(headers).filter(|_| within)
}

/// Whether a website may show the messenger; the server's own pages do.
pub(super) fn is_allowed(app: &App, settings: &Settings, origin: &Origin) -> bool {
    let own = [app.browser_origin(), app.public_origin.as_str()];
    own.contains(&origin.as_str()) || is_own(settings, origin)
}

/// The language that a workspace's messenger speaks: the one it is fixed in, or the one that a browser asks for.
pub(super) fn language(settings: &Settings, headers: &HeaderMap) -> Language {
    settings.messenger.language.map_or_else(|| crate::inbox::session::language(headers), Language::of)
}

/// A workspace's public face, which its messenger shows to anybody.
pub(crate) async fn shown(app: &App, app_id: &str) -> Result<workspaces::WorkspaceShown, Problem> {
    let id: Id<Workspace> = app_id.parse().map_err(|_| Problem::NotFound)?;
    let by = Actor::System { workspace: id, role: SystemRole::Messenger };
    let workspace = workspaces::find(&app.d, id).await?.ok_or(Problem::NotFound)?;
    let permit = privacy::access::permit(&by, Purpose::PublicFace)?;
    Ok(workspaces::shown(&app.d, &workspace, &permit).await?)
}
