//! Whoever is refused is told one thing, whatever the reason was; the reason goes to the activity log.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::Trouble;
use domain::refusals::{self, Cause};
use domain::teammates::SessionKey;
use privacy::Id;
use privacy::ids::Workspace;

use crate::app::App;
use crate::edge::Peer;
use crate::edge::csrf::CrossSite;
use crate::edge::rate::Kind;
use crate::inbox::session;

/// Goes with the answer that refuses a form, as far as `enter`; it does not leave the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormToken;

/// Middleware of the pages behind a cookie: enters what they refuse by themselves, for the workspace that the cookie or the
/// address names, or for the only one there is.
pub(crate) async fn enter(State(app): State<App>, request: Request, next: Next) -> Response {
    let (named, peer) = (named(&request), request.extensions().get().copied());
    let mut response = next.run(request).await;
    let marks = response.extensions_mut();
    let cause = match (marks.remove::<CrossSite>(), marks.remove::<FormToken>()) {
        (Some(CrossSite), _) => Some(Cause::CrossSite),
        (None, Some(FormToken)) => Some(Cause::FormToken),
        (None, None) => None,
    };
    if let Some(cause) = cause
        && may_ask(&app, peer)
        && let Some(workspace) = concerned(&app, named).await
    {
        note(&app, workspace, cause).await;
    }
    response
}

/// The workspace of the cookie; else the one that the address names.
fn named(request: &Request) -> Option<Id<Workspace>> {
    let cookie = session::named(request.headers(), session::transport(request.extensions()));
    cookie.or_else(|| request.uri().path().split('/').nth(2)?.parse().ok())
}

async fn concerned(app: &App, named: Option<Id<Workspace>>) -> Option<Id<Workspace>> {
    if named.is_some() {
        return named;
    }
    let only = domain::workspaces::only(&app.d).await;
    only.unwrap_or_else(|trouble| {
        told(Err(trouble));
        None
    })
}

/// Whether an address that proved nothing may ask once more: else nothing is looked up for it, and nothing entered.
pub(crate) fn may_ask(app: &App, peer: Option<Peer>) -> bool {
    peer.is_none_or(|Peer(address)| app.rates.check_address(Kind::Address, address).allowed)
}

/// Enters a refusal. That it cannot be entered changes nothing for whoever was refused.
pub(crate) async fn note(app: &App, workspace: Id<Workspace>, cause: Cause) {
    told(refusals::note(&app.d, workspace, cause).await);
}

/// Enters why a cookie opens nothing.
pub(crate) async fn session(app: &App, peer: Option<Peer>, workspace: Id<Workspace>, key: &SessionKey) {
    if !may_ask(app, peer) {
        return;
    }
    match domain::teammates::refused(&app.d, workspace, key).await {
        Ok(cause) => note(app, workspace, cause).await,
        Err(trouble) => told(Err(trouble)),
    }
}

/// Enters that a cookie was copied, where whoever shows it is at the door already.
pub(crate) async fn copied(app: &App, workspace: Id<Workspace>, key: &SessionKey) {
    match domain::teammates::refused(&app.d, workspace, key).await {
        Ok(cause @ Cause::SessionCopied) => note(app, workspace, cause).await,
        Ok(_) => {}
        Err(trouble) => told(Err(trouble)),
    }
}

/// Enters why an API token opens nothing.
pub(crate) async fn token(app: &App, token: &str) {
    match domain::api_tokens::refused(&app.d, token).await {
        Ok(Some((workspace, cause))) => note(app, workspace, cause).await,
        Ok(None) => {}
        Err(trouble) => told(Err(trouble)),
    }
}

fn told(entered: Result<(), Trouble>) {
    if let Err(trouble) = entered {
        tracing::debug!(%trouble, "a refusal was not entered");
    }
}
