//! Who calls: the bearer's token makes the actor, the version header the shape of answers, the rates how often.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::api_tokens;
use privacy::access::Actor;

use super::error::Problem;
use super::version::{self, Version};
use crate::app::App;
use crate::edge::Peer;
use crate::edge::rate::{Decision, Kind};
use crate::refused;

/// An authenticated client of the API.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    /// In whose name the request acts.
    pub(super) by: Actor,
    /// The version asked for.
    pub(super) version: Version,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(Problem::unauthorized)
    }
}

/// Lets a request through to its handler if its token, its version and its rate are good.
pub(super) async fn enter(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let by = match authenticate(&app, request.headers(), peer).await {
        Ok(by) => by,
        Err(problem) => return problem.into_response(),
    };
    let rate = rate(&app, &by);
    let mut response = match admit(&rate, &request) {
        Ok(version) => {
            request.extensions_mut().insert(Caller { by, version });
            let mut response = next.run(request).await;
            response.headers_mut().insert(version::HEADER.clone(), version.header());
            response
        }
        Err(problem) => problem.into_response(),
    };
    rate.write_to(response.headers_mut());
    response
}

async fn authenticate(app: &App, headers: &HeaderMap, peer: Option<Peer>) -> Result<Actor, Problem> {
    if let Some(token) = bearer(headers)
        && let Some(by) = api_tokens::authenticate(&app.d, token).await?
    {
        return Ok(by);
    }
    if let Some(Peer(address)) = peer {
        let rate = app.rates.check_address(Kind::Address, address);
        if !rate.allowed {
            return Err(Problem::too_many(&rate));
        }
    }
    if let Some(token) = bearer(headers) {
        refused::token(app, token).await;
    }
    Err(Problem::unauthorized())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A token's own rate and that of its whole workspace: the stricter one counts.
fn rate(app: &App, by: &Actor) -> Decision {
    let token = app.rates.check(Kind::ApiToken, by.id().as_bytes());
    token.or_stricter(app.rates.check(Kind::Workspace, by.workspace().to_string().as_bytes()))
}

fn admit(rate: &Decision, request: &Request) -> Result<Version, Problem> {
    if rate.allowed { Version::of(request.headers()) } else { Err(Problem::too_many(rate)) }
}
