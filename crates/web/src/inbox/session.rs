//! The teammate behind a cookie, and the cookie itself.

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Session, Teammate, Workspace};
use privacy::secret::Secret;

use crate::app::App;
use crate::edge::Transport;
use crate::edge::csrf::CsrfToken;
use crate::edge::form::{Form, read_form};
use crate::inbox::problem::Problem;
use crate::words::Language;

/// A teammate who is signed in.
pub(crate) struct SignedIn {
    /// Who acts.
    pub(crate) actor: Actor,
    /// The teammate.
    pub(crate) id: Id<Teammate>,
    /// The session.
    pub(crate) session: Id<Session>,
    /// What forms must send back.
    pub(crate) csrf: CsrfToken,
    /// The language that the browser asks for.
    pub(crate) language: Language,
}

impl SignedIn {
    /// The fields of a form that brought the session's token.
    pub(crate) async fn form(
        &self,
        headers: &HeaderMap,
        request: Request,
        max_bytes: usize,
    ) -> Result<Form, Problem> {
        let form = read_form(headers, request.into_body(), max_bytes).await?;
        if self.has_token(form.text("csrf")) { Ok(form) } else { Err(Problem::Forged) }
    }

    /// Whether a form or header brought the session's token.
    pub(crate) fn has_token(&self, given: Option<&str>) -> bool {
        self.csrf.matches(given)
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let language = language(&parts.headers);
        let Some((workspace, secret)) = read(&parts.headers, transport(parts)) else {
            return Err(to_sign_in(parts));
        };
        match domain::teammates::authenticate(&app.d, workspace, &secret).await {
            Ok(Some((actor @ Actor::Teammate { id, .. }, session))) => {
                Ok(Self { actor, id, session, csrf: CsrfToken::for_session(&secret), language })
            }
            Ok(_) => Err(to_sign_in(parts)),
            Err(trouble) => Err(Problem::from(trouble).into_response()),
        }
    }
}

/// A page sends its reader to the door; a script is told that the session ended.
fn to_sign_in(parts: &Parts) -> Response {
    let wants_page = parts.headers.get("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    if wants_page && parts.method.is_safe() {
        return Redirect::to("/sign-in").into_response();
    }
    Problem::SignedOut.into_response()
}

pub(crate) fn language(headers: &HeaderMap) -> Language {
    Language::accepted(headers.get("accept-language").and_then(|v| v.to_str().ok()).unwrap_or_default())
}

pub(crate) fn transport(parts: &Parts) -> Transport {
    parts.extensions.get::<Transport>().copied().unwrap_or(Transport::Tls)
}

const fn name(transport: Transport) -> &'static str {
    match transport {
        Transport::Tls => "__Host-troth",
        Transport::PlainLoopback => "troth-demo",
    }
}

fn read(headers: &HeaderMap, transport: Transport) -> Option<(Id<Workspace>, Secret)> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let ours = cookies
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name(transport))?.strip_prefix('='))?;
    let (workspace, secret) = ours.split_once('.')?;
    Some((workspace.parse().ok()?, Secret::read(secret)?))
}

/// Sets the cookie. `Secure` and its `__Host-` name are left out on the demo's plain loopback listener only.
pub(crate) fn set(response: &mut Response, transport: Transport, workspace: Id<Workspace>, secret: &str) {
    let age = domain::limits::TEAMMATE_SESSION.as_secs();
    put(response, transport, &format!("{workspace}.{secret}"), age);
}

/// Takes the cookie away.
pub(crate) fn clear(response: &mut Response, transport: Transport) {
    put(response, transport, "", 0);
}

fn put(response: &mut Response, transport: Transport, value: &str, age: u64) {
    let secure = if transport == Transport::Tls { "; Secure" } else { "" };
    let name = name(transport);
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
